//! The payment providers that the demo's orders can be paid through.

use crate::refusal::ShopRefusal;

/// A provider, and what the lamp costs where its customers are.
pub struct DemoProvider {
    /// As the checkout server's configuration names it.
    pub name: &'static str,
    /// ISO 4217 code.
    pub currency: &'static str,
    /// In minor units.
    pub price: i64,
    /// What is done about the security code: two of them never take it with a
    /// stored card.
    pub cvc: &'static str,
}

/// The first is the usual one.
const ALL: [DemoProvider; 4] = [
    provider("smart2pay", "EUR", 12_900, "required"),
    provider("certitrade", "SEK", 149_000, "never"),
    provider("finpay", "IDR", 249_000_000, "never"),
    provider("costplus", "EUR", 12_900, "optional"),
];

const fn provider(
    name: &'static str,
    currency: &'static str,
    price: i64,
    cvc: &'static str,
) -> DemoProvider {
    DemoProvider {
        name,
        currency,
        price,
        cvc,
    }
}

/// The provider that the page names, or the usual one.
///
/// # Errors
///
/// There is none of this name; lists those that there are.
pub fn named(name: Option<&str>) -> Result<&'static DemoProvider, ShopRefusal> {
    let usual = name.unwrap_or("smart2pay");
    ALL.iter().find(|one| one.name == usual).ok_or_else(|| {
        let names = ALL.map(|one| one.name).join(", ");
        ShopRefusal::bad_request("provider.unknown", format!("provider is one of {names}"))
    })
}
