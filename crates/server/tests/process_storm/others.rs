//! What other shoppers of the merchant do at CostPlus, past the storm's servers.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::process_storm::ProcessStorm;

/// How often one of them comes.
const COMES_EVERY: Duration = Duration::from_secs(3);

/// Others try cards that are none. CostPlus lists their orders too: a list of exactly 50,
/// 100, … orders may be a part to the servers, and proves nothing for as long as nobody
/// else comes.
pub async fn come(storm: Arc<ProcessStorm>) {
    let key = STANDARD.encode("costplus-sandbox-key:");
    for number in 0_u64.. {
        tokio::time::sleep(COMES_EVERY).await;
        let order = json!({
            "merchant_order_id": format!("other-{number}"), "currency": "EUR", "amount": 995,
            "return_url": "http://localhost:8080/",
            "transactions": [{
                "payment_method": "credit-card", "one_click_type": "one-click",
                "vault_token": "00000000-0000-4000-8000-000000000000",
            }],
        });
        let request = Request::post("/costplus/v1/orders/")
            .header("authorization", format!("Basic {key}"))
            .header("content-type", "application/json")
            .body(Body::from(order.to_string()));
        let Ok(request) = request else { return };
        let answer = storm.sandbox.exchange(request).await;
        if answer.is_none_or(|answer| !answer.status().is_success()) {
            return storm.wrong("CostPlus takes no order of others");
        }
    }
}
