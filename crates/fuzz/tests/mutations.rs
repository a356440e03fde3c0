//! Every reader, on its seeds and on what mutations make of them.
#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test's helper stands outside it"
)]

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use fastrand::Rng;
use oneclick_fuzz::{ByteReader, every_reader, seeds};

/// How many mutations of its seeds each reader reads.
const MUTATIONS: usize = 400;
/// How many in a full run.
const MANY: usize = 20_000;
/// The memory that a reader may hold at once, whatever it reads.
const LEAST_MEMORY: u64 = 4 << 20;
/// The memory for each byte that it reads.
const MEMORY_A_BYTE: u64 = 256;
/// What readers look for: put in by some mutations.
const WORDS: [&str; 24] = [
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "18446744073709551616",
    "9223372036854775807",
    "\"",
    "\\u0000",
    "\\ud800",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\n",
    "%",
    "&",
    "=",
    "\u{202e}",
    "é",
    "€",
    "𝟙",
];

/// How the mutations are made: always the same, and new ones in a full run.
fn chance() -> (Rng, usize) {
    if std::env::var_os("ONECLICK_FULL").is_none() {
        return (Rng::with_seed(1), MUTATIONS);
    }
    let named = std::env::var("ONECLICK_SEED").ok();
    let seed = named.map_or_else(|| fastrand::u64(..), |seed| seed.parse().unwrap());
    println!("ONECLICK_SEED={seed}");
    (Rng::with_seed(seed), MANY)
}

fn place(rng: &mut Rng, bytes: &[u8]) -> usize {
    rng.usize(0..=bytes.len())
}

fn part(rng: &mut Rng, bytes: &[u8]) -> Range<usize> {
    let (one, other) = (place(rng, bytes), place(rng, bytes));
    let longest = rng.usize(1..=64);
    let start = one.min(other);
    start..one.max(other).min(start + longest)
}

/// Changes some bytes of a seed in one to four ways.
fn mutated(rng: &mut Rng, all: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = rng.choice(all).cloned().unwrap_or_default();
    for _ in 0..rng.usize(1..=4) {
        let at = place(rng, &bytes);
        match rng.u8(0..8) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, rng.u8(..)),
            2 if at < bytes.len() => bytes[at] ^= 1 << rng.u8(0..8),
            3 => {
                let range = part(rng, &bytes);
                bytes.drain(range);
            }
            4 => {
                let range = part(rng, &bytes);
                let again = bytes[range].to_vec();
                bytes.splice(at..at, again.repeat(rng.usize(1..=8)));
            }
            5 => {
                let other = rng.choice(all).cloned().unwrap_or_default();
                let range = part(rng, &other);
                bytes.splice(at..at, other[range].iter().copied());
            }
            6 => {
                let end = bytes[at..]
                    .iter()
                    .position(|byte| !byte.is_ascii_alphanumeric());
                let end = at + end.unwrap_or(0);
                let word = rng.choice(WORDS).unwrap_or_default();
                bytes.splice(at..end, word.bytes());
            }
            _ => {
                let word = rng.choice(WORDS).unwrap_or_default();
                bytes.splice(at..at, word.bytes());
            }
        }
    }
    bytes
}

/// Reads the bytes; says what they are where a rule is broken.
fn read(reader: &ByteReader, bytes: &[u8]) {
    let mut outcome = Ok(());
    let memory = allocation_counter::measure(|| {
        outcome = catch_unwind(AssertUnwindSafe(|| reader.read(bytes)));
    });
    let shown = bytes.escape_ascii();
    assert!(outcome.is_ok(), "{reader:?} broke a rule by \"{shown}\"");
    let most = LEAST_MEMORY + MEMORY_A_BYTE * u64::try_from(bytes.len()).unwrap();
    assert!(
        memory.bytes_max <= most,
        "{reader:?} held {} bytes of memory by \"{shown}\"",
        memory.bytes_max
    );
}

#[test]
fn every_reader_reads_its_seeds_and_what_becomes_of_them() {
    let (mut rng, mutations) = chance();
    for reader in every_reader() {
        let all = seeds::read(&reader).unwrap_or_else(|error| panic!("{reader:?}: {error}"));
        for seed in &all {
            read(&reader, seed);
        }
        for _ in 0..mutations {
            read(&reader, &mutated(&mut rng, &all));
        }
        read(&reader, b"");
    }
}

#[test]
fn every_file_of_seeds_has_a_reader() {
    let known: Vec<_> = every_reader().iter().map(seeds::file).collect();
    let folder = known[0].parent().unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        assert!(known.contains(&file), "{} has no reader", file.display());
    }
}
