//! Callbacks: fixed hashes, and everything that is not the provider's.

use oneclick_providers::{
    IncomingNotification, NotAuthentic, Notification, NotificationSubject, Provider as _,
};

use super::words::provider;
use crate::wire::table;

/// The hashes of the cases were computed by Python's `hmac` and `hashlib`:
/// `hmac.new(b"k3yF0rTests", (paymentid + merchantid + function + description +
/// timestamp).encode(), hashlib.sha256).hexdigest()`.
#[test]
fn every_callback_has_its_meaning() {
    for case in table(include_str!("../../../cases/certitrade/notifications.json")) {
        let told = read(case["body"].as_str().unwrap().as_bytes());
        let Some(refused) = case.get("refused") else {
            let expected = Notification {
                about: NotificationSubject::Payment,
                reference: None,
                provider_payment_id: Some(String::from("21840")),
                proven: true,
                detail: String::from(case["detail"].as_str().unwrap()),
            };
            assert_eq!(told, Ok(expected), "{case}");
            continue;
        };
        assert_eq!(told.unwrap_err().0, refused, "{case}");
    }
}

fn read(body: &[u8]) -> Result<Notification, NotAuthentic> {
    provider().read_notification(IncomingNotification {
        authorization: None,
        content_type: Some("application/x-www-form-urlencoded"),
        body,
    })
}

const CALLBACK: &str = "paymentid=21840&merchantid=12345&function=APPROVE&description=1001&timestamp=20260304060608&sha256code=70f908ad81d2cb7d49f9f6de9cd0ec47b330f22f2373bde7f01bfdf762f77c1f";

/// Every digit of the hash and every part counts.
#[test]
fn no_changed_callback_is_the_providers() {
    assert!(read(CALLBACK.as_bytes()).is_ok());
    for place in 0..CALLBACK.len() {
        let mut changed = CALLBACK.as_bytes().to_vec();
        changed[place] = if changed[place] == b'1' { b'2' } else { b'1' };
        assert!(read(&changed).is_err(), "{place}");
        assert!(read(&CALLBACK.as_bytes()[..place]).is_err(), "{place}");
    }
}

/// However much is sent, reading it ends soon.
#[test]
fn takes_no_form_without_an_end() {
    let mut form = String::from(CALLBACK);
    for member in 6..32 {
        form.extend(["&m", &member.to_string(), "=x"]);
    }
    assert!(read(form.as_bytes()).is_ok());
    form.push_str("&m32=x");
    assert_eq!(read(form.as_bytes()), Err(NotAuthentic("not a form")));
}

/// Not documented: 200 and nothing is assumed.
#[test]
fn says_received() {
    let received = provider().acknowledgement();
    assert_eq!(
        (received.status, received.content_type, received.body),
        (200, None, "")
    );
}
