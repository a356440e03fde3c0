//! The keys and the settings that the demo's programs are started with.

use std::path::Path;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::demo_options::{DemoOptions, OwnShop};
use crate::folder::write_privately;

/// The merchant's number at the sandbox.
pub const SITE_ID: u32 = 1010;
/// The merchant's key at the sandbox, which no real provider knows.
pub const API_KEY: &str = "sandbox-key-of-the-demo";

/// The secrets of one demo.
#[derive(Clone)]
pub struct DemoKeys {
    /// What the shop's backend shows to the server.
    pub secret: String,
    /// What the server encrypts card tokens with, in base64.
    pub vault: String,
    /// What webhooks to the shop are signed with.
    pub webhooks: String,
}

impl std::fmt::Debug for DemoKeys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("DemoKeys(..)")
    }
}

impl DemoKeys {
    /// New keys.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn make() -> Result<Self> {
        Ok(Self {
            secret: format!("sk_test_{}", URL_SAFE_NO_PAD.encode(random()?)),
            vault: STANDARD.encode(random()?),
            webhooks: format!("whsec_{}", STANDARD.encode(random()?)),
        })
    }

    /// The keys of a database that is kept, made at its first start: with others its cards
    /// could not be read again.
    ///
    /// # Errors
    /// When the file beside the database cannot be read, written or understood.
    pub fn kept_beside(database: &Path) -> Result<Self> {
        let mut file = database.as_os_str().to_owned();
        file.push(".keys");
        let file = Path::new(&file);
        if !file.exists() {
            let keys = Self::make()?;
            let text = json!({ "secret": keys.secret, "vault": keys.vault }).to_string();
            write_privately(file, &text)?;
            return Ok(keys);
        }
        let wrong = || format!("{} does not hold the demo's keys", file.display());
        let json: Value = serde_json::from_str(&std::fs::read_to_string(file).with_context(wrong)?)
            .with_context(wrong)?;
        let text = |name: &str| {
            json.get(name)
                .and_then(Value::as_str)
                .map(str::to_owned)
                .with_context(wrong)
        };
        Ok(Self {
            secret: text("secret")?,
            vault: text("vault")?,
            // Kept by nobody: the shop starts with the server.
            ..Self::make()?
        })
    }
}

fn random() -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).context("the system has no randomness")?;
    Ok(bytes)
}

/// The server's settings file.
///
/// # Errors
/// When the database's path cannot be made absolute.
pub fn server_settings(
    options: &DemoOptions,
    keys: &DemoKeys,
    folder: &Path,
    page: &Path,
) -> Result<String> {
    let DemoOptions {
        port,
        server_port,
        sandbox_port,
        delete_after,
        ..
    } = options;
    let database = match &options.database {
        Some(file) => std::path::absolute(file)?,
        None => folder.join("oneclick.sqlite"),
    };
    let page_origin = format!("http://localhost:{port}");
    let shop = format!("http://localhost:{}", options.shop_port());
    let shop_webhooks = format!("{shop}/shop/webhooks");
    let (origins, return_origins, webhook) = match options.own_shop() {
        Some(OwnShop { origin, webhook }) => (vec![origin], vec![origin], webhook),
        None => (
            vec![&*page_origin],
            vec![&*page_origin, &*shop],
            &*shop_webhooks,
        ),
    };
    // JSON's strings and lists of them are TOML's, too.
    let (origins, return_origins) = (json!(origins), json!(return_origins));
    let webhook = json!(webhook);
    let database = json!(database);
    let files = json!(page.join("widget"));
    let DemoKeys {
        secret,
        vault,
        webhooks,
    } = keys;
    Ok(format!(
        r#"mode = "test"
listen = "127.0.0.1:{server_port}"
public_url = "http://localhost:{server_port}"

[database]
file = {database}

[merchant]
name = "Nordlys"
return_origins = {return_origins}

[widget]
origins = {origins}
files = {files}

[keys]
secret = "{secret}"
vault = {{ id = "demo", key = "{vault}" }}

[payments]
cvc = "required"
provider = "smart2pay"

[webhooks]
url = {webhook}
keys = ["{webhooks}"]
allow_private = true

[engine]
# A sandbox may be asked more often than a real provider.
look_up_spacing_ms = 1000
delete_after_ms = {delete_after}

[providers.smart2pay]
base_url = "http://localhost:{sandbox_port}/smart2pay"
site_id = {SITE_ID}
api_key = "{API_KEY}"
redirect_hosts = ["localhost"]

[providers.certitrade]
base_url = "http://localhost:{sandbox_port}/certitrade/ctpsp/ws/2.0"
merchant_id = 12345
api_key = "certitradesandboxkey"
redirect_hosts = ["localhost"]

[providers.finpay]
base_url = "http://localhost:{sandbox_port}/finpay"
merchant_id = "FINPAY100"
merchant_key = "finpay-sandbox-key"
stored_cards_path = "/pg/payment/card/customer/{{customer}}/cards"
redirect_hosts = ["localhost"]

[providers.costplus]
base_url = "http://localhost:{sandbox_port}/costplus/v1"
api_key = "costplus-sandbox-key"
redirect_hosts = ["localhost"]
"#
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::TemporaryFolder;

    #[test]
    fn keeps_the_keys_of_a_kept_database() {
        let folder = TemporaryFolder::make("oneclick-kept-keys").unwrap();
        let database = folder.path().join("shop.sqlite");
        let first = DemoKeys::kept_beside(&database).unwrap();
        let second = DemoKeys::kept_beside(&database).unwrap();
        assert_eq!(first.secret, second.secret);
        assert_eq!(first.vault, second.vault);
        assert_ne!(first.secret, DemoKeys::make().unwrap().secret);
    }

    #[test]
    fn a_shop_of_ones_own_is_the_only_one_that_may_call_and_is_told() {
        let options = DemoOptions {
            origin: Some("http://localhost:4242".into()),
            webhook: Some("http://localhost:4242/webhooks".into()),
            ..DemoOptions::measured().unwrap()
        };
        let keys = DemoKeys::make().unwrap();
        let folder = Path::new("demo");
        let settings = server_settings(&options, &keys, folder, folder).unwrap();
        for line in [
            r#"return_origins = ["http://localhost:4242"]"#,
            r#"origins = ["http://localhost:4242"]"#,
            r#"url = "http://localhost:4242/webhooks""#,
        ] {
            assert!(settings.lines().any(|one| one == line), "{line}");
        }
    }

    #[test]
    fn shows_no_key() {
        let keys = DemoKeys::make().unwrap();
        assert!(!format!("{keys:?}").contains(&keys.secret));
    }
}
