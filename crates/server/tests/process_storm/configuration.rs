//! The configuration of a storm's servers: all four providers, short times.

use std::path::Path;

use crate::inbox::KEY;
use crate::storm_store::StormStore;

pub const SECRET_KEY: &str = "sk_test_0123456789abcdef0123456789abcdef";
pub const ORIGIN: &str = "http://localhost:8080";

/// What takes minutes in life takes seconds. A charge is at its provider at most 6 s after
/// its sender has given it up, and hidden for 3 s more: all of that is over long before
/// an empty look-up means anything.
const TIMES: &str = "
[engine]
first_look_up_ms = 300
longest_pause_ms = PAUSE
look_up_spacing_ms = 100
not_found_after_ms = 20000
empty_look_ups_apart_ms = 1000
answer_within_ms = 2000
provider_timeout_ms = 2300
look_up_timeout_ms = 1500
connect_timeout_ms = 1000
";

/// How long the servers wait at most between two look-ups, milliseconds, and of how many
/// payments on they wait longer. Each payment that is over is watched to the storm's end,
/// at 36 times this pause: more look-ups than the sandbox answers, of tens of thousands.
const LONGEST_PAUSE: u64 = 1_500;
const MANY: u64 = 8_000;
const LONGEST_PAUSE_OF_MANY: u64 = 10_000;

/// The addresses that a storm's servers are told.
pub struct StormAddresses {
    /// Where they are found.
    pub public_url: String,
    /// Where the providers are.
    pub providers: String,
    /// Where the merchant takes webhooks.
    pub webhooks: String,
}

/// The configuration of the server at this port.
pub fn configuration(
    port: u16,
    addresses: &StormAddresses,
    store: &StormStore,
    folder: &Path,
    payments: u64,
) -> String {
    let pause = if payments > MANY {
        LONGEST_PAUSE_OF_MANY
    } else {
        LONGEST_PAUSE
    };
    let times = TIMES.replace("PAUSE", &pause.to_string());
    let StormAddresses {
        public_url,
        providers,
        webhooks,
    } = addresses;
    let text = include_str!("../http/stage/configuration.toml")
        .replace("file = \"FOLDER/oneclick.sqlite\"", &store.setting())
        .replace("http://localhost:PORT", public_url)
        .replace("PORT", &port.to_string())
        .replace("FOLDER", &folder.display().to_string())
        .replace("ORIGIN", ORIGIN)
        .replace("SECRET_KEY", SECRET_KEY)
        .replace("PROVIDER\"", &format!("{providers}/smart2pay\""))
        .replace(
            "payments.cvc = \"required\"",
            "payments = { cvc = \"required\", provider = \"smart2pay\" }",
        );
    let others = include_str!("../http/stage/providers.toml").replace("PLACE", providers);
    format!(
        "{text}{others}{times}
[webhooks]
url = \"{webhooks}\"
keys = [\"{KEY}\"]
allow_private = true
timeout_ms = 1500
first_pause_ms = 100
longest_pause_ms = 800
"
    )
}
