//! Ending what is open on a provider's page: requests compared whole, answers
//! by table.

use oneclick_providers::{
    HttpResponse, OpenPayment, OperationOutcome, OperationStatus, Provider, ProviderName,
    every_provider,
};
use serde_json::{Value, json};

use crate::attempt::{REFERENCE, reference};
use crate::reads::Reads as _;
use crate::wire::{response, shown, table};
use crate::{costplus, finpay, smart2pay};

const JSON: Option<&str> = Some("application/json");

/// What a provider is asked to end a payment; `None` where it is not asked.
fn asked(provider: &dyn Provider, payment: Option<&str>) -> Option<String> {
    let reference = reference();
    let payment = OpenPayment {
        provider_payment_id: payment.map(String::from),
        reference: reference.clone(),
    };
    provider.cancel_open(&payment).map(|request| {
        assert_eq!(request.request().resend_within, None);
        shown(&request)
    })
}

/// What the answer to that says.
fn read(provider: &dyn Provider, payment: &str, response: HttpResponse<'_>) -> OperationStatus {
    let reference = reference();
    let payment = OpenPayment {
        provider_payment_id: Some(String::from(payment)),
        reference: reference.clone(),
    };
    provider.read_cancel_open(&payment, response)
}

fn word(outcome: OperationOutcome) -> &'static str {
    match outcome {
        OperationOutcome::Done => "done",
        OperationOutcome::Pending => "pending",
        OperationOutcome::Refused => "refused",
        OperationOutcome::Unknown => "unknown",
    }
}

fn expect(answer: &OperationStatus, case: &Value) {
    assert_eq!(word(answer.outcome), case["expect"], "{case}");
    assert_eq!(answer.id, None, "{case}");
    if let Some(detail) = case.get("detail") {
        assert_eq!(answer.detail, *detail, "{case}");
    }
}

/// Who can do it is asked, and nobody else; an id that is none stands in no address.
#[test]
fn asks_exactly_those_who_can() {
    for provider in every_provider() {
        let name = provider.name();
        let can = provider.capabilities().cancel_open.is_there();
        assert_eq!(asked(&*provider, Some("202587")).is_some(), can, "{name}");
        for id in [None, Some(""), Some("a/b"), Some("../x")] {
            let asked = asked(&*provider, id);
            // Finpay goes by our reference.
            assert_eq!(
                asked.is_some(),
                name == ProviderName::Finpay,
                "{name} {id:?}"
            );
            assert!(asked.is_none_or(|asked| asked.contains(REFERENCE)));
        }
    }
}

/// "Cancel", of what is not paid.
#[test]
fn finpay_cancels_by_our_reference() {
    let asked = asked(&finpay::words::provider(), None).unwrap();
    assert_eq!(
        asked,
        format!(
            "GET https://devo.finnet.co.id/pg/payment/card/cancel/{REFERENCE}
accept: application/json
authorization: Basic RklOUEFZNzcwOlNvU2VjcmV0MTIz

"
        )
    );
    for (http, code, expected) in [
        (200, "2000000", "done"),
        (404, "4040100", "refused"), // invalid transaction status
        (401, "4010000", "refused"),
        (500, "5000000", "unknown"),
    ] {
        let body = json!({ "responseCode": code, "responseMessage": "x", "traceId": "t" });
        let body = serde_json::to_vec(&body).unwrap();
        let answer = read(
            &finpay::words::provider(),
            "C-1",
            response(http, JSON, &body),
        );
        assert_eq!(word(answer.outcome), expected, "{code}");
    }
}

/// "Cancel an order".
#[test]
fn costplus_deletes_the_order() {
    let order = costplus::words::ORDER;
    assert_eq!(
        asked(&costplus::words::provider(), Some(order)).unwrap(),
        format!(
            "DELETE https://api.costplus.online/v1/orders/{order}
accept: application/json
authorization: Basic azN5Og==

"
        )
    );
    for case in table(include_str!("../../cases/costplus/cancels_open.json")) {
        let body = costplus::words::body(&case);
        let http = costplus::words::http(&case);
        let answer = read(
            &costplus::words::provider(),
            order,
            response(http, JSON, &body),
        );
        expect(&answer, &case);
    }
}

/// "Cancel a Payment": authorised or open.
#[test]
fn smart2pay_cancels_by_its_id() {
    let asked = asked(&smart2pay::words::provider(), Some("202587")).unwrap();
    let (head, request_id) = asked.split_once("requestid: ").unwrap();
    assert_eq!(
        head,
        "POST https://securetest.smart2pay.com/v1/payments/202587/cancel
accept: application/json
authorization: Basic MTAxMDpnYWJp
"
    );
    assert_eq!(request_id.len(), 36 + 2);
    for case in table(include_str!("../../cases/smart2pay/cancels_open.json")) {
        let body = smart2pay::answers::changed(&case["payment"]);
        let http = u16::try_from(case["http"].as_u64().unwrap()).unwrap();
        let answer = read(
            &smart2pay::words::provider(),
            "202587",
            response(http, JSON, &body),
        );
        expect(&answer, &case);
    }
}
