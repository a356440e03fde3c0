//! Stored cards as an order of CostPlus tells of them.

use oneclick_rules::{Brand, Expiry};

use super::fault;
use super::id::FIRST_TRANSACTION;
use super::order::OrderDocument;
use super::transaction::TransactionFields;
use crate::card::{self, CardDetails, CardToSave, RetrievedCard, SavedCard};
use crate::http::HttpResponse;
use crate::secret::Secret;
use crate::status::{NotReadable, Outcome};

/// Tells what `payment_method_details` tells of the card: `truncated_pan` and
/// `card_expiry` ("Get a single order"). The brand is not documented and read
/// where it stands (assumed).
pub(super) fn details(transaction: &TransactionFields) -> CardDetails {
    let Some(details) = transaction.payment_method_details.object() else {
        return CardDetails::default();
    };
    let brand = details.card_brand.text().or(details.brand.text());
    CardDetails {
        brand: brand.and_then(brand_of),
        last_four: details.truncated_pan.word().and_then(card::last_four),
        expiry: details.card_expiry.word().and_then(expiry),
    }
}

/// "Cards", "Supported Card Brands".
fn brand_of(word: &str) -> Option<Brand> {
    let word: String = word
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    match word.as_str() {
        "visa" | "vpay" => Some(Brand::Visa),
        "mastercard" => Some(Brand::Mastercard),
        "maestro" => Some(Brand::Maestro),
        "amex" | "americanexpress" => Some(Brand::AmericanExpress),
        _ => None,
    }
}

/// `122028`, month before year; also `202812`, `12/2028`, `1228` and the like.
fn expiry(text: &str) -> Option<Expiry> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<u64>().ok();
    match digits.len() {
        4 => card::expiry(number(0, 2)?, number(2, 4)?),
        // A year of four digits begins in none before 2000.
        6 if number(0, 2)? <= 12 => card::expiry(number(0, 2)?, number(2, 6)?),
        6 => card::expiry(number(4, 6)?, number(0, 4)?),
        _ => None,
    }
}

/// Gives the card that a paid order stored, if it did.
pub(super) fn saved(
    paid: &CardToSave,
    response: &HttpResponse<'_>,
) -> Result<Vec<SavedCard>, NotReadable> {
    let order = fault::body(response);
    let order = fault::one_order(
        order,
        &paid.provider_payment_id,
        &paid.reference,
        response.status,
    )?;
    let is_paid = matches!(
        order.outcome(Some(paid.now)),
        Outcome::Authorised | Outcome::Captured | Outcome::Refunded
    );
    let Some(transaction) = order.paid().filter(|_| is_paid) else {
        return Ok(Vec::new());
    };
    let token = match (transaction.vault_token(), transaction.first()) {
        (Some(token), _) => String::from(token),
        (None, Some(first)) => format!("{FIRST_TRANSACTION}{first}"),
        (None, None) => return Ok(Vec::new()),
    };
    // The order, not the transaction: by it the card can be read again, and a
    // charge without the shopper names the token alone.
    Ok(vec![SavedCard {
        token: Secret::new(token),
        details: details(transaction),
        initial_transaction: Some(paid.provider_payment_id.clone()),
    }])
}

/// Reads the card as the order tells of it that stored it. Whether the token has been
/// made invalid since is not told anywhere: it counts as usable (assumed).
pub(super) fn read(
    order: &str,
    token: &Secret,
    response: &HttpResponse<'_>,
) -> Result<RetrievedCard, NotReadable> {
    let order: OrderDocument = fault::order_by_id(fault::body(response), order, response.status)?;
    let transaction = order.paid().filter(|one| has_stored(one, token));
    let transaction =
        transaction.ok_or_else(|| NotReadable(String::from("an order of another card")))?;
    Ok(RetrievedCard {
        usable: true,
        details: details(transaction),
    })
}

/// Tells whether the card of this token was stored by the transaction.
fn has_stored(transaction: &TransactionFields, token: &Secret) -> bool {
    let token = token.expose().trim();
    match token.strip_prefix(FIRST_TRANSACTION) {
        None => transaction.vault_token() == Some(token),
        Some(id) => transaction.first().or(transaction.id.text()) == Some(id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_expiries() {
        for (text, expected) in [
            ("122028", Some((12, 2028))),
            ("012030", Some((1, 2030))),
            ("202812", Some((12, 2028))),
            ("12/2028", Some((12, 2028))),
            ("2028-12", Some((12, 2028))),
            ("1228", Some((12, 2028))),
            ("12/28", Some((12, 2028))),
            ("132028", None),
            ("002028", None),
            ("1328", None),
            ("122", None),
            ("12202", None),
            ("1220281", None),
            ("", None),
        ] {
            let read = expiry(text).map(|expiry| (expiry.month(), expiry.year()));
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn reads_brands() {
        for (word, expected) in [
            ("Visa", Some(Brand::Visa)),
            ("V PAY", Some(Brand::Visa)),
            ("mastercard", Some(Brand::Mastercard)),
            ("Maestro", Some(Brand::Maestro)),
            ("Amex", Some(Brand::AmericanExpress)),
            ("american_express", Some(Brand::AmericanExpress)),
            ("dankort", None),
            ("", None),
        ] {
            assert_eq!(brand_of(word), expected, "{word}");
        }
    }
}
