//! Programs beside figures: started in order, stopped together.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::process;

/// How long a program may take until it says that it is ready.
const READY_WITHIN: Duration = Duration::from_mins(1);
/// How long a program may take to stop when asked.
const STOP_WITHIN: Duration = Duration::from_secs(3);
/// How often the programs are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Programs that live and die together.
#[derive(Debug)]
pub struct Children {
    running: Vec<(&'static str, Child)>,
    asked_to_stop: Receiver<()>,
}

impl Children {
    /// No programs yet. From now on Ctrl-C and a request to end no longer end this process:
    /// they end the wait for the next program.
    ///
    /// # Errors
    /// When the signals cannot be listened to.
    pub fn new() -> Result<Self> {
        let (asked, asked_to_stop) = channel();
        ctrlc::set_handler(move || {
            let _ = asked.send(());
        })
        .context("could not listen for Ctrl-C")?;
        Ok(Self {
            running: Vec::new(),
            asked_to_stop,
        })
    }

    /// Starts a program and waits for its line `<name> ready: …`. What it prints goes to our
    /// standard error, each line with its name.
    ///
    /// # Errors
    /// When it does not start, ends before it is ready, or does not get ready in time.
    pub fn start(&mut self, name: &'static str, ready: &str, command: &mut Command) -> Result<()> {
        in_a_group_of_its_own(command);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Errors are logged with their causes; where they were made is noise here.
            .env("RUST_LIB_BACKTRACE", "0")
            .spawn()
            .with_context(|| format!("could not start {}", command.get_program().display()))?;
        let (is_ready, wait_ready) = channel();
        let ready = format!("{ready} ready: ");
        if let Some(stdout) = child.stdout.take() {
            hand_on(name, stdout, Some((ready, is_ready)));
        }
        if let Some(stderr) = child.stderr.take() {
            hand_on(name, stderr, None);
        }
        self.running.push((name, child));

        let started = Instant::now();
        loop {
            match wait_ready.recv_timeout(LOOK_EVERY) {
                Ok(()) => return Ok(()),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
            if let Some(death) = self.death()? {
                bail!("{death} before {name} was ready; what it said stands above");
            }
            if self.asked_to_stop.try_recv().is_ok() {
                bail!("stopped while {name} was starting");
            }
            if started.elapsed() > READY_WITHIN {
                bail!(
                    "{name} did not say that it is ready within {} seconds",
                    READY_WITHIN.as_secs()
                );
            }
        }
    }

    /// What to say of a program that has ended, if one has.
    fn death(&mut self) -> Result<Option<String>> {
        for (name, child) in &mut self.running {
            if let Some(status) = child.try_wait()? {
                return Ok(Some(format!("{name} has ended ({status})")));
            }
        }
        Ok(None)
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        for (_, child) in &self.running {
            ask_to_stop(child);
        }
        let asked = Instant::now();
        for (_, child) in self.running.iter_mut().rev() {
            while matches!(child.try_wait(), Ok(None)) && asked.elapsed() < STOP_WITHIN {
                thread::sleep(LOOK_EVERY);
            }
            process::stop(child);
        }
    }
}

/// Ctrl-C in a terminal reaches a whole group: the programs would be asked to
/// end twice, and the second time means at once.
fn in_a_group_of_its_own(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

/// Asks a program to end; `Child::kill` would not let it finish what it is at.
fn ask_to_stop(child: &Child) {
    if cfg!(unix) {
        let _ = Command::new("kill")
            .args(["-TERM", &child.id().to_string()])
            .stderr(Stdio::null())
            .status();
    }
}

/// Prints each line with the program's name, and tells when the ready line came.
fn hand_on(
    name: &'static str,
    output: impl Read + Send + 'static,
    mut ready: Option<(String, Sender<()>)>,
) {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            eprintln!("[{name}] {line}");
            if let Some((_, is_ready)) = ready.take_if(|(start, _)| line.starts_with(&**start)) {
                let _ = is_ready.send(());
            }
        }
    });
}
