//! How to start a sandbox.

use std::fmt;

use crate::faults::Rule;

/// Who a merchant says it is to one provider, and what proves it.
#[derive(Clone)]
pub struct Credentials {
    /// The merchant or site id.
    pub id: String,
    /// The key.
    pub key: String,
}

impl Credentials {
    fn of(id: &str, key: &str) -> Self {
        Self {
            id: id.to_owned(),
            key: key.to_owned(),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// How to start a sandbox.
#[derive(Clone, Debug)]
pub struct SandboxSettings {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The merchant at CertiTrade: a number, and an API key of letters and digits.
    pub certitrade: Credentials,
    /// The merchant at Finpay.
    pub finpay: Credentials,
    /// The merchant at CostPlus, whose key stands for the merchant as well:
    /// the id is empty.
    pub costplus: Credentials,
    /// The merchant at Smart2Pay: the site id, a number, and its API key.
    pub smart2pay: Credentials,
    /// Where Smart2Pay's notifications go, which its merchants set in the
    /// dashboard. The other providers are told with each payment.
    pub notification_url: Option<String>,
    /// How long CertiTrade's day is, milliseconds; 24 hours but in a simulation. At its
    /// end, counted from 1970, captures and refunds are done.
    pub certitrade_day: u64,
    /// What to do from the start.
    pub rules: Vec<Rule>,
}

impl Default for SandboxSettings {
    /// Takes a free port, the credentials of the README, and pays every charge.
    fn default() -> Self {
        Self {
            port: 0,
            certitrade: Credentials::of("12345", "certitradesandboxkey"),
            finpay: Credentials::of("FINPAY100", "finpay-sandbox-key"),
            costplus: Credentials::of("", "costplus-sandbox-key"),
            smart2pay: Credentials::of("1010", "sandbox-key"),
            notification_url: None,
            certitrade_day: 86_400_000,
            rules: Vec::new(),
        }
    }
}
