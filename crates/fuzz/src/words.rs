//! Reads the texts that a shopper or a merchant gives, by the rules themselves.

use oneclick_rules::{
    Amount, Brand, CardId, Currency, Customer, CustomerFields, CustomerId, Cvc, CvcPolicy, Expiry,
    IdempotencyKey, LastFour, OrderReference, PaymentId, SessionId, decimal_digits,
    is_nothing_at_all, is_plain, language_tag, phone_number, typed_digits,
};

use crate::byte_reader::ByteReader;

/// Lists the readers of texts.
pub(crate) fn readers() -> Vec<ByteReader> {
    vec![
        ByteReader::new("text", text),
        ByteReader::new("security_code", security_code),
        ByteReader::new("number", number),
    ]
}

/// Reads one text as everything that a text can be; what is taken stays as it is.
fn text(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(key) = IdempotencyKey::parse(text) {
        assert_eq!(key.as_str(), text, "a key is taken as it is");
    }
    if let Ok(order) = OrderReference::parse(text) {
        assert!(OrderReference::known(order.as_str()) == Ok(order));
    }
    if let Ok(customer) = CustomerId::parse(text) {
        assert!(CustomerId::known(customer.as_str()) == Ok(customer));
    }
    for id in [
        SessionId::parse(text).map(|id| id.as_str() == text),
        PaymentId::parse(text).map(|id| id.as_str() == text),
        CardId::parse(text).map(|id| id.as_str() == text),
    ] {
        assert!(id.unwrap_or(true), "an id is taken as it is");
    }
    if let Ok(last_four) = LastFour::parse(text) {
        assert!(text.len() == 4 && last_four.as_str() == text);
    }
    if let Ok(currency) = Currency::parse(text) {
        assert_eq!(currency.as_str().len(), 3);
    }
    if let Ok(Some(tag)) = language_tag(text) {
        let again = language_tag(&tag);
        assert_eq!(again, Ok(Some(tag)), "a tag is its own tag");
    }
    for country in [None, Some("ID")] {
        if let Some(number) = phone_number(text, country) {
            let digits = number.strip_prefix('+').unwrap_or_default();
            let international = (7..=15).contains(&digits.len())
                && digits.bytes().all(|byte| byte.is_ascii_digit());
            assert!(international, "a number in international form");
        }
    }
    let _ = (is_plain(text), is_nothing_at_all(text));
    let _ = Customer::check(CustomerFields {
        id: text,
        email: Some(text),
        first_name: Some(text),
        last_name: Some(text),
        phone: Some(text),
    });
}

/// Reads what is typed as a security code: nothing but three or four digits is taken, and
/// no digit of a longer number is lost on the way.
fn security_code(bytes: &[u8]) {
    let Ok(typed) = core::str::from_utf8(bytes) else {
        return;
    };
    for most in [3, 4] {
        let digits = typed_digits(typed, most);
        let cut = digits.len() == most && digits.bytes().all(|byte| byte.is_ascii_digit());
        assert!(
            cut || digits.chars().count() <= typed.chars().count(),
            "more than was typed"
        );
        assert_eq!(typed_digits(&digits, most), digits, "read twice");
    }
    for brand in [Brand::Visa, Brand::AmericanExpress, Brand::Unknown] {
        if let Ok(code) = Cvc::parse(typed, brand) {
            let exposed = code.expose();
            let fits = brand.cvc_lengths().contains(&exposed.len())
                && exposed.bytes().all(|byte| byte.is_ascii_digit());
            assert!(fits, "no security code of the brand");
        }
        for policy in [
            CvcPolicy::Never,
            CvcPolicy::Optional,
            CvcPolicy::Required,
            CvcPolicy::Hosted,
        ] {
            let taken = policy.check(Some(typed), brand);
            let asked = policy.asks() || taken.as_ref().is_ok_and(Option::is_none);
            assert!(asked || taken.is_err(), "a code that was not asked for");
        }
    }
}

/// Reads a number as an amount, an expiry and a time: what is taken is written as the same.
fn number(bytes: &[u8]) {
    let mut eight = [0_u8; 8];
    for (to, from) in eight.iter_mut().zip(bytes) {
        *to = *from;
    }
    let number = u64::from_le_bytes(eight);
    assert_eq!(decimal_digits(number, 1), number.to_string());
    for currency in Currency::all() {
        let Ok(amount) = Amount::new(number, currency) else {
            continue;
        };
        assert_eq!(amount.minor(), number);
        let decimal = amount.decimal();
        let digits: String = decimal.chars().filter(|sign| *sign != '.').collect();
        assert_eq!(digits.parse(), Ok(number), "{decimal} is another amount");
    }
    let [month, low, high, ..] = eight;
    if let Ok(expiry) = Expiry::new(month, u16::from_le_bytes([low, high])) {
        assert!((1..=12).contains(&expiry.month()) && expiry.month() == month);
        let now = i64::from_le_bytes(eight);
        let _ = (
            expiry.printed(),
            expiry.has_ended_everywhere(now),
            expiry.ends_within(now, u16::MAX),
        );
    }
}
