//! What libFuzzer drives: the reader that `ONECLICK_READER` names.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use oneclick_fuzz::{ByteReader, every_reader};

static READER: LazyLock<ByteReader> = LazyLock::new(|| {
    let wanted = std::env::var("ONECLICK_READER").unwrap_or_default();
    let mut readers = every_reader().into_iter();
    let found = readers.find(|reader| reader.name() == wanted);
    found.unwrap_or_else(|| unreachable!("ONECLICK_READER names no reader"))
});

fuzz_target!(|bytes: &[u8]| READER.read(bytes));
