//! Answers by table.

use oneclick_providers::{OperationOutcome, ProviderPayment};
use oneclick_rules::{Amount, Brand, LastFour};
use serde_json::{Value, json};

use super::documented::{answer, body, changed, checked, content_type, http};
use super::operations;
use super::words::{JSON, provider};
use crate::attempt::{NOW, amount, by_payment, by_reference, reference};
use crate::reads::Reads as _;
use crate::wire::{check, response, table};

#[test]
fn every_type_has_its_meaning() {
    for case in table(include_str!("../../../cases/finpay/types.json")) {
        let body = changed(answer(), &json!({ "/data/type": case["type"] }));
        let answer = provider().read_charge(response(200, Some(JSON), &body));
        check(&answer, &case);
        assert_eq!(
            answer.provider_payment_id.as_deref(),
            Some("C-11111111-2222-4333-8444-555555555555"),
            "{case}"
        );
        assert_eq!(answer.amount, Some(amount(1_500_000, "IDR")), "{case}");
        assert_eq!(answer.reference, None, "{case}");
    }
}

#[test]
fn every_status_has_its_meaning() {
    let reference = reference();
    let payment = ProviderPayment {
        id: String::from("C-1"),
        reference: reference.clone(),
        amount: amount(1_500_000, "IDR"),
        now: NOW,
    };
    for case in table(include_str!("../../../cases/finpay/statuses.json")) {
        let change = json!({ "/data/result/payment/status": case["status"] });
        let body = changed(checked(), &change);
        let response = response(200, Some(JSON), &body);
        let found = provider()
            .read_look_up(&by_reference(&reference), response)
            .unwrap();
        assert_eq!(found.next, None);
        let [answer] = found.payments.as_slice() else {
            panic!("{case}")
        };
        check(answer, &case);
        assert_eq!(answer.reference.as_deref(), Some(reference.as_str()));
        let minor = |amount: Option<Amount>| amount.map(Amount::minor);
        let balance = provider().read_balance(&payment, &[response]).ok();
        if let Some(balance) = &balance {
            assert_eq!(balance.outcome.as_str(), case["outcome"], "{case}");
        }
        let sums = balance.map(|told| {
            let sums = [told.authorised, told.captured, told.refunded];
            json!(sums.map(minor))
        });
        assert_eq!(json!(sums), case["balance"], "{case}");
    }
}

/// Each code where it may come: as the answer to a charge, to a look-up, to a
/// movement.
#[test]
fn every_code_has_its_meaning() {
    let reference = reference();
    for case in table(include_str!("../../../cases/finpay/codes.json")) {
        let code = case["code"].as_str().unwrap();
        let body = json!({ "responseCode": code, "responseMessage": "Words", "traceId": "t-1" });
        let body = serde_json::to_vec(&body).unwrap();
        let response = response(http(&case), Some(JSON), &body);
        let answer = provider().read_charge(response);
        check(&answer, &case);
        let detail = format!("http {}, code {code}", case["http"]);
        assert_eq!(answer.detail, detail);
        for by in [by_reference(&reference), by_payment("C-1", &reference)] {
            let found = provider().read_look_up(&by, response).ok();
            let found = found.map(|found| found.payments.len());
            let expected = case["look_up"].as_array().map(Vec::len);
            assert_eq!(found, expected, "{case}");
        }
        let moved = operations::answer_to(response);
        let outcome = match moved.outcome {
            OperationOutcome::Done => "done",
            OperationOutcome::Pending => "pending",
            OperationOutcome::Refused => "refused",
            OperationOutcome::Unknown => "unknown",
        };
        assert_eq!(case["movement"], outcome, "{case}");
        assert_eq!((moved.detail, moved.id), (detail, None));
    }
}

#[test]
fn every_other_answer_has_its_meaning() {
    for case in table(include_str!("../../../cases/finpay/answers.json")) {
        let body = body(&case, answer());
        let answer = provider().read_charge(response(http(&case), content_type(&case), &body));
        check(&answer, &case);
    }
}

#[test]
fn every_look_up_has_its_meaning() {
    let reference = reference();
    for case in table(include_str!("../../../cases/finpay/look_ups.json")) {
        let body = body(&case, checked());
        let response = response(http(&case), content_type(&case), &body);
        let found = provider().read_look_up(&by_reference(&reference), response);
        let expected = &case["expect"];
        match found {
            Err(_) => assert!(expected.is_null(), "{case}"),
            Ok(found) => {
                let told: Vec<Value> = found
                    .payments
                    .iter()
                    .map(|answer| {
                        json!([
                            answer.outcome.as_str(),
                            answer.amount.map(Amount::minor),
                            answer.provider_payment_id,
                            answer.card.last_four.as_ref().map(LastFour::as_str),
                            answer.card.brand.map(Brand::as_str),
                        ])
                    })
                    .collect();
                assert_eq!(json!(told), *expected, "{case}");
            }
        }
    }
}
