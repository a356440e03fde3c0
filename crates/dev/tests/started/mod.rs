//! Starts the program, and reads what it prints.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::json;
use tempfile::TempDir;

/// A page with nothing in it: what is looked at here is around it.
pub fn page() -> TempDir {
    let page = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(page.path().join("widget/v1")).unwrap();
    std::fs::write(page.path().join("widget/v1/oneclick.js"), "export {};\n").unwrap();
    let html = r#"<!doctype html><script type="module" src="widget/v1/oneclick.js"></script>"#;
    std::fs::write(page.path().join("index.html"), html).unwrap();
    page
}

pub fn program(page: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oneclick-dev"));
    command
        .arg("--page")
        .arg(page)
        .args(["--server-port", "0", "--sandbox-port", "0"])
        .env_remove("ONECLICK_SECRET_KEY")
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null());
    command
}

/// The program while it runs, and what it printed up to its last line.
pub struct Running {
    child: Child,
    pub printed: Vec<String>,
    temporary: TempDir,
    _page: TempDir,
}

impl Running {
    pub fn start(options: &[&str]) -> Self {
        let (page, temporary) = (page(), tempfile::tempdir().unwrap());
        let mut child = program(page.path())
            .args(options)
            .env("TMPDIR", temporary.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut printed = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let is_ready = line.starts_with("demo ready: ");
            printed.push(line);
            if is_ready {
                break;
            }
        }
        let running = Self {
            child,
            printed,
            temporary,
            _page: page,
        };
        assert!(running.after("demo ready: ").is_some());
        running
    }

    pub fn after(&self, start: &str) -> Option<&str> {
        self.printed
            .iter()
            .find_map(|line| line.strip_prefix(start))
    }

    pub fn server(&self) -> &str {
        self.after("export ONECLICK_SERVER=").unwrap()
    }

    /// Asks the checkout server for a session, as a shop's backend does: its status.
    pub async fn session(&self, return_url: &str) -> u16 {
        let key = self.after("export ONECLICK_SECRET_KEY=").unwrap();
        let request = client()
            .post(format!("{}/v1/sessions", self.server()))
            .bearer_auth(key)
            .json(&json!({
                "order": "N-1", "amount": 995, "currency": "EUR",
                "customer": { "id": "c-77" }, "return_url": return_url,
            }));
        request.send().await.unwrap().status().as_u16()
    }

    /// Counts what it has in the system's temporary folder.
    pub fn folders(&self) -> usize {
        std::fs::read_dir(self.temporary.path()).unwrap().count()
    }

    #[cfg(unix)]
    pub fn stop(&mut self) -> bool {
        let process = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &process]).status();
        assert!(asked.unwrap().success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

pub fn refused(command: &mut Command) -> String {
    let Output { status, stderr, .. } = command.output().unwrap();
    assert!(!status.success());
    String::from_utf8(stderr).unwrap()
}
