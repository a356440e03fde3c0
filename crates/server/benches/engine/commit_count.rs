//! Counts the durable commits of a `SQLite` store in its write-ahead log.
//! <https://www.sqlite.org/fileformat2.html#the_write_ahead_log>

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rusqlite::{Connection, OpenFlags};

const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// The commits since a moment. Its open reading keeps the log from being begun
/// anew more than once.
pub struct CommitCount {
    _reading: Connection,
    log: PathBuf,
    before: LogCommits,
}

/// What a log holds.
struct LogCommits {
    /// Differs each time the log is begun anew.
    salt: [u8; 8],
    commits: usize,
}

impl CommitCount {
    /// Begins to count.
    pub fn begin(database: &Path) -> Result<Self> {
        let reading = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        reading.execute_batch("BEGIN; SELECT * FROM sqlite_schema LIMIT 1")?;
        let mut log = database.as_os_str().to_owned();
        log.push("-wal");
        let log = PathBuf::from(log);
        Ok(Self {
            _reading: reading,
            before: LogCommits::read(&log)?,
            log,
        })
    }

    /// How many there were since.
    pub fn so_far(&self) -> Result<usize> {
        let now = LogCommits::read(&self.log)?;
        Ok(if now.salt == self.before.salt {
            now.commits - self.before.commits
        } else {
            now.commits
        })
    }
}

impl LogCommits {
    fn read(log: &Path) -> Result<Self> {
        let bytes =
            std::fs::read(log).with_context(|| format!("could not read {}", log.display()))?;
        Self::of(&bytes).with_context(|| format!("{} is no write-ahead log", log.display()))
    }

    fn of(log: &[u8]) -> Option<Self> {
        let page: [u8; 4] = log.get(8..12)?.try_into().ok()?;
        let page = usize::try_from(u32::from_be_bytes(page)).ok()?;
        let salt: [u8; 8] = log.get(16..24)?.try_into().ok()?;
        // Frames of before the last beginning have another salt; those that end
        // a commit say how many pages the database has then.
        let frames = log.get(LOG_HEADER..)?.chunks_exact(FRAME_HEADER + page);
        let current = frames.take_while(|frame| frame.get(8..16) == Some(&salt));
        let commits = current.filter(|frame| frame.get(4..8) != Some(&[0; 4]));
        Some(Self {
            salt,
            commits: commits.count(),
        })
    }
}
