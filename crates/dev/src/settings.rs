//! The settings that the checkout server is started with.

use std::path::Path;

use anyhow::Result;
use oneclick_sandbox::{SandboxProvider, SandboxSettings};
use oneclick_server::config::Config;
use serde_json::json;

use crate::keys::{DemoKeys, write_privately};

/// What the server is told.
#[derive(Debug)]
pub struct ServerSettings<'demo> {
    /// The server's port.
    pub port: u16,
    /// The origins of the pages that may use it.
    pub origins: Vec<String>,
    /// Where it tells what happens.
    pub webhook: String,
    /// Where its database is.
    pub database: &'demo Path,
    /// The folder of the element's files.
    pub files: &'demo Path,
    /// How long a removed card can be brought back, milliseconds.
    pub delete_after: u32,
    /// Where the operator's page is, if it is shown.
    pub admin_port: Option<u16>,
    /// Its keys.
    pub keys: &'demo DemoKeys,
    /// Where the sandbox is.
    pub sandbox: &'demo str,
    /// Who the merchant is to each provider.
    pub merchant: &'demo SandboxSettings,
}

impl ServerSettings<'_> {
    /// Reads them as the server reads its file, which is written into `folder`.
    ///
    /// # Errors
    /// Fails if the file cannot be written, or the server refuses something in it.
    pub fn read(&self, folder: &Path) -> Result<Config> {
        let file = folder.join("oneclick.toml");
        write_privately(&file, &self.text())?;
        Ok(Config::read(&file, &|_| None)?)
    }

    fn text(&self) -> String {
        let Self {
            port,
            delete_after,
            keys,
            merchant,
            ..
        } = self;
        let DemoKeys {
            secret,
            vault,
            webhooks,
            admin,
        } = keys;
        let admin = self.admin_port.map_or_else(String::new, |port| {
            let token = json!(admin);
            format!("\n[admin]\nlisten = \"127.0.0.1:{port}\"\ntoken = {token}\n")
        });
        let mut origins: Vec<&str> = Vec::new();
        for origin in &self.origins {
            if !origins.contains(&&**origin) {
                origins.push(origin);
            }
        }
        let base = |provider: SandboxProvider| {
            let (path, api) = (provider.path(), provider.api_path());
            json!(format!("{}{path}{api}", self.sandbox))
        };
        // JSON's strings and lists of them are TOML's, too.
        let (origins, webhook) = (json!(origins), json!(self.webhook));
        let (secret, vault, webhooks) = (json!(secret), json!(vault), json!([webhooks]));
        let (database, files) = (json!(self.database), json!(self.files));
        let (certitrade, certitrade_key) =
            (&merchant.certitrade.id, json!(merchant.certitrade.key));
        let (finpay, finpay_key) = (json!(merchant.finpay.id), json!(merchant.finpay.key));
        let costplus_key = json!(merchant.costplus.key);
        let (smart2pay, smart2pay_key) = (&merchant.smart2pay.id, json!(merchant.smart2pay.key));
        let certitrade_url = base(SandboxProvider::Certitrade);
        let finpay_url = base(SandboxProvider::Finpay);
        let costplus_url = base(SandboxProvider::Costplus);
        let smart2pay_url = base(SandboxProvider::Smart2pay);
        format!(
            r#"mode = "test"
listen = "127.0.0.1:{port}"
public_url = "http://localhost:{port}"

[database]
file = {database}

[merchant]
name = "Nordlys"
return_origins = {origins}

[widget]
origins = {origins}
files = {files}

[keys]
secret = {secret}
vault = {{ id = "demo", key = {vault} }}

[payments]
cvc = "required"
provider = "smart2pay"

[webhooks]
url = {webhook}
keys = {webhooks}
allow_private = true

[engine]
# A sandbox may be asked more often than a real provider.
look_up_spacing_ms = 1000
delete_after_ms = {delete_after}

[providers.smart2pay]
base_url = {smart2pay_url}
site_id = {smart2pay}
api_key = {smart2pay_key}
redirect_hosts = ["localhost"]

[providers.certitrade]
base_url = {certitrade_url}
merchant_id = {certitrade}
api_key = {certitrade_key}
redirect_hosts = ["localhost"]

[providers.finpay]
base_url = {finpay_url}
merchant_id = {finpay}
merchant_key = {finpay_key}
stored_cards_path = "/pg/payment/card/customer/{{customer}}/cards"
redirect_hosts = ["localhost"]

[providers.costplus]
base_url = {costplus_url}
api_key = {costplus_key}
redirect_hosts = ["localhost"]
{admin}"#
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_takes_them_and_lists_each_page_once() {
        let folder = tempfile::tempdir().unwrap();
        let keys = DemoKeys::of(None, None).unwrap();
        let origin = "http://localhost:4242".to_owned();
        let settings = ServerSettings {
            port: 8787,
            origins: vec![origin.clone(), origin.clone()],
            webhook: "http://localhost:4242/webhooks".to_owned(),
            database: &folder.path().join("oneclick.sqlite"),
            files: folder.path(),
            admin_port: Some(0),
            delete_after: 600_000,
            keys: &keys,
            sandbox: "http://localhost:8789",
            merchant: &SandboxSettings::default(),
        };
        let config = settings.read(folder.path()).unwrap();
        for listed in [&config.widget_origins, &config.return_origins] {
            let [only] = listed.as_slice() else {
                unreachable!("{listed:?}")
            };
            assert_eq!(only.as_str(), origin);
        }
        assert_eq!(config.providers.len(), 4);
        assert!(config.webhooks.is_some());
    }
}
