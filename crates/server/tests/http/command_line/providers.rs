//! `oneclick providers`, as an operator calls it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};

use oneclick_sandbox::{Sandbox, SandboxSettings};
use tempfile::TempDir;

use crate::stage::configuration::config;
use crate::stage::place::sections;

/// The program with a configuration of every provider, `from` replaced by `to`.
async fn run(sandbox: &Sandbox, from: &str, to: &str, words: &[&str]) -> Output {
    let folder = TempDir::new().unwrap();
    let text = config(8787, sandbox.url(), &folder, &sections(sandbox)).replace(
        "payments.cvc = \"required\"",
        "payments = { provider = \"costplus\" }",
    );
    assert!(text.contains(from), "{from}");
    let file = folder.path().join("oneclick.toml");
    std::fs::write(&file, text.replace(from, to)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_oneclick"));
    command
        .arg("providers")
        .args(words)
        .arg("--config")
        .arg(file);
    // The sandbox lives in this process and has to go on answering.
    tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn shows_what_each_can_do() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let shown = run(&sandbox, "", "", &[]).await;
    let table = text(&shown.stdout);
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    assert!(
        table.starts_with("costplus (takes new cards by default)\n"),
        "{table}"
    );
    for name in ["\ncertitrade\n", "\nfinpay\n", "\nsmart2pay\n"] {
        assert!(table.contains(name), "{table}");
    }
    assert!(
        table.contains("POST /v1/payments with CreditCardToken"),
        "{table}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn says_whether_the_credentials_work() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let names = ["costplus", "certitrade", "finpay", "smart2pay"];
    let checked = run(&sandbox, "", "", &["check"]).await;
    let told = names.map(|name| format!("{name}: the credentials work\n"));
    assert_eq!(text(&checked.stdout), told.concat());
    assert!(checked.status.success());
    assert_eq!(sandbox.requests(None).charges, 0);

    for (key, name) in [
        ("\"certitradesandboxkey\"", "certitrade"),
        ("\"finpay-sandbox-key\"", "finpay"),
        ("\"costplus-sandbox-key\"", "costplus"),
        ("\"sandbox-key\"", "smart2pay"),
    ] {
        let checked = run(&sandbox, key, "\"anotherkey\"", &["check"]).await;
        let told = text(&checked.stdout);
        let refused = format!("{name}: the provider refuses the credentials\n");
        assert!(told.contains(&refused), "{told}");
        assert_eq!(told.matches("the credentials work").count(), 3, "{told}");
        assert!(!checked.status.success());
        assert!(!told.contains("anotherkey") && !text(&checked.stderr).contains("anotherkey"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn says_when_a_provider_is_not_there() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let from = format!("{}/costplus", sandbox.url());
    let checked = run(&sandbox, &from, "http://127.0.0.1:1/costplus", &["check"]).await;
    let told = text(&checked.stdout);
    assert!(
        told.contains("costplus: the provider was not reached: no connection\n"),
        "{told}"
    );
    assert!(!checked.status.success());
}

/// A server with a certificate that nobody has issued.
struct Untrusted {
    server: Child,
    url: String,
}

impl Drop for Untrusted {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Untrusted {
    fn start(folder: &TempDir) -> Self {
        let openssl = |words: &str| {
            let mut command = Command::new("openssl");
            command.args(words.split(' ')).current_dir(folder.path());
            command
        };
        let names = "-newkey rsa:2048 -nodes -days 2 -subj /CN=localhost";
        let made = openssl(&format!("req -x509 {names} -keyout key -out own")).output();
        assert!(made.unwrap().status.success());
        let mut serve = openssl("s_server -accept localhost:0 -key key -cert own -www");
        serve.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = serve.spawn().unwrap();
        let lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let mut ports = lines.map_while(Result::ok).filter_map(|line| {
            let address = line.strip_prefix("ACCEPT ")?.split(' ').next()?;
            Some(address.rsplit(':').next()?.to_owned())
        });
        let url = format!("https://localhost:{}", ports.next().unwrap());
        Self { server, url }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn says_when_a_provider_is_not_who_it_should_be() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let folder = TempDir::new().unwrap();
    let untrusted = Untrusted::start(&folder);
    let plain = sandbox.url().replace("http:", "https:");
    for (url, why) in [
        (untrusted.url.as_str(), "its certificate is not trusted"),
        (plain.as_str(), "it does not agree on TLS"),
    ] {
        let from = format!("{}/costplus", sandbox.url());
        let checked = run(&sandbox, &from, &format!("{url}/costplus"), &["check"]).await;
        let told = text(&checked.stdout);
        let reached = format!("costplus: the provider was not reached: {why}\n");
        assert!(told.contains(&reached), "{told}{}", text(&checked.stderr));
    }
}

#[test]
fn shows_what_every_provider_can_do_without_a_configuration() {
    let shown = Command::new(env!("CARGO_BIN_EXE_oneclick"))
        .arg("providers")
        .output()
        .unwrap();
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    let table = text(&shown.stdout);
    let names: Vec<&str> = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with(' '))
        .collect();
    assert_eq!(names, ["certitrade", "costplus", "finpay", "smart2pay"]);
    // Nothing is missing for want of a setting.
    assert!(!table.contains("set stored_cards_path"), "{table}");
    assert_eq!(table.matches("  refund a part ").count(), 4);
}
