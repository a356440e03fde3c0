//! Notifications, what they are answered, and the harmless call.

use oneclick_providers::{
    Acknowledgement, CredentialCheck, IncomingNotification, NotificationSubject, Provider as _,
};
use serde_json::json;

use super::words::{JSON, provider};
use crate::reads::Reads as _;
use crate::wire::{response, sent, shown, table};

/// `printf 1010:gabi | base64`, also what the page "One Click Payment" shows.
const CREDENTIALS: &str = "Basic MTAxMDpnYWJp";

fn incoming<'a>(authorization: Option<&'a str>, body: &'a [u8]) -> IncomingNotification<'a> {
    IncomingNotification {
        authorization,
        content_type: Some(JSON),
        body,
    }
}

#[test]
fn every_notification_has_its_meaning() {
    for case in table(include_str!("../../../cases/smart2pay/notifications.json")) {
        let body = case["text"].as_str().unwrap().as_bytes();
        let notification = provider().read_notification(incoming(Some(CREDENTIALS), body));
        let notification = notification.unwrap();
        let about = match notification.about {
            NotificationSubject::Payment => "payment",
            NotificationSubject::Refund => "refund",
            NotificationSubject::Dispute => "dispute",
            NotificationSubject::Other => "other",
        };
        assert_eq!(about, case["about"], "{case}");
        assert_eq!(json!(notification.reference), case["reference"], "{case}");
        assert_eq!(
            json!(notification.provider_payment_id),
            case["payment"],
            "{case}"
        );
        assert_eq!(notification.detail, case["detail"], "{case}");
        assert!(notification.proven);
    }
}

#[test]
fn takes_no_notification_without_the_site_s_credentials() {
    let body = br#"{"Payment":{"ID":1}}"#;
    for authorization in [
        None,
        Some(""),
        Some("Basic"),
        Some("Basic "),
        Some("MTAxMDpnYWJp"),
        // 1010:gabj, 1011:gabi, 1010:gabi with more behind it, 1010:, :gabi.
        Some("Basic MTAxMDpnYWJq"),
        Some("Basic MTAxMTpnYWJp"),
        Some("Basic MTAxMDpnYWJpcw=="),
        Some("Basic MTAxMDo="),
        Some("Basic OmdhYmk="),
        Some("Basic mtaxmdpnywjp"),
        Some("Bearer MTAxMDpnYWJp"),
    ] {
        let refused = provider().read_notification(incoming(authorization, body));
        let refused = refused.unwrap_err();
        assert!(!refused.to_string().contains("MTA"), "{authorization:?}");
    }
    for authorization in ["basic MTAxMDpnYWJp", " Basic  MTAxMDpnYWJp "] {
        let taken = provider().read_notification(incoming(Some(authorization), body));
        assert_eq!(taken.unwrap().provider_payment_id.as_deref(), Some("1"));
    }
}

#[test]
fn takes_no_notification_that_nobody_can_read() {
    for body in [
        "",
        "Payment",
        "{\"Payment\":{\"ID\":1}",
        "{\"ID\":1,\"ID\":2}",
    ] {
        let refused = provider().read_notification(incoming(Some(CREDENTIALS), body.as_bytes()));
        assert!(refused.is_err(), "{body}");
    }
}

/// "Payment notification format": respond with 204 (No Content).
#[test]
fn answers_with_no_content() {
    let expected = Acknowledgement {
        status: 204,
        content_type: None,
        body: "",
    };
    assert_eq!(provider().acknowledgement(), expected);
}

#[test]
fn a_list_of_one_payment_proves_the_credentials() {
    let call = sent(provider().check_credentials(0));
    assert_eq!(
        shown(&call),
        "GET https://securetest.smart2pay.com/v1/payments?limit=1
accept: application/json
authorization: Basic MTAxMDpnYWJp

"
    );
    let unclear = |text: &str| CredentialCheck::Unclear(String::from(text));
    for (http, content_type, body, expected) in [
        (
            200,
            Some(JSON),
            r#"{"Payments":[]}"#,
            CredentialCheck::Accepted,
        ),
        (200, Some(JSON), r#"{"Payments":null}"#, unclear("http 200")),
        (
            200,
            Some("text/html"),
            r#"{"Payments":[]}"#,
            unclear("http 200"),
        ),
        (401, None, "", CredentialCheck::Refused),
        (403, None, "", unclear("http 403")),
        (500, Some(JSON), r#"{"Payments":[]}"#, unclear("http 500")),
    ] {
        let told = provider().read_harmless_call(response(http, content_type, body.as_bytes()));
        assert_eq!(told, expected, "{http} {body}");
    }
}
