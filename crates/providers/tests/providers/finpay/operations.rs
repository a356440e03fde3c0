//! Voids and cancels, the balance, cards deleted, credentials tried.

use oneclick_providers::{
    Balance, CardDeletion, CredentialCheck, FailureReason, HttpRequest, HttpResponse,
    OperationKind, OperationOutcome, OperationRequest, OperationStatus, Outcome, Provider as _,
    ProviderPayment,
};
use oneclick_rules::{Amount, DeclineReason, ErrorCode};
use serde_json::{Value, json};

use super::documented::{changed, checked};
use super::words::{JSON, provider};
use crate::attempt::{NOW, amount, reference};
use crate::reads::Reads as _;
use crate::wire::{response, sent, shown};

const DONE: &[u8] =
    br#"{"responseCode":"2000000","responseMessage":"Success","processingTime":0.2}"#;

/// What a movement of 15,000 rupiah is asked as, of a payment of as many.
fn asked(kind: OperationKind, outcome: Outcome, moved: Amount) -> Result<HttpRequest, ErrorCode> {
    with_movement(kind, outcome, moved, |movement| {
        provider().operation(movement).map(sent)
    })
}

fn with_movement<T>(
    kind: OperationKind,
    outcome: Outcome,
    moved: Amount,
    then: impl FnOnce(&OperationRequest) -> T,
) -> T {
    let reference = reference();
    let whole = amount(1_500_000, "IDR");
    let before = Balance {
        outcome,
        authorised: None,
        captured: Some(whole),
        refunded: None,
        refunds: Vec::new(),
        transaction: None,
    };
    then(&OperationRequest {
        kind,
        payment: ProviderPayment {
            id: String::from("C-1"),
            reference: reference.clone(),
            amount: whole,
            now: NOW,
        },
        reference: reference.clone(),
        amount: moved,
        before: before.clone(),
        description: None,
    })
}

/// What an answer to a void says.
pub(super) fn answer_to(response: HttpResponse<'_>) -> OperationStatus {
    let whole = amount(1_500_000, "IDR");
    with_movement(
        OperationKind::Cancel,
        Outcome::Captured,
        whole,
        |movement| provider().read_movement(movement, response),
    )
}

/// "Cancel"; "Void", as a merchant's program cites it.
#[test]
fn voids_what_is_paid_and_cancels_what_is_open() {
    let open = Outcome::ActionRequired {
        url: String::from("https://devo.finpay.id/x"),
        lifetime: None,
        declined: None,
    };
    for (outcome, call) in [
        (Outcome::Authorised, "void"),
        (Outcome::Captured, "void"),
        (Outcome::CapturePending, "void"),
        (Outcome::Pending, "cancel"),
        (open, "cancel"),
    ] {
        let request = asked(OperationKind::Cancel, outcome, amount(1_500_000, "IDR")).unwrap();
        assert_eq!(
            shown(&request),
            format!(
                "GET https://devo.finnet.co.id/pg/payment/card/{call}/abcdefghijklmnopqrstuvwxyz
accept: application/json
authorization: Basic RklOUEFZNzcwOlNvU2VjcmV0MTIz

"
            )
        );
    }
}

#[test]
fn moves_nothing_else() {
    let whole = amount(1_500_000, "IDR");
    let no = Some(ErrorCode::CaptureUnsupported);
    for kind in [OperationKind::Capture, OperationKind::Refund] {
        assert_eq!(asked(kind, Outcome::Authorised, whole).err(), no);
        assert_eq!(asked(kind, Outcome::Captured, whole).err(), no);
    }
    for outcome in [
        Outcome::Declined(DeclineReason::Refused),
        Outcome::Failed(FailureReason::Request),
        Outcome::Expired,
        Outcome::Cancelled,
        Outcome::Refunded,
        Outcome::Unknown,
    ] {
        assert_eq!(asked(OperationKind::Cancel, outcome, whole).err(), no);
    }
    let part = amount(1_499_900, "IDR");
    assert_eq!(
        asked(OperationKind::Cancel, Outcome::Captured, part).err(),
        no
    );
}

#[test]
fn has_moved_where_it_says_so() {
    let moved = answer_to(response(200, Some(JSON), DONE));
    assert_eq!(moved.outcome, OperationOutcome::Done);
    assert_eq!(moved.detail, "http 200, code 2000000");
    for (http, kind, body) in [
        (200, Some("text/html"), DONE),
        (200, Some(JSON), &DONE[..20]),
        (200, None, DONE),
        (500, Some(JSON), DONE),
        (200, Some(JSON), b"".as_slice()),
    ] {
        let moved = answer_to(response(http, kind, body));
        assert_eq!(moved.outcome, OperationOutcome::Unknown);
    }
}

fn balance(changes: &Value) -> Option<[Option<u64>; 3]> {
    let reference = reference();
    let payment = ProviderPayment {
        id: String::from("C-1"),
        reference: reference.clone(),
        amount: amount(1_500_000, "IDR"),
        now: NOW,
    };
    let body = changed(checked(), changes);
    let told = provider().read_balance(&payment, &[response(200, Some(JSON), &body)]);
    let minor = |amount: Option<Amount>| amount.map(Amount::minor);
    told.ok()
        .map(|told| [told.authorised, told.captured, told.refunded].map(minor))
}

#[test]
fn adds_up_what_the_status_call_tells() {
    let whole = Some(1_500_000);
    let status = "/data/result/payment/status";
    let paid = "/data/result/payment/amount";
    let asked = "/data/order/amount";
    assert_eq!(balance(&json!({})), Some([whole, whole, None]));
    for (change, expected) in [
        (
            json!({status: "PARTIALLY_CAPTURED", paid: 5_000}),
            Some([whole, Some(500_000), None]),
        ),
        (json!({status: "PARTIALLY_CAPTURED"}), None),
        (json!({status: "PARTIALLY_CAPTURED", paid: null}), None),
        (json!({status: "PARTIALLY_CAPTURED", paid: "absent"}), None),
        (json!({status: "PARTIALLY_CAPTURED", paid: 15_001}), None),
        (json!({status: "PARTIALLY_REFUNDED", paid: 5_000}), None),
        // Which of the two holds, nobody can say.
        (json!({paid: 14_999}), None),
        (json!({paid: "absent"}), Some([whole, whole, None])),
        (json!({asked: "absent"}), Some([whole, whole, None])),
        (json!({paid: null}), None),
        (json!({asked: null}), None),
        (json!({asked: null, paid: null}), None),
        (
            json!({status: "PENDING", asked: null, paid: null}),
            Some([None; 3]),
        ),
        (
            json!({"/data/order/id": "abcdefghijklmnopqrstuvwxy2"}),
            None,
        ),
    ] {
        assert_eq!(balance(&change), expected, "{change}");
    }
}

#[test]
fn reads_a_balance_from_the_one_answer_it_asked_for() {
    let reference = reference();
    let payment = ProviderPayment {
        id: String::from("C-1"),
        reference: reference.clone(),
        amount: amount(1_500_000, "IDR"),
        now: NOW,
    };
    let request = provider().balance(&payment);
    assert!(shown(&request).starts_with(
        "GET https://devo.finnet.co.id/pg/payment/card/check/abcdefghijklmnopqrstuvwxyz\n"
    ));
    let body = changed(checked(), &json!({}));
    let good = response(200, Some(JSON), &body);
    assert!(provider().read_balance(&payment, &[]).is_err());
    assert!(provider().read_balance(&payment, &[good, good]).is_err());
    let gone = br#"{"responseCode":"4040001","responseMessage":"Transaction Not FoundPayments"}"#;
    let gone = response(404, Some(JSON), gone);
    assert!(provider().read_balance(&payment, &[gone]).is_err());
}

/// "Delete stored card".
#[test]
fn has_forgotten_where_it_says_so() {
    let said = |http, body: &[u8]| provider().read_forgotten(response(http, Some(JSON), body));
    assert_eq!(said(200, DONE), CardDeletion::Done);
    let unknown = |detail: &str| CardDeletion::Unknown(String::from(detail));
    assert_eq!(said(500, DONE), unknown("http 500, code 2000000"));
    assert_eq!(
        said(404, br#"{"responseCode":"4040001","responseMessage":"x"}"#),
        unknown("http 404, code 4040001")
    );
    assert_eq!(said(200, b"<html>"), unknown("http 200, not JSON"));
    assert_eq!(said(200, b"{}"), unknown("http 200, no code"));
}

#[test]
fn tells_whether_the_credentials_work() {
    let said = |http, kind, body: &str| {
        provider().read_harmless_call(response(http, kind, body.as_bytes()))
    };
    let unclear = |detail: &str| CredentialCheck::Unclear(String::from(detail));
    for (http, body, expected) in [
        (
            404,
            r#"{"responseCode":"4040001","responseMessage":"x"}"#,
            CredentialCheck::Accepted,
        ),
        (
            200,
            r#"{"responseCode":"4040001","responseMessage":"x"}"#,
            CredentialCheck::Accepted,
        ),
        (
            200,
            r#"{"responseCode":"2000000"}"#,
            CredentialCheck::Accepted,
        ),
        (
            401,
            r#"{"responseCode":"4010000","responseMessage":"x"}"#,
            CredentialCheck::Refused,
        ),
        (401, "", CredentialCheck::Refused),
        (
            200,
            r#"{"responseCode":"4010000","responseMessage":"x"}"#,
            CredentialCheck::Refused,
        ),
        (
            403,
            r#"{"responseCode":"4030001","responseMessage":"x"}"#,
            unclear("http 403, code 4030001"),
        ),
        (
            404,
            r#"{"responseCode":"4040001"}"#,
            unclear("http 404, code 4040001"),
        ),
        (
            500,
            r#"{"responseCode":"2000000"}"#,
            unclear("http 500, code 2000000"),
        ),
        (404, "<html>", unclear("http 404, not JSON")),
    ] {
        assert_eq!(said(http, Some(JSON), body), expected, "{body}");
    }
    assert_eq!(
        said(404, Some("text/html"), "<html>"),
        unclear("http 404, not JSON")
    );
}

#[test]
fn acknowledges_as_the_document_shows() {
    let said = provider().acknowledgement();
    assert_eq!((said.status, said.content_type), (200, Some(JSON)));
    assert_eq!(
        said.body,
        r#"{"responseCode":"2000000","responseMessage":"Success","processingTime":0}"#
    );
}
