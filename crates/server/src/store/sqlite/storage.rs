//! The files of a store: what they stand on, and whether they are still those that were
//! opened.

use std::path::{Path, PathBuf};

use anyhow::ensure;

use crate::store::error::{Result, StoreError};

/// Which file it is, whatever its name is now: device and number.
type FileId = (u64, u64);

/// The files of an open database, watched by whoever writes to it: what is written to one
/// that was deleted or replaced is lost when it is closed.
#[derive(Debug)]
pub(super) struct OpenFiles {
    known: [(PathBuf, Option<FileId>); 2],
}

impl OpenFiles {
    /// Watches the database and its journal. The journal may come later.
    pub(super) fn of(file: &Path) -> Self {
        let mut journal = file.as_os_str().to_owned();
        journal.push("-wal");
        let known = [file.to_owned(), PathBuf::from(journal)];
        Self {
            known: known.map(|path| {
                let id = identity(&path);
                (path, id)
            }),
        }
    }

    /// Fails if one of them was moved, deleted or replaced. It may be put back.
    pub(super) fn check(&mut self) -> Result<()> {
        for (path, known) in &mut self.known {
            let present = identity(path);
            match known {
                None => *known = present,
                Some(_) if *known == present => {}
                Some(_) => {
                    let why = format!(
                        "{} was moved, deleted or replaced while it was open: put it back, or stop the server first",
                        path.display()
                    );
                    return Err(StoreError::Disk(why));
                }
            }
        }
        Ok(())
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt as _;
    let about = std::fs::metadata(path).ok()?;
    Some((about.dev(), about.ino()))
}

/// Other systems let nobody delete a file that is open.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<FileId> {
    None
}

/// Fails if the file stands where nothing outlives the machine's next start.
///
/// # Errors
/// Fails for a file system in memory.
#[cfg(target_os = "linux")]
pub(super) fn check_durable(file: &Path) -> anyhow::Result<()> {
    /// What Linux calls `tmpfs` and `ramfs`, by their numbers in `linux/magic.h`.
    const IN_MEMORY: [u64; 2] = [0x0102_1994, 0x8584_58f6];
    // Where it cannot be told, SQLite says what is wrong.
    let kind = rustix::fs::statfs(file).ok();
    let kind = kind.and_then(|about| u64::try_from(about.f_type).ok());
    ensure!(
        kind.is_none_or(|kind| !IN_MEMORY.contains(&kind)),
        "the database {} stands on a file system in memory (tmpfs), where a commit is not durable: put it on a disk, by `[database] file`",
        file.display()
    );
    Ok(())
}

/// Other systems are not asked.
#[cfg(not(target_os = "linux"))]
pub(super) fn check_durable(_: &Path) -> anyhow::Result<()> {
    Ok(())
}
