//! Reads the configuration and its secrets as the server does.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use oneclick_server::config::Config;
use tempfile::TempDir;

use crate::byte_reader::ByteReader;

/// A configuration whose secrets all come from the environment.
const WITHOUT_SECRETS: &str = include_str!("without_secrets.toml");
/// From how many bytes on a secret can be told from the words of an error.
const RECOGNISABLE: usize = 32;

/// Lists the readers of what an operator gives.
pub(crate) fn readers() -> Vec<ByteReader> {
    let folder = folder();
    let file_alone = move |bytes: &[u8]| {
        let file = folder.path().join("oneclick.toml");
        fs::write(&file, bytes).expect("the folder takes a file");
        check(&file, None);
    };
    let folder = self::folder();
    fs::write(folder.path().join("oneclick.toml"), WITHOUT_SECRETS)
        .expect("the folder takes a file");
    let secrets_alone = move |bytes: &[u8]| {
        if let Ok(text) = core::str::from_utf8(bytes) {
            check(&folder.path().join("oneclick.toml"), Some(text));
        }
    };
    vec![
        ByteReader::new("configuration", file_alone),
        ByteReader::new("configuration_secret", secrets_alone),
    ]
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

/// Reads the file; where it is refused, each reason names a key and no secret.
fn check(file: &Path, secret: Option<&str>) {
    // Secrets stand in variables of their own names alone, and in no file.
    let variable = |name: &str| secret.filter(|_| !name.ends_with("_FILE"));
    let read = Config::read(file, &|name| variable(name).map(OsString::from));
    let Err(refused) = read else {
        return;
    };
    let shown = refused.to_string();
    assert!(shown.lines().count() > 1, "refused without a reason");
    if let Some(secret) = secret.filter(|secret| secret.len() >= RECOGNISABLE) {
        assert!(!shown.contains(secret), "a secret is shown");
    }
}
