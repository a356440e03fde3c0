//! Notifications: they say where to look and prove nothing.

use oneclick_providers::{
    Acknowledgement, IncomingNotification, Notification, NotificationSubject, Provider as _,
};

use super::words::{ORDER, provider};

fn read(body: &str, content_type: Option<&str>) -> Result<Notification, &'static str> {
    let incoming = IncomingNotification {
        authorization: None,
        content_type,
        body: body.as_bytes(),
    };
    provider().read_notification(incoming).map_err(|why| why.0)
}

fn notification(detail: &str) -> Notification {
    Notification {
        about: NotificationSubject::Payment,
        reference: None,
        provider_payment_id: Some(String::from(ORDER)),
        proven: false,
        detail: String::from(detail),
    }
}

/// "Webhook Event Schemas".
#[test]
fn reads_the_documented_events() {
    let order = format!(r#"{{"event":"status_changed","project_id":"p-1","order_id":"{ORDER}"}}"#);
    let transaction = format!(
        r#"{{"event":"transaction_status_changed","merchant_id":"m-1","project_id":"p-1","order_id":"{ORDER}","transaction_id":"t-1","transaction_status":"completed"}}"#
    );
    for content_type in [Some("application/json"), Some("text/plain"), None] {
        assert_eq!(
            read(&order, content_type),
            Ok(notification("status_changed"))
        );
        let detail = "transaction_status_changed, transaction completed";
        assert_eq!(read(&transaction, content_type), Ok(notification(detail)));
    }
}

/// One that nobody documented is about its order as well, and its words stay out.
#[test]
fn looks_for_other_events_too() {
    let body = format!(
        r#"{{"event":"order_refunded","order_id":"{ORDER}","transaction_status":"words","more":[]}}"#
    );
    assert_eq!(read(&body, None), Ok(notification("event not listed")));
}

#[test]
fn refuses_what_names_no_order() {
    for (body, why) in [
        ("", "not JSON"),
        ("<html>", "not JSON"),
        (r#"{"event":"status_changed","#, "not JSON"),
        (r#"{"event":"a","event":"b","order_id":"o-1"}"#, "not JSON"),
        ("null", "no event"),
        ("[]", "no event"),
        (r#"{"order_id":"o-1"}"#, "no event"),
        (r#"{"event":"","order_id":"o-1"}"#, "no event"),
        (r#"{"event":1,"order_id":"o-1"}"#, "no event"),
        (r#"{"event":"status_changed"}"#, "no order_id"),
        (
            r#"{"event":"status_changed","order_id":null}"#,
            "no order_id",
        ),
        (r#"{"event":"status_changed","order_id":7}"#, "no order_id"),
        (
            r#"{"event":"status_changed","order_id":"../x"}"#,
            "no order_id",
        ),
    ] {
        assert_eq!(read(body, None), Err(why), "{body}");
    }
}

/// "Webhook Event Schemas", "Delivery & Retries".
#[test]
fn acknowledges_with_an_empty_200() {
    let expected = Acknowledgement {
        status: 200,
        content_type: None,
        body: "",
    };
    assert_eq!(provider().acknowledgement(), expected);
}
