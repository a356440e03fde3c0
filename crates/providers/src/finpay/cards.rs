//! The list of a customer's stored cards.
//!
//! The page "Retrieve Stored Card" is in no public copy: neither its address
//! nor its answer is documented. The merchant is told the address; the answer
//! is read by what any form of it must hold, an object with a token and a mask,
//! wherever in the answer that stands.

use oneclick_rules::CustomerId;
use serde::Deserialize;
use serde_json::Value;

use super::card::FinpayCardFields;
use super::response::{Answered, CodeMeaning};
use super::words::CodeRefusal;
use crate::card::SavedCard;
use crate::fields::json;
use crate::http::HttpResponse;
use crate::secret::Secret;
use crate::status::NotReadable;

/// Lists every card of the customer, each token once.
pub(super) fn read(
    customer: &CustomerId,
    response: &HttpResponse<'_>,
) -> Result<Vec<SavedCard>, NotReadable> {
    let answered = Answered::read(response).map_err(NotReadable)?;
    match answered.meaning() {
        CodeMeaning::Success => {}
        CodeMeaning::Refused(CodeRefusal::NotThere) => return Ok(Vec::new()),
        CodeMeaning::Refused(_) | CodeMeaning::Unclear => {
            return Err(answered.not_readable("no cards"));
        }
    }
    if !answered.has_data() {
        return Ok(Vec::new());
    }
    let document: Value = json(response).unwrap_or_default();
    let data = document.get("data").unwrap_or(&Value::Null);
    let mut cards = Vec::new();
    collect(data, customer, &mut cards)
        .map_err(|()| answered.not_readable("another customer's"))?;
    if cards.is_empty() && !lists_nothing(data) {
        return Err(answered.not_readable("no token and mask in it"));
    }
    Ok(cards)
}

/// Lists every object with a token and a mask, however deep. Fails where a customer
/// is named who is not ours: nobody is shown another's card.
fn collect(json: &Value, customer: &CustomerId, into: &mut Vec<SavedCard>) -> Result<(), ()> {
    if let Value::Array(items) = json {
        return items
            .iter()
            .try_for_each(|item| collect(item, customer, into));
    }
    let Value::Object(members) = json else {
        return Ok(());
    };
    if names_another(json, customer) {
        return Err(());
    }
    into.extend(card(json).filter(|card| !has(into, card)));
    members
        .values()
        .try_for_each(|member| collect(member, customer, into))
}

fn has(cards: &[SavedCard], card: &SavedCard) -> bool {
    cards.iter().any(|known| known.token == card.token)
}

fn names_another(json: &Value, customer: &CustomerId) -> bool {
    fn text(json: Option<&Value>) -> Option<&str> {
        json?.as_str().filter(|text| !text.is_empty())
    }
    let named = json
        .get("customer")
        .and_then(|customer| text(customer.get("id")));
    let named = named.or_else(|| text(json.get("customerId")));
    named.is_some_and(|named| named != customer.as_str())
}

fn card(json: &Value) -> Option<SavedCard> {
    let card = FinpayCardFields::deserialize(json).ok()?;
    let token = Secret::new(String::from(card.token()?));
    let details = card.details();
    details.last_four.as_ref()?;
    Some(SavedCard {
        token,
        details,
        initial_transaction: None,
    })
}

/// Tells whether the list is there and empty.
fn lists_nothing(data: &Value) -> bool {
    let empty = |member: &Value| matches!(member, Value::Array(items) if items.is_empty());
    matches!(data, Value::Object(members) if members.values().any(empty))
}
