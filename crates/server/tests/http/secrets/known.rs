//! What secrets a run had, and what its store has written.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use oneclick_server::vault::{Owner, Sealed};

use crate::secrets::run::{CODES, Run, with_long_code};
use crate::secrets::traces::Traces;
use crate::stage::cluster::{cluster, is_wanted};
use crate::stage::configuration::SECRET_KEY;
use crate::stage::database::rows;
use crate::stage::place::PLACES;
use crate::stage::receiver::{KEY, OLD_KEY};

/// Of the configuration.
const PROVIDER_KEYS: [&str; 4] = [
    "sandbox-key",
    "certitradesandboxkey",
    "costplus-sandbox-key",
    "finpay-sandbox-key",
];

/// All secrets of the run, those that the store has sealed among them.
pub fn traces(run: &Run) -> Traces {
    let mut traces = Traces::default();
    for code in CODES {
        traces.add_code("a security code", code);
    }
    for place in PLACES {
        let number = place.numbers()[0];
        traces.add("a card number", number.as_bytes());
        let token = with_long_code(place).token;
        traces.add("an imported token", token.as_bytes());
    }
    traces.add("the merchant's key", SECRET_KEY.as_bytes());
    for key in PROVIDER_KEYS {
        traces.add("a provider's key", key.as_bytes());
    }
    for key in [KEY, OLD_KEY] {
        let text = key.trim_start_matches("whsec_");
        traces.add("a webhook or vault key", text.as_bytes());
        traces.add("a webhook or vault key", &STANDARD.decode(text).unwrap());
    }
    for token in &run.client_tokens {
        traces.add("a client token", token.as_bytes());
    }
    for token in &run.page_tokens {
        let (_, letters) = token.rsplit_once('.').unwrap();
        traces.add("a page token", letters.as_bytes());
    }
    let sealed = "SELECT provider, customer_id, id, token_key, token_sealed FROM cards WHERE token_sealed <> ''";
    let saved = rows(run.world.folder.path(), sealed);
    assert_eq!(saved.len(), PLACES.len(), "a saved card of each");
    for row in saved {
        let [provider, customer, card, key, sealed] = row.try_into().unwrap();
        let [provider, customer, card] = [provider, customer, card].map(Option::unwrap);
        let owner = Owner {
            provider: &provider,
            customer: &customer,
            card: &card,
        };
        let sealed = Sealed {
            key_id: key.unwrap(),
            bytes: URL_SAFE_NO_PAD.decode(sealed.unwrap()).unwrap(),
        };
        let vault = run.world.server.deployment().vault();
        let token = vault.open(&sealed, owner).unwrap();
        traces.add("a saved token", token.expose().as_bytes());
    }
    for token in rows(run.world.folder.path(), "SELECT return_token FROM attempts") {
        traces.add("a return token", token[0].as_deref().unwrap().as_bytes());
    }
    traces
}

/// Every byte that the store has written.
pub fn stored(run: &Run) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = run.world.folder.path();
    if is_wanted() {
        let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
        let mut all: Vec<_> = rows(folder, tables)
            .into_iter()
            .map(|table| {
                let table = table[0].clone().unwrap();
                (
                    PathBuf::from(&table),
                    run.world.texts_of(&table).join("\n").into_bytes(),
                )
            })
            .collect();
        let log = Path::new(&cluster().folder).join("log");
        all.push((log.clone(), std::fs::read(log).unwrap()));
        return all;
    }
    let files = std::fs::read_dir(folder).unwrap();
    let files = files.map(|file| file.unwrap().path());
    files
        .filter(|path| path.extension().is_none_or(|ending| ending != "toml"))
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect()
}

/// Fails if others than its owner may read the database.
pub fn check_private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    for file in ["oneclick.sqlite", "oneclick.sqlite-wal"] {
        if let Ok(about) = std::fs::metadata(folder.join(file)) {
            assert_eq!(about.permissions().mode() & 0o077, 0, "{file}");
        }
    }
}
