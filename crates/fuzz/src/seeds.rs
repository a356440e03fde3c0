//! The seeds of a reader: bytes that it takes, from which others are made.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::byte_reader::ByteReader;

/// What parts the seeds of a file.
const NEXT: &str = "\n====\n";

/// Returns the file of a reader's seeds.
pub fn file(reader: &ByteReader) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    folder.join(format!("{}.txt", reader.name()))
}

/// Reads the seeds of a reader.
///
/// # Errors
/// Fails if it has no file of seeds.
pub fn read(reader: &ByteReader) -> io::Result<Vec<Vec<u8>>> {
    let text = fs::read_to_string(file(reader))?;
    let seeds = text.trim_end_matches('\n').split(NEXT);
    Ok(seeds.map(|seed| seed.as_bytes().to_vec()).collect())
}
