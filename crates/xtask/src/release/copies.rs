//! Copies and archives that tell nothing of the machine that made them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::process;

/// Copies a file or a folder, with permissions that do not hang on this machine.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    // Programs can be run afterwards, and nothing else can.
    process::run(Command::new("cp").arg("-r").arg(from).arg(to))?;
    process::run(Command::new("chmod").arg("-R").arg("u=rwX,go=rX").arg(to))
}

/// Packs a folder so that the archive tells nothing of when, where and by whom.
pub fn archive(parent: &Path, name: &str, to: &Path) -> Result<()> {
    let mut tar = Command::new("tar");
    tar.args(["--create", "--format=ustar", "--sort=name", "--mtime=@0"])
        .args(["--owner=0", "--group=0", "--numeric-owner"])
        .args(["--mode=u=rwX,go=rX", "--file"])
        .arg(to)
        .arg("--directory")
        .arg(parent)
        .arg(name);
    process::run(&mut tar)
}
