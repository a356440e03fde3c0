//! The program as a service on a machine of its own: a folder in the place of the root, and
//! in the place of systemd what its unit says.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::stage::answer::{Answer, plain_client, send};
use crate::stage::configuration::{ORIGIN, SECRET_KEY, config};
use crate::stage::merchant_bodies::{card_body, session_body};
use crate::stage::page::payment_body;
use crate::stage::program::free_port;
use crate::stage::world::VISA;

const UNIT: &str = include_str!("../../../../../deploy/systemd/oneclick.service");
/// What the machine's commands are here: nobody else's user and group is there.
const COMMANDS: [(&str, &str); 3] = [
    ("systemctl", include_str!("systemctl.sh")),
    (
        "runuser",
        "#!/bin/sh\n[ \"$1 $2 $3\" = '-u oneclick --' ] && shift 3 && exec \"$@\"\n",
    ),
    ("chgrp", "#!/bin/sh\n[ \"$1\" = oneclick ]\n"),
];
/// The folders of the machine that are used.
const FOLDERS: [&str; 5] = [
    "/etc/oneclick",
    "/var/lib/oneclick",
    "/var/backups/oneclick",
    "/usr/local/bin",
    "/usr/local/src/oneclick",
];

/// The machine.
pub struct Service {
    root: TempDir,
    port: u16,
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Ok(id) = fs::read_to_string(self.root.path().join("run/pid")) {
            let _ = Command::new("kill").args(["-KILL", id.trim()]).status();
        }
    }
}

impl Service {
    /// Installs the program and its configuration, without keys; the provider is at `url`.
    pub fn install(url: &str, more: &str) -> Self {
        let (root, port) = (tempfile::tempdir().unwrap(), free_port());
        let text = config(port, url, &root, more);
        let vault = text.lines().find(|line| line.starts_with("vault = "));
        let text = text
            .replace(&format!("secret = \"{SECRET_KEY}\"\n"), "")
            .replace(&format!("{}\n", vault.unwrap()), "")
            .replace(&format!("{}/", root.path().display()), "");
        let service = Self { root, port };
        for folder in FOLDERS.into_iter().chain(["/run", "/commands"]) {
            fs::create_dir_all(service.path(folder)).unwrap();
        }
        service.write("/etc/oneclick/oneclick.toml", &text);
        service.write("/etc/oneclick/oneclick.env", "RUST_LOG=info\n");
        service.write("/oneclick.service", &service.here(UNIT));
        for (name, text) in COMMANDS {
            service.write_program(&format!("/commands/{name}"), text);
        }
        service.unpack("/usr/local/bin/oneclick", "first");
        service
    }

    /// Puts the program there, as what this release of it has.
    pub fn unpack(&self, path: &str, release: &str) {
        let program = env!("CARGO_BIN_EXE_oneclick");
        let text = format!("#!/bin/sh\n# {release}\nexec {program} \"$@\"\n");
        self.write_program(path, &text);
    }

    /// A path of the machine.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path.trim_start_matches('/'))
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    pub fn log(&self) -> String {
        self.read("/run/log")
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    fn write_program(&self, path: &str, text: &str) {
        self.write(path, text);
        fs::set_permissions(self.path(path), Permissions::from_mode(0o755)).unwrap();
    }

    /// The text with this machine's folders, mode and port.
    fn here(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for folder in FOLDERS {
            text = text.replace(folder, self.path(folder).to_str().unwrap());
        }
        text.replace("--mode live", "--mode test")
            .replace("127.0.0.1:8787", &format!("127.0.0.1:{}", self.port))
    }

    /// Runs commands as root does; what they print, and whether they succeeded. On a thread
    /// of its own: the test's has the provider to run.
    pub async fn run(&self, commands: &str) -> (String, bool) {
        let path = format!(
            "{}:{}:{}",
            self.path("/commands").display(),
            self.path("/usr/local/bin").display(),
            std::env::var("PATH").unwrap()
        );
        let mut shell = Command::new("timeout");
        // What does not end is a failure.
        shell.args(["120", "sh", "-c", &self.here(commands)]);
        shell.env("PATH", path).env("ROOT", self.root.path());
        shell.current_dir(self.root.path());
        let running = tokio::task::spawn_blocking(move || shell.output().unwrap());
        let output = running.await.unwrap();
        let told = [output.stdout, output.stderr].concat();
        (String::from_utf8(told).unwrap(), output.status.success())
    }

    /// The newest of the merchant's secret keys.
    pub fn secret_key(&self) -> String {
        let keys = self.read("/etc/oneclick/secret_key");
        keys.trim().split(',').next().unwrap().to_owned()
    }

    /// The status of a call of the merchant's by this key.
    pub async fn status_by(&self, key: &str) -> u16 {
        let url = format!("http://127.0.0.1:{}/v1/providers", self.port);
        send(plain_client().get(url).bearer_auth(key)).await.status
    }

    async fn merchant(&self, path: &str, body: &Value) -> Answer {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let request = plain_client().post(url).bearer_auth(self.secret_key());
        send(request.json(body)).await
    }

    /// Asks for an order of 9.95 EUR to be paid with a stored card.
    pub async fn pay(&self, order: &str) -> Answer {
        let card = card_body(VISA, "visa", "4242");
        let card = self.merchant("/v1/customers/c-1/cards", &card).await;
        let session = session_body(order, "c-1");
        let session = self.merchant("/v1/sessions", &session).await;
        let url = format!("http://127.0.0.1:{}/checkout/v1", self.port);
        let request = plain_client()
            .post(url)
            .bearer_auth(session.text("client_token"));
        let request = request.header("Origin", ORIGIN);
        let request = request.header("Idempotency-Key", "the-first-press-of-it");
        send(request.json(&payment_body(card.text("id"), None, "123"))).await
    }
}
