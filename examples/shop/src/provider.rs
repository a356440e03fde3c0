//! The payment providers that the demo's orders can be paid through.

use crate::refusal::Refusal;

/// A provider, and what the lamp costs where its customers are.
pub struct Provider {
    /// As the checkout server's configuration names it.
    pub name: &'static str,
    /// ISO 4217 code.
    pub currency: &'static str,
    /// In minor units.
    pub price: i64,
}

/// The first is the usual one.
const ALL: [Provider; 4] = [
    provider("smart2pay", "EUR", 12_900),
    provider("certitrade", "SEK", 149_000),
    provider("finpay", "IDR", 249_000_000),
    provider("costplus", "EUR", 12_900),
];

const fn provider(name: &'static str, currency: &'static str, price: i64) -> Provider {
    Provider {
        name,
        currency,
        price,
    }
}

/// The provider that the page names, or the usual one.
///
/// # Errors
///
/// There is none of this name; lists those that there are.
pub fn named(name: Option<&str>) -> Result<&'static Provider, Refusal> {
    let usual = name.unwrap_or("smart2pay");
    ALL.iter().find(|one| one.name == usual).ok_or_else(|| {
        let names = ALL.map(|one| one.name).join(", ");
        Refusal::bad_request("provider.unknown", format!("provider is one of {names}"))
    })
}
