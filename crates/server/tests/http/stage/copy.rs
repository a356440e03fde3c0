//! A copy of a server's database, put back after more has happened, and `oneclick recover`.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::stage::world::World;

/// A command of the program on the world's configuration.
pub fn command(world: &World, words: &[&str]) -> Command {
    let mut command = Command::new("timeout");
    // One that does not end is a failure.
    command.args(["60", env!("CARGO_BIN_EXE_oneclick")]);
    command.args(words);
    command
        .arg("--config")
        .arg(world.folder.path().join("oneclick.toml"));
    command
}

/// Runs a command of the program; what it prints, and whether it succeeded. On a thread of
/// its own: the test's has the providers to run.
pub async fn run(world: &World, words: &[&str]) -> (String, bool) {
    let mut command = command(world, words);
    let running = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = running.await.unwrap();
    let told = [output.stdout, output.stderr].concat();
    (String::from_utf8(told).unwrap(), output.status.success())
}

/// Starts a command of the program that may be killed.
pub fn start(world: &World, words: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oneclick"));
    command.args(words).arg("--config");
    command.arg(world.folder.path().join("oneclick.toml"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Makes a backup while the server runs.
pub async fn backup(world: &World) -> PathBuf {
    let copy = world.folder.path().join("copy.sqlite");
    let (told, done) = run(world, &["backup", "--to", copy.to_str().unwrap()]).await;
    assert!(done, "{told}");
    copy
}

/// Puts a copy in the place of the database of a server that has ended.
pub fn replace(file: &Path, copy: &Path) {
    for suffix in ["-wal", "-shm"] {
        let beside = format!("{}{suffix}", file.display());
        let _ = std::fs::remove_file(beside);
    }
    std::fs::copy(copy, file).unwrap();
}

/// The world with the copy in the place of its database, and the server started again.
pub async fn put_back(world: World, copy: &Path) -> World {
    world.restarted_after(|file| replace(file, copy)).await
}

/// Recovers what the copy lacks; what it prints.
pub async fn recover(world: &World) -> String {
    let (told, done) = run(world, &["recover"]).await;
    assert!(done && told.contains("the store is open"), "{told}");
    told
}
