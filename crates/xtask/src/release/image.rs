//! The image: the server and the widget's files, and nothing else.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::place::Place;
use crate::process;
use crate::release::copies::{archive, copy};

/// The most bytes that the files in the image have.
const LARGEST: u64 = 25_000_000;

/// Builds `oneclick-image.tar`, an archive of the form that the Open Container Initiative
/// describes, with the server that stands in `release`.
///
/// # Errors
/// Fails if buildah does, if the server does not run in the image, or if it is too large.
pub fn make(place: &Place, release: &Path) -> Result<()> {
    let work = place.target.join("image");
    let context = work.join("context");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    copy(&release.join("oneclick"), &context.join("oneclick"))?;
    copy(&place.root.join("dist/widget"), &context.join("widget"))?;
    let size = size_of(&context)?;
    ensure!(
        size <= LARGEST,
        "the image has {size} bytes; at most {LARGEST} are wanted"
    );
    let name = format!("oneclick:{}", env!("CARGO_PKG_VERSION"));
    let buildah = |arguments: &[&str]| {
        let mut buildah = Command::new("buildah");
        buildah
            .current_dir(&work)
            .env("STORAGE_DRIVER", "vfs")
            .arg("--root")
            .arg(work.join("store"))
            .arg("--runroot")
            .arg(work.join("run"))
            .args(arguments);
        buildah
    };
    let containerfile = place.root.join("deploy/image/Containerfile");
    let containerfile = containerfile.display().to_string();
    process::run(&mut buildah(&[
        "build",
        "--isolation=chroot",
        "--timestamp=0",
        "--quiet",
        "--file",
        &containerfile,
        "--tag",
        &name,
        "context",
    ]))?;
    let container = process::output(&mut buildah(&["from", &name]))?;
    let run = [
        "run",
        "--isolation=chroot",
        &container,
        "--",
        "/oneclick",
        "--version",
    ];
    println!("    in it: {}", process::output(&mut buildah(&run))?);
    process::run(&mut buildah(&[
        "push",
        "--quiet",
        &name,
        &format!("oci:layout:{name}"),
    ]))?;
    // Packed here: buildah's own archive has the time in it.
    archive(
        &work.join("layout"),
        ".",
        &release.join("oneclick-image.tar"),
    )?;
    println!("    {size} bytes of files, of at most {LARGEST}");
    fs::remove_dir_all(&work)?;
    Ok(())
}

fn size_of(folder: &Path) -> Result<u64> {
    let mut size = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        size += if entry.path().is_dir() {
            size_of(&entry.path())?
        } else {
            entry.metadata()?.len()
        };
    }
    Ok(size)
}
