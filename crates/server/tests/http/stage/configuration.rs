//! The configuration of a server under test.

use oneclick_server::config::Config;
use tempfile::TempDir;

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
    let database = folder.path().join("oneclick.sqlite");
    format!(
        r#"
mode = "test"
listen = "127.0.0.1:{port}"
public_url = "http://localhost:{port}"
database.file = "{}"
merchant = {{ name = "Nordlys", return_origins = ["http://localhost:8080"] }}
widget = {{ origins = ["{ORIGIN}"], files = "{}" }}
payments.cvc = "required"
[keys]
secret = "{SECRET_KEY}"
vault = {{ id = "one", key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=" }}
[providers.smart2pay]
base_url = "{sandbox}/smart2pay"
site_id = 1010
api_key = "sandbox-key"
redirect_hosts = ["localhost"]
{more}
"#,
        database.display(),
        folder.path().join("widget").display(),
    )
}

/// Reads a configuration as the program does.
pub fn read_config(text: &str, folder: &TempDir) -> Config {
    let file = folder.path().join("oneclick.toml");
    std::fs::write(&file, text).unwrap();
    Config::read(&file, &|_| None).unwrap()
}
