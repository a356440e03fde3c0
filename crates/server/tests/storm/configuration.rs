//! The configuration of the simulated servers: all four providers, real times.

use anyhow::Result;
use oneclick_server::config::Config;

use crate::door::{ORIGIN, SECRET_KEY};
use crate::inbox;
use crate::sabotage::Sabotage;
use crate::world::PROVIDERS;

const MORE: &str = r#"
[providers.certitrade]
base_url = "PLACE/certitrade/ctpsp/ws/2.0"
merchant_id = 12345
api_key = "certitradesandboxkey"
redirect_hosts = ["localhost"]
[providers.costplus]
base_url = "PLACE/costplus/v1"
api_key = "costplus-sandbox-key"
redirect_hosts = ["localhost"]
[providers.finpay]
base_url = "PLACE/finpay"
merchant_id = "FINPAY100"
merchant_key = "finpay-sandbox-key"
stored_cards_path = "/pg/payment/card/customer/{customer}/cards"
redirect_hosts = ["localhost"]
[webhooks]
url = "ADDRESS"
keys = ["SIGNING"]
"#;

/// Reads it as the program does.
pub fn configuration(sabotage: Option<Sabotage>) -> Result<Config> {
    let folder = tempfile::tempdir()?;
    let text = include_str!("../http/stage/configuration.toml")
        .replace("PORT", "8787")
        .replace("FOLDER", ".")
        .replace("ORIGIN", ORIGIN)
        .replace("SECRET_KEY", SECRET_KEY)
        .replace("PROVIDER\"", &format!("{PROVIDERS}/smart2pay\""))
        .replace(
            "payments.cvc = \"required\"",
            "payments = { cvc = \"required\", provider = \"smart2pay\" }",
        );
    let more = MORE
        .replace("PLACE", PROVIDERS)
        .replace("ADDRESS", inbox::ADDRESS)
        .replace("SIGNING", inbox::KEY);
    let sabotage = sabotage.map_or("", Sabotage::configuration);
    let file = folder.path().join("oneclick.toml");
    std::fs::write(&file, format!("{text}{more}{sabotage}"))?;
    Ok(Config::read(&file, &|_| None)?)
}
