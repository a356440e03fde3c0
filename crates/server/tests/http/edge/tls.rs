//! TLS of the server's own.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use oneclick_sandbox::{Sandbox, SandboxSettings};
use oneclick_server::config::{Config, EXAMPLE};
use reqwest::{Certificate, Version};
use tempfile::TempDir;

use crate::stage::answer::until;
use crate::stage::configuration::QUICK;
use crate::stage::program::Program;
use crate::stage::raw::Raw;
use crate::stage::world::World;

/// Two identities, in PEM files.
struct Identities(TempDir);

impl Identities {
    fn make() -> Self {
        let folder = TempDir::new().unwrap();
        for name in ["own", "other"] {
            let words = format!(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
                 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
                 -addext basicConstraints=critical,CA:FALSE -keyout {name}.key -out {name}.pem"
            );
            let mut openssl = Command::new("openssl");
            openssl.args(words.split_whitespace());
            let made = openssl.current_dir(folder.path()).output().unwrap();
            assert!(made.status.success());
        }
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The section `[http]` with these files.
    fn section(&self, certificate: &str, key: &str) -> String {
        let folder = self.0.path().display();
        format!("[http]\ncertificate = \"{folder}/{certificate}\"\nkey = \"{folder}/{key}\"\n")
    }

    async fn world(&self, more: &str) -> World {
        let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
        let url = sandbox.url().to_owned();
        let section = self.section("own.pem", "own.key");
        World::before(sandbox, &url, &format!("{QUICK}{section}{more}")).await
    }

    /// A client that trusts `name` alone.
    fn client(&self, name: &str) -> reqwest::Client {
        let pem = std::fs::read(self.file(name)).unwrap();
        let client = reqwest::Client::builder().tls_built_in_root_certs(false);
        let client = client.add_root_certificate(Certificate::from_pem(&pem).unwrap());
        client.build().unwrap()
    }
}

fn health(world: &World) -> String {
    format!("{}/health", world.base.replace("http:", "https:"))
}

#[tokio::test]
async fn a_client_that_trusts_the_certificate_is_answered_by_http_1() {
    let identities = Identities::make();
    let world = identities.world("").await;
    let client = identities.client("own.pem");
    for _ in 0..2 {
        let answer = client.get(health(&world)).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), answer.version()),
            (200, Version::HTTP_11)
        );
    }
    let stranger = identities.client("other.pem").get(health(&world));
    assert!(stranger.send().await.unwrap_err().is_connect());
}

/// What `openssl s_client` says of a connection with these options.
async fn dial(world: &World, words: &str) -> String {
    let address = format!("localhost:{}", world.server.address().port());
    let words = format!("s_client -connect {address} {words}");
    let dialled = tokio::task::spawn_blocking(move || {
        let mut client = Command::new("openssl");
        client.args(words.split_whitespace()).stdin(Stdio::null());
        client.output().unwrap()
    });
    let output = dialled.await.unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[tokio::test]
async fn tls_1_2_and_1_3_are_spoken_and_nothing_older() {
    let world = Identities::make().world("").await;
    for (words, said) in [
        ("-tls1_3", "New, TLSv1.3"),
        ("-tls1_2", "New, TLSv1.2"),
        (
            "-tls1_1 -cipher DEFAULT@SECLEVEL=0",
            "New, (NONE), Cipher is (NONE)",
        ),
        // Its heads would go round what judges them.
        ("-alpn h2,http/1.1", "ALPN protocol: http/1.1"),
        ("-alpn h2", "alert no application protocol"),
    ] {
        let told = dial(&world, words).await;
        assert!(told.contains(said), "{words}: {told}");
    }
}

#[tokio::test]
async fn half_a_handshake_is_not_waited_for() {
    let world = Identities::make().world("header_timeout_ms = 200\n").await;
    let mut half = Raw::of(&world).await;
    half.write([0x16, 0x03, 0x01]).await;
    assert!(half.is_closed().await);
    let mut silent = Raw::of(&world).await;
    assert!(silent.is_closed().await);
}

#[tokio::test]
async fn who_shakes_no_hand_keeps_nobody_away() {
    let identities = Identities::make();
    let more = "header_timeout_ms = 600000\nmax_connections = 1\n";
    let world = identities.world(more).await;
    let mut silent = Raw::of(&world).await;
    let client = identities.client("own.pem");
    let answer = client.get(health(&world)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(silent.is_closed().await);
}

#[tokio::test]
async fn who_speaks_no_tls_gets_nothing_and_a_stop_waits_for_no_handshake() {
    let world = Identities::make()
        .world("header_timeout_ms = 600000\n")
        .await;
    let plain = world.client.get(format!("{}/health", world.base));
    assert!(plain.send().await.is_err());
    let mut silent = Raw::of(&world).await;
    world.server.stop().await;
    assert!(silent.is_closed().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_certificate_is_shown_at_sighup_and_a_wrong_one_changes_nothing() {
    let identities = Identities::make();
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let section = identities.section("own.pem", "own.key");
    let mut program = Program::start(&sandbox, &format!("{QUICK}{section}"));
    let url = format!("https://localhost:{}/health", program.port());
    // A new connection each time.
    let shows = async |name: &str| {
        let answer = identities.client(name).get(&url).send().await;
        answer.is_ok_and(|answer| answer.status() == 200)
    };
    let kept = identities.client("own.pem");
    assert_eq!(kept.get(&url).send().await.unwrap().status(), 200);
    assert!(!shows("other.pem").await);
    let copy = |from, to| std::fs::copy(identities.file(from), identities.file(to)).unwrap();
    copy("own.pem", "former.pem");
    // One of the two files alone.
    copy("other.pem", "own.pem");
    program.signal("HUP");
    until("the log says why nothing changes", async || {
        let log = std::fs::read_to_string(program.log()).unwrap();
        let told = log
            .lines()
            .find(|line| line.contains("SIGHUP changes nothing"))?;
        assert!(
            told.contains("whose key is not that of the certificate"),
            "{told}"
        );
        Some(())
    })
    .await;
    assert!(shows("former.pem").await);
    copy("other.key", "own.key");
    program.signal("HUP");
    until("the new one is shown", async || {
        shows("other.pem").await.then_some(())
    })
    .await;
    assert!(!shows("former.pem").await);
    // A connection goes on by the one that it began with.
    assert_eq!(kept.get(&url).send().await.unwrap().status(), 200);
    program.signal("TERM");
    assert!(program.ends_well().await);
}

#[test]
fn files_that_are_no_identity_are_refused_by_key_and_tell_nothing() {
    let identities = Identities::make();
    let shown = identities.0.path().display();
    std::fs::write(identities.file("text"), "hunter2").unwrap();
    let both = |certificate, key| identities.section(certificate, key);
    let alone = both("own.pem", "own.key");
    let (alone, _) = alone.split_once("key = ").unwrap();
    for (section, reason) in [
        (
            both("none", "own.key"),
            format!("http.certificate: names {shown}/none, which cannot be read: No such file"),
        ),
        (
            both("text", "own.key"),
            format!("http.certificate: names {shown}/text, in which no certificate is"),
        ),
        (
            both("own.pem", "text"),
            format!("http.key: names {shown}/text, in which none is"),
        ),
        (
            both("own.pem", "other.key"),
            format!("http.key: names {shown}/other.key, whose key is not that of the certificate"),
        ),
        (
            alone.to_owned(),
            String::from("http.certificate: stands without `key`; TLS needs both"),
        ),
    ] {
        let file = identities.file("oneclick.toml");
        std::fs::write(&file, format!("{EXAMPLE}\n{section}")).unwrap();
        let told = Config::read(&file, &|_| None).unwrap_err().to_string();
        assert!(told.contains(&reason), "{reason}\n{told}");
        assert!(!told.contains("hunter2"));
    }
    // With one that is right, the server may listen on every address.
    let text = EXAMPLE.replace("127.0.0.1:8787", "0.0.0.0:8787");
    let file = identities.file("oneclick.toml");
    std::fs::write(&file, format!("{text}\n{}", both("own.pem", "own.key"))).unwrap();
    assert!(Config::read(&file, &|_| None).is_ok());
}
