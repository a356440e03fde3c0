//! A copy of the file that knows that it is one.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use crate::store::sqlite::connection::{self, Patience, Purpose};

const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// Copies the database to the new file `to`, closed since `since`, Unix milliseconds. The
/// file has its name only once it is whole, marked and durable. Servers go on meanwhile.
pub(in crate::store) fn backup(database: &Path, to: &Path, since: i64) -> anyhow::Result<()> {
    let name = to.display();
    ensure!(
        fs::symlink_metadata(to).is_err(),
        "there is a file {name} already: a backup has a new name"
    );
    let part = part_of(to);
    create_private(&part)?;
    let made = write(database, &part, since).and_then(|()| {
        // Unlike a renaming, this replaces nothing.
        fs::hard_link(&part, to).with_context(|| format!("cannot name the backup {name}"))
    });
    let removed = fs::remove_file(&part);
    made?;
    removed.with_context(|| format!("cannot remove {}", part.display()))?;
    sync_folder(to)
}

/// Names the file while it is not whole.
fn part_of(to: &Path) -> PathBuf {
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    PathBuf::from(part)
}

fn create_private(part: &Path) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(part).map(drop).with_context(|| {
        format!(
            "cannot make {}: its folder has to be there, and what a backup that was interrupted left there has to be removed",
            part.display()
        )
    })
}

fn write(database: &Path, part: &Path, since: i64) -> anyhow::Result<()> {
    let source = connection::connect(database, Purpose::Read)?;
    let mut copy = Connection::open(part)?;
    copy_pages(&source, &mut copy)?;
    // One file, without a journal beside it that could be left behind.
    copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    let marked = copy.execute(
        "UPDATE deployment SET closed_since = MIN(COALESCE(closed_since, ?1), ?1), closed_at = NULL",
        [since],
    )?;
    ensure!(marked == 1, "the copy could not be marked as one");
    copy.close().map_err(|(_, error)| error)?;
    let file = OpenOptions::new().write(true).open(part)?;
    file.sync_all().context("the copy is not durable")
}

/// Copies one state of the database: all pages in one step, beside which others write.
fn copy_pages(source: &Connection, copy: &mut Connection) -> anyhow::Result<()> {
    let backup = Backup::new(source, copy)?;
    let began = Instant::now();
    loop {
        if backup.step(-1)? == StepResult::Done {
            return Ok(());
        }
        ensure!(
            began.elapsed() < Patience::COMMAND.0,
            "another process has locked the database for too long"
        );
        thread::sleep(BETWEEN_TRIES);
    }
}

/// Makes the file's name durable.
fn sync_folder(file: &Path) -> anyhow::Result<()> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if cfg!(unix) {
        let opened = File::open(folder).and_then(|folder| folder.sync_all());
        opened.with_context(|| format!("the folder {} cannot be synced", folder.display()))?;
    }
    Ok(())
}
