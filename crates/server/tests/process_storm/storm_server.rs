//! A server as a process: killed, stopped, started again.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use oneclick_server::config::Config;
use oneclick_server::environment::Environment;
use oneclick_server::server::Server;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, MutexGuard};

use crate::disk_limit::limit_files;
use crate::signal::signal;

/// How often a start is tried: the database may be away.
const TRIES: usize = 120;

/// A server as a process; ends when dropped.
pub struct StormServer {
    file: PathBuf,
    /// How far its clock is ahead, milliseconds.
    ahead: i64,
    child: Mutex<Option<Child>>,
}

impl StormServer {
    /// Starts a server with the configuration in a file, whose clock is so far ahead.
    ///
    /// # Errors
    /// Fails if it does not start.
    pub async fn start(file: PathBuf, ahead: i64) -> Result<Arc<Self>> {
        let server = Arc::new(Self {
            file,
            ahead,
            child: Mutex::new(None),
        });
        let mut child = server.child.lock().await;
        *child = Some(server.spawn().await?);
        drop(child);
        Ok(server)
    }

    /// SIGKILL, and a start after `pause`.
    ///
    /// # Errors
    /// Fails if it does not start again.
    pub async fn kill(&self, pause: Duration) -> Result<()> {
        let mut child = self.child.lock().await;
        if let Some(mut former) = child.take() {
            end(&mut former);
        }
        tokio::time::sleep(pause).await;
        *child = Some(self.spawn().await?);
        Ok(())
    }

    /// SIGSTOP, and SIGCONT after `pause`.
    ///
    /// # Errors
    /// Fails if the process cannot be signalled.
    pub async fn stop(&self, pause: Duration) -> Result<()> {
        let child = self.child.lock().await;
        let id = child.as_ref().context("it runs")?.id().to_string();
        signal("STOP", &id)?;
        tokio::time::sleep(pause).await;
        signal("CONT", &id)
    }

    /// Lets no file of it grow for so long: its disk is full.
    ///
    /// # Errors
    /// Fails if the process cannot be limited.
    pub async fn fill_disk(&self, pause: Duration) -> Result<()> {
        let child = self.child.lock().await;
        let id = child.as_ref().context("it runs")?.id().to_string();
        limit_files("0", &id)?;
        tokio::time::sleep(pause).await;
        limit_files("unlimited", &id)
    }

    /// SIGKILL; it stays halted, also for those who kill and stop, until it is started.
    pub async fn halt(&self) -> HaltedServer<'_> {
        let mut child = self.child.lock().await;
        if let Some(mut former) = child.take() {
            end(&mut former);
        }
        HaltedServer {
            server: self,
            child,
        }
    }

    async fn spawn(&self) -> Result<Child> {
        for _ in 1..TRIES {
            let (file, ahead) = (self.file.clone(), self.ahead);
            let spawning = tokio::task::spawn_blocking(move || spawn(&file, ahead));
            if let Ok(child) = spawning.await? {
                return Ok(child);
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        spawn(&self.file, self.ahead)
    }
}

/// A server that is halted.
pub struct HaltedServer<'server> {
    server: &'server StormServer,
    child: MutexGuard<'server, Option<Child>>,
}

impl HaltedServer<'_> {
    /// Starts it again.
    ///
    /// # Errors
    /// Fails if it does not start.
    pub async fn start(mut self) -> Result<()> {
        *self.child = Some(self.server.spawn().await?);
        Ok(())
    }
}

impl Drop for StormServer {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.get_mut().take() {
            end(&mut child);
        }
    }
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Starts the program and waits for its line. The shipped program has the system's clock:
/// a server with another one is made of the same library in this program.
fn spawn(file: &Path, ahead: i64) -> Result<Child> {
    let log = std::fs::File::options()
        .create(true)
        .append(true)
        .open(file.with_extension("log"))?;
    let mut command = Command::new("sh");
    // A write beyond a limit fails then, as one to a full disk does.
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
    if ahead == 0 {
        command.args([env!("CARGO_BIN_EXE_oneclick"), "serve", "--config"]);
    } else {
        let ahead = ahead.to_string();
        command.arg(std::env::current_exe()?);
        command.args(["--clock-ahead", &ahead, "--serve"]);
    }
    let mut child = command
        .arg(file)
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .context("could not start a server")?;
    let mut line = String::new();
    let said = child.stdout.take().context("no standard output")?;
    BufReader::new(said).read_line(&mut line)?;
    if !line.starts_with("oneclick ready") {
        end(&mut child);
        anyhow::bail!("a server did not start: {} says why", file.display());
    }
    Ok(child)
}

/// Serves in this process, by a clock that is so far ahead, until it is killed.
///
/// # Errors
/// Fails if the server cannot start.
pub async fn serve(file: &Path, ahead: i64) -> Result<()> {
    let config = Config::read(file, &|_| None)?;
    let listener = TcpListener::bind(config.listen).await?;
    let environment = Environment::real();
    environment.clock().step(ahead);
    let server = Server::start(config, listener, environment).await?;
    println!("oneclick ready: {:?}", server.address());
    std::future::pending::<()>().await;
    drop(server);
    Ok(())
}
