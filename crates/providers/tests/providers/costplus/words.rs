//! What the tests share: the provider, its media type, its usual order.

use oneclick_providers::Secret;
use oneclick_providers::costplus::{CostPlus, CostPlusSettings, DetailsPlacement};
use serde_json::Value;

/// The media type that the provider sends.
pub(super) const JSON: &str = "application/json";
/// The id of the usual order.
pub(crate) const ORDER: &str = "5f0f1a52-7a3e-4f0e-9d0a-3c1f5f5a9b01";
/// The id of its transaction.
pub(super) const TRANSACTION: &str = "9a4dfd5c-1b7a-49a2-8a4e-6a2b4b6b7c02";

pub(crate) fn provider() -> CostPlus {
    placing(DetailsPlacement::default())
}

pub(super) fn placing(details_placement: DetailsPlacement) -> CostPlus {
    CostPlus::new(CostPlusSettings {
        base_url: String::from("https://api.costplus.online/v1/"),
        api_key: Secret::new(String::from("k3y")),
        details_placement,
        capture_within_days: CostPlusSettings::CAPTURE_WITHIN_DAYS,
    })
}

/// The usual order with some members changed: `order` its own, `transaction`
/// those of its transaction, `details` those of what stands inside.
pub(super) fn order(case: &Value) -> Value {
    let text = include_str!("../../../cases/costplus/order.json");
    let mut order: Value = serde_json::from_str(text).unwrap();
    let transaction = &mut order["transactions"][0];
    change(&mut transaction["payment_method_details"], &case["details"]);
    change(transaction, &case["transaction"]);
    change(&mut order, &case["order"]);
    order
}

fn change(value: &mut Value, changes: &Value) {
    let Some(changes) = changes.as_object() else {
        return;
    };
    let members = value.as_object_mut().unwrap();
    for (member, change) in changes {
        if change == "absent" {
            members.remove(member);
        } else {
            members.insert(member.clone(), change.clone());
        }
    }
}

/// The body of a case: `text` as it stands, `json` as it is, or the usual order
/// changed.
pub(crate) fn body(case: &Value) -> Vec<u8> {
    if let Some(text) = case.get("text") {
        return text.as_str().unwrap().as_bytes().to_vec();
    }
    let value = case.get("json").cloned().unwrap_or_else(|| order(case));
    serde_json::to_vec(&value).unwrap()
}

/// The HTTP status of a case, 200 where it names none.
pub(crate) fn http(case: &Value) -> u16 {
    let http = case.get("http").map_or(200, |http| http.as_u64().unwrap());
    u16::try_from(http).unwrap()
}

/// The media type of a case, JSON where it names none.
pub(super) fn content_type(case: &Value) -> Option<&str> {
    case.get("content_type").map_or(Some(JSON), Value::as_str)
}
