//! What it can do, and with which settings.

use oneclick_providers::finpay::Finpay;
use oneclick_providers::{Ability, Provider as _};

use super::words::{provider, settings};

/// `+` documented, `?` assumed, `-` absent, in the order of the table.
fn marks(provider: &Finpay) -> String {
    let table = provider.capabilities().table();
    let mark = |(_, ability): &(&str, Ability)| match ability {
        Ability::Documented(_) => '+',
        Ability::Assumed(_) => '?',
        Ability::Absent(_) => '-',
    };
    table.iter().map(mark).collect()
}

#[test]
fn says_what_it_can_do() {
    assert_eq!(marks(&provider()), "++??++---?+--+-+");
    assert_eq!(marks(&Finpay::new(settings(None))), "++--++---?+--+-+");
    assert_eq!(provider().name().to_string(), "finpay");
    let can = provider().capabilities();
    assert!(!can.cvc.in_request && can.cvc.hosted);
    assert!(can.confirm_refusals);
    assert!(!can.manual_capture && !can.multiple_captures);
    assert!(!can.separate_uses && !can.searches_by_time);
    assert_eq!(can.not_found_after, 900);
}
