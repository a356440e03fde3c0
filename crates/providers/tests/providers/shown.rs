//! What may be printed says what it is and nothing of what it holds.

use oneclick_providers::{IncomingNotification, NotAuthentic, NotReadable};

#[test]
fn a_notification_shows_its_size_alone() {
    let incoming = IncomingNotification {
        authorization: Some("Basic secret"),
        content_type: Some("application/json"),
        body: b"secret",
    };
    assert_eq!(format!("{incoming:?}"), "Incoming(6 bytes)");
}

#[test]
fn errors_are_sentences() {
    assert_eq!(
        NotAuthentic("signature").to_string(),
        "the notification is refused: signature"
    );
    assert_eq!(
        NotReadable(String::from("http 500")).to_string(),
        "the provider's answer cannot be read: http 500"
    );
}
