//! The configuration of a server under test.

use oneclick_server::config::Config;
use tempfile::TempDir;

use crate::stage::cluster::of_folder;

pub const SECRET_KEY: &str = "sk_test_0123456789abcdef0123456789abcdef";
pub const ORIGIN: &str = "http://localhost:8080";

/// Short times, so that what takes minutes in life takes moments here.
pub const QUICK: &str = "
[engine]
first_look_up_ms = 20
longest_pause_ms = 100
look_up_spacing_ms = 10
not_found_after_ms = 1900
empty_look_ups_apart_ms = 50
answer_within_ms = 1000
provider_timeout_ms = 900
connect_timeout_ms = 1000
";

/// As [`QUICK`], but a provider may take its time.
pub const LASTING: &str = "
[engine]
first_look_up_ms = 20
longest_pause_ms = 100
look_up_spacing_ms = 10
";

/// A server that looks nothing up by itself while a test runs.
pub const PATIENT: &str = "
[engine]
first_look_up_ms = 60000
";

/// The configuration's text; `more` begins with a table.
pub fn config(port: u16, sandbox: &str, folder: &TempDir, more: &str) -> String {
    let text = include_str!("configuration.toml")
        .replace("PORT", &port.to_string())
        .replace("FOLDER", &folder.path().display().to_string())
        .replace("ORIGIN", ORIGIN)
        .replace("SECRET_KEY", SECRET_KEY)
        .replace("PROVIDER", &format!("{sandbox}/smart2pay"));
    let text = match of_folder(folder.path()) {
        Some(url) => {
            let file = format!("file = \"{}/oneclick.sqlite\"", folder.path().display());
            text.replace(&file, &format!("url = \"{url}\""))
        }
        None => text,
    };
    format!("{text}{more}\n")
}

/// Reads a configuration as the program does.
pub fn read_config(text: &str, folder: &TempDir) -> Config {
    let file = folder.path().join("oneclick.toml");
    std::fs::write(&file, text).unwrap();
    Config::read(&file, &|_| None).unwrap()
}
