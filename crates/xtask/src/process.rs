//! Runs other programs, and says exactly which one failed and how.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// How often a running command with a time limit is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The command as a person would type it, its environment left out (it may hold keys).
pub fn line(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        if argument.contains(' ') {
            let _ = write!(text, " '{argument}'");
        } else {
            let _ = write!(text, " {argument}");
        }
    }
    text
}

/// Runs a command to its end, its output going where ours goes.
///
/// # Errors
/// When it cannot be started or ends with a failure; names the command.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("could not start `{}`", line(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a command to its end and returns its standard output, trimmed.
///
/// # Errors
/// When it cannot be started or ends with a failure; names the command and its last words.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("could not start `{}`", line(command)))?;
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr);
        bail!(
            "`{}` failed ({}): {}",
            line(command),
            output.status,
            error.trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a command that must end within `limit`, quietly.
///
/// # Errors
/// When it cannot be started, fails, or is still running after `limit`
/// (it is stopped then); names the command.
pub fn run_within(command: &mut Command, limit: Duration) -> Result<()> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start `{}`", line(command)))?;
    let said = child.stderr.take().map(|mut stderr| {
        thread::spawn(move || {
            let mut text = String::new();
            let _ = stderr.read_to_string(&mut text);
            text
        })
    });
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            if status.success() {
                return Ok(());
            }
            let said = said
                .and_then(|thread| thread.join().ok())
                .unwrap_or_default();
            let reason = said
                .lines()
                .find(|line| line.starts_with("error"))
                .unwrap_or("");
            bail!("`{}` failed ({status}) {reason}", line(command));
        }
        if started.elapsed() > limit {
            stop(&mut child);
            bail!(
                "`{}` did not end within {} seconds",
                line(command),
                limit.as_secs()
            );
        }
        thread::sleep(LOOK_EVERY);
    }
}

/// Stops a child and waits until it is gone.
pub fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// The file that a program name stands for on the search path.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| is_program(file))
}

/// Whether a file is there and may be run.
pub fn is_program(file: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.metadata()
            .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    {
        file.is_file()
    }
}

/// Whether `program --version` prints `version` as one of its words, a `v` before it or not.
pub fn has_version(program: impl AsRef<OsStr>, version: &str) -> bool {
    output(Command::new(program).arg("--version")).is_ok_and(|text| {
        text.split_whitespace()
            .any(|word| word.trim_start_matches('v') == version)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_a_command_as_it_would_be_typed() {
        let mut command = Command::new("npm");
        command.args(["ci", "two words"]).env("KEY", "secret");
        assert_eq!(line(&command), "npm ci 'two words'");
    }

    #[test]
    fn names_the_command_that_cannot_be_started() {
        let error = run(&mut Command::new("no-such-program-anywhere")).unwrap_err();
        assert!(error.to_string().contains("`no-such-program-anywhere`"));
    }

    #[cfg(unix)]
    #[test]
    fn stops_a_command_at_its_limit() {
        let mut endless = Command::new("sleep");
        let error = run_within(endless.arg("1000"), Duration::ZERO).unwrap_err();
        assert!(error.to_string().contains("did not end within"));
    }

    #[cfg(unix)]
    #[test]
    fn repeats_why_a_command_failed() {
        let mut failing = Command::new("sh");
        failing.args(["-c", "echo 'error: no such target' >&2; exit 3"]);
        let error = run_within(&mut failing, Duration::from_mins(1)).unwrap_err();
        assert!(error.to_string().contains("error: no such target"));
    }
}
