//! Any text at all: nothing panics, and what is accepted obeys its rule.

use oneclick_rules::{
    Brand, CardId, Currency, Customer, CustomerFields, Cvc, CvcPolicy, DeclineReason, ErrorCode,
    Expiry, IdempotencyKey, LastFour, OrderReference, PaymentId, PaymentState, SessionId,
    typed_digits,
};
use proptest::prelude::*;

fn brand() -> impl Strategy<Value = Brand> {
    proptest::sample::select(Brand::ALL)
}

proptest! {
    #[test]
    fn no_text_makes_anything_panic(text in any::<String>(), brand in brand()) {
        let same = |read: Option<String>| read.is_none_or(|read| read == text);
        prop_assert!(same(SessionId::parse(&text).ok().map(|id| id.to_string())));
        prop_assert!(same(PaymentId::parse(&text).ok().map(|id| id.to_string())));
        prop_assert!(same(CardId::parse(&text).ok().map(|id| id.to_string())));
        prop_assert!(same(IdempotencyKey::parse(&text).ok().map(|key| key.to_string())));
        prop_assert!(same(OrderReference::parse(&text).ok().map(|order| order.to_string())));
        prop_assert!(same(LastFour::parse(&text).ok().map(|digits| digits.to_string())));
        prop_assert!(same(Currency::parse(&text).ok().map(|currency| currency.to_string())));
        prop_assert!(same(ErrorCode::parse(&text).map(|code| code.to_string())));
        prop_assert!(same(Brand::parse(&text).map(|brand| brand.to_string())));
        prop_assert!(same(PaymentState::parse(&text).map(|state| state.to_string())));
        prop_assert!(same(DeclineReason::parse(&text).map(|reason| reason.to_string())));
        prop_assert!(same(Cvc::parse(&text, brand).ok().map(|cvc| cvc.expose().to_owned())));
        for policy in CvcPolicy::ALL {
            drop(policy.check(Some(&text), brand));
        }
        drop(Customer::check(CustomerFields {
            id: &text,
            email: Some(&text),
            first_name: Some(&text),
            last_name: Some(&text),
            phone: Some(&text),
        }));
    }

    #[test]
    fn a_security_code_is_digits_of_the_right_number(text in "[0-9]{0,6}", brand in brand()) {
        let accepted = Cvc::parse(&text, brand).is_ok();
        prop_assert_eq!(accepted, brand.cvc_lengths().contains(&text.len()));
    }

    #[test]
    fn typed_digits_are_settled_at_once(text in any::<String>(), most in 0..9_usize) {
        let once = typed_digits(&text, most);
        let is_digits = once.bytes().all(|byte| byte.is_ascii_digit());
        prop_assert!(once.len() <= most || !is_digits || once.len() >= 12);
        prop_assert_eq!(typed_digits(&once, most), once);
    }

    #[test]
    fn typed_digits_are_what_is_typed_however_it_is_spaced(
        digits in "[0-9]{0,8}",
        spaces in proptest::collection::vec("[ \u{a0}\u{200b}\u{2013}-]{0,2}", 9),
    ) {
        let mut typed = String::new();
        for (space, digit) in spaces.iter().zip(digits.chars().map(Some).chain([None])) {
            typed.push_str(space);
            typed.extend(digit);
        }
        prop_assert_eq!(typed_digits(&typed, 8), digits);
    }

    #[test]
    fn a_card_ends_once(month in any::<u8>(), year in any::<u16>(), now in -(1_i64 << 40)..1 << 40) {
        if let Ok(expiry) = Expiry::new(month, year) {
            let ended = expiry.has_ended_everywhere(now);
            prop_assert!(!ended || expiry.has_ended_everywhere(now + 1));
            prop_assert!(!ended || expiry.ends_within(now, 30));
        }
    }

    #[test]
    fn later_months_end_later(
        first in (1..=12_u8, 2000..=2099_u16),
        second in (1..=12_u8, 2000..=2099_u16),
        now in 946_684_800..4_102_444_800_i64,
    ) {
        let order = |(month, year): (u8, u16)| (year, month);
        let (early, late) = if order(first) <= order(second) { (first, second) } else { (second, first) };
        let early = Expiry::new(early.0, early.1).unwrap();
        let late = Expiry::new(late.0, late.1).unwrap();
        prop_assert!(early.has_ended_everywhere(now) || !late.has_ended_everywhere(now));
    }
}
