//! The program `oneclick` with a store and a provider.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use crate::commit_count::CommitCount;
use crate::store::Commits;

/// The merchant's key.
pub const SECRET_KEY: &str = "sk_test_0123456789abcdef0123456789abcdef";
/// The page that the shoppers pay from.
pub const ORIGIN: &str = "http://localhost:8080";
/// One unit of the kernel's CPU times in `/proc`, which are in hundredths of a second
/// whatever the kernel's own clock.
const CPU_UNIT: Duration = Duration::from_millis(10);

/// The running program; ends when dropped.
pub struct ServerProcess {
    child: Child,
    port: u16,
    /// Its file, where it has one.
    database: Option<PathBuf>,
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl ServerProcess {
    /// Starts it in a folder, with Smart2Pay's calls at `provider`, its store there or at
    /// `url`, and `more` in its configuration.
    pub fn start(provider: &str, folder: &Path, url: Option<&str>, more: &str) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let database = url.is_none().then(|| folder.join("oneclick.sqlite"));
        let settings = folder.join("oneclick.toml");
        let text = config(port, provider, folder, url);
        std::fs::write(&settings, format!("{text}{more}"))?;
        let mut child = Command::new(env!("CARGO_BIN_EXE_oneclick"))
            .args(["serve", "--config"])
            .arg(&settings)
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .context("could not start oneclick")?;
        let said = child.stdout.take().context("no standard output")?;
        let server = Self {
            child,
            port,
            database,
        };
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line)?;
        ensure!(
            line.starts_with("oneclick ready"),
            "oneclick did not start: it says why above"
        );
        Ok(server)
    }

    /// The address of a call.
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// Begins to count its commits.
    pub fn count(&self) -> Result<Commits> {
        match &self.database {
            Some(file) => Ok(Commits::Logged(CommitCount::begin(file)?)),
            None => Commits::numbered(),
        }
    }

    /// The memory of the process that is in use, bytes: what is resident.
    pub fn resident_bytes(&self) -> Result<u64> {
        let file = format!("/proc/{}/status", self.child.id());
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("could not read {file}: memory is read on Linux alone"))?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kilobytes: u64 = kilobytes.context("no VmRSS in the status")?.parse()?;
        Ok(kilobytes * 1024)
    }

    /// The CPU time that the process has used, its own and the kernel's for it.
    pub fn cpu(&self) -> Result<Duration> {
        let file = format!("/proc/{}/stat", self.child.id());
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("could not read {file}: CPU times are read on Linux alone"))?;
        let (_, after_name) = text
            .rsplit_once(')')
            .context("no name in the process's state")?;
        // utime and stime, the 14th and 15th fields; the one after the name is the third.
        let units = after_name.split_whitespace().skip(11).take(2);
        let units: u32 = units.map(str::parse::<u32>).sum::<Result<_, _>>()?;
        Ok(CPU_UNIT * units)
    }
}

/// Returns the configuration, which is that of the tests.
fn config(port: u16, provider: &str, folder: &Path, url: Option<&str>) -> String {
    let file = "file = \"FOLDER/oneclick.sqlite\"";
    let database = url.map_or(String::from(file), |url| format!("url = \"{url}\""));
    include_str!("../../tests/http/stage/configuration.toml")
        .replace(file, &database)
        .replace("PORT", &port.to_string())
        .replace("FOLDER", &folder.display().to_string())
        .replace("ORIGIN", ORIGIN)
        .replace("SECRET_KEY", SECRET_KEY)
        .replace("PROVIDER", provider)
}
