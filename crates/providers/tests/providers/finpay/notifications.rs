//! Notifications and their signatures.
//!
//! The vectors are made without the code under test, by Python:
//! `hmac.new(b"SoSecret123", text.encode(), hashlib.sha512).hexdigest()`, over
//! the text that the test names.

use oneclick_providers::{
    IncomingNotification, NotAuthentic, Notification, NotificationSubject, Provider as _,
};
use serde_json::{Value, json};

use super::words::{JSON, provider};
use crate::attempt::REFERENCE;

fn read(body: &str) -> Result<Notification, NotAuthentic> {
    provider().read_notification(IncomingNotification {
        authorization: None,
        content_type: Some(JSON),
        body: body.as_bytes(),
    })
}

fn proven(body: &str) -> bool {
    let notification = read(body).unwrap();
    assert_eq!(notification.reference.as_deref(), Some(REFERENCE), "{body}");
    notification.proven
}

/// Over the body as it stands without `,"signature":"…"`.
const RAW: &str = "e5001d0c34174f5ef09f78b262689900649f2c085e0a147a5d3028a4b6221c6c30db8d6a51ec14abf7dd4b2f310855d7764f4cc81be4c33a2675c50c6b4d1456";

/// "Notification/callback", the sample's members with values of our own.
fn body(signature: &str) -> String {
    format!(
        r#"{{"customer":{{"id":"c-77"}},"order":{{"id":"abcdefghijklmnopqrstuvwxyz","reference":"C-1","amount":15000,"currency":"IDR"}},"meta":{{"data":null}},"result":{{"payment":{{"amount":15000,"status":"PAID","statusDesc":null}}}},"signature":"{signature}"}}"#
    )
}

#[test]
fn believes_a_signature_over_the_body() {
    let notification = read(&body(RAW)).unwrap();
    assert_eq!(
        notification,
        Notification {
            about: NotificationSubject::Payment,
            reference: Some(String::from(REFERENCE)),
            provider_payment_id: Some(String::from("C-1")),
            proven: true,
            detail: String::from("status PAID"),
        }
    );
    assert!(proven(&body(&RAW.to_ascii_uppercase())));
}

#[test]
fn believes_no_other_signature() {
    let mut digits: Vec<char> = RAW.chars().collect();
    for place in 0..digits.len() {
        let digit = digits[place];
        digits[place] = if digit == '0' { '1' } else { '0' };
        assert!(
            !proven(&body(&digits.iter().collect::<String>())),
            "{place}"
        );
        digits[place] = digit;
    }
    assert!(proven(&body(&digits.iter().collect::<String>())));
    for signature in [
        &RAW[..126],
        &format!("{RAW}00"),
        &RAW.replace('e', "g"),
        "0",
    ] {
        assert!(!proven(&body(signature)), "{signature}");
    }
    let paid = body(RAW);
    for (part, other) in [
        ("15000", "15001"),
        ("PAID", "PAiD"),
        ("c-77", "c-78"),
        ("null", "0"),
        (r#""meta":{"data":null},"#, ""),
        (r#"{"customer""#, r#"{ "customer""#),
    ] {
        let other = paid.replacen(part, other, 1);
        // White space is PHP's to leave out; everything else is not.
        assert_eq!(proven(&other), part.starts_with('{'), "{other}");
    }
}

/// A pretty-printed body, the signature first, characters that PHP escapes.
fn spaced(signature: &str) -> String {
    format!(
        "{{ \"signature\": \"{signature}\" ,\n \"order\" : {{\"id\":\"abcdefghijklmnopqrstuvwxyz\",\"amount\":1.50}},\n \"note\":\"a/b \\u00e9 é 😀\" }}"
    )
}

/// Over `{ "order" : {"id":…,"amount":1.50},\n "note":"a/b \u00e9 é 😀" }`.
const CUT: &str = "c487df59157ef34be058f54c7cc738a9e4249cc21a6447d63cd88c85d447cbcb35e1275664e320314f44b841fdf18ca23fb18e5afbf6929ebca961e943aca9a3";
/// Over `{"order":{"id":…,"amount":1.50},"note":"a\/b \u00e9 \u00e9 \ud83d\ude00"}`,
/// what PHP 8's `json_encode` makes of it.
const PHP: &str = "35141c5135f6e83e68e69d8183821322aec2cb7e6c3cd38413ec0a1bd80f07a22e2648bc684e76234509982c61e418dcee980b78bf905571dbd571e760759d06";

#[test]
fn believes_both_encodings() {
    assert!(proven(&spaced(CUT)));
    assert!(proven(&spaced(PHP)));
    assert!(!proven(&spaced(RAW)));
    assert!(!proven(&spaced(PHP).replace("a/b", "a/c")));
}

/// Over `{"text":"\" \\ \/ \b\f\n\r\t\u0001\u001f` and a DEL, then
/// ` \u00a0 <>&'","n":[-1,2.50e3,true,null,{}],"order":{"id":…}}`.
const ESCAPES: &str = "afcd03564f2c843105cace4311d0115dfae8e4f5bc69713105a6eb3a2fee4504b96b00dffed6fc60938e7155848a43c38dd2195e8477b16d25c19d211cc4f113";

#[test]
fn escapes_as_php_does() {
    let body = format!(
        "{{\"text\":\"\\u0022 \\u005c \\u002f \\u0008\\u000c\\u000a\\u000d\\u0009\\u0001\\u001F\\u007f \\u00A0 <>&'\",\t\"n\":[ -1, 2.50e3 ,true,null, {{ }}],\r\n\"signature\":\"{ESCAPES}\",\"order\":{{\"id\":\"abcdefghijklmnopqrstuvwxyz\"}}}}"
    );
    assert!(proven(&body));
}

/// Wherever the member stands, what is left is the same text.
#[test]
fn cuts_the_signature_out_of_any_place() {
    let order = r#""order":{"id":"abcdefghijklmnopqrstuvwxyz","signature":"inner","list":["signature",{"signature":[]}]}"#;
    // Over `{` + order + `,"a":"},\"signature\":\"x\""}`.
    let signature = "52be249440249d3aa686a2fd45da87bf25390dae172245cc565b3bcfaa9d5da1426cbfa2eb9b3c6d203aed822eac223acb42fb879b2237f0868c43bbc06c0208";
    let text = r#""a":"},\"signature\":\"x\"""#;
    for body in [
        format!(r#"{{"signature":"{signature}",{order},{text}}}"#),
        format!(r#"{{"signature":"{signature}" , {order},{text}}}"#),
        format!(r#"{{{order},"signature":"{signature}",{text}}}"#),
        format!(r#"{{{order} , "signature" : "{signature}",{text}}}"#),
        format!(r#"{{{order},{text},"signature":"{signature}"}}"#),
        format!(r#"{{{order},{text},"sign\u0061ture":"{signature}"}}"#),
    ] {
        assert!(proven(&body), "{body}");
    }
}

#[test]
fn believes_a_signature_under_its_key_alone() {
    let mut settings = super::words::settings(None);
    settings.merchant_key = oneclick_providers::Secret::new(String::from("SoSecret124"));
    let provider = oneclick_providers::finpay::Finpay::new(settings);
    let notification = provider.read_notification(IncomingNotification {
        authorization: None,
        content_type: None,
        body: body(RAW).as_bytes(),
    });
    assert!(!notification.unwrap().proven);
}

#[test]
fn refuses_what_nobody_can_read() {
    for body in [
        "",
        "x",
        "null",
        "[]",
        "{}",
        "\"signature\"",
        r#"["signature","x"]"#,
        r#"{"order":{"id":"abcdefghijklmnopqrstuvwxyz"}}"#,
        r#"{"order":{"signature":"00"}}"#,
        r#"{"signature":null}"#,
        r#"{"signature":""}"#,
        r#"{"signature":1}"#,
        r#"{"signature":["00"]}"#,
        r#"{"signature":"00","signature":"00"}"#,
        r#"{"signature":"00""#,
        "signature=00&order=1",
    ] {
        assert!(read(body).is_err(), "{body}");
    }
    let not_text = provider().read_notification(IncomingNotification {
        authorization: None,
        content_type: Some(JSON),
        body: b"{\"signature\":\"\xff\"}",
    });
    assert!(not_text.is_err());
}

#[test]
fn says_what_has_changed() {
    let with = |order: Value, status: Value| {
        let body = json!({
            "order": order,
            "result": { "payment": { "status": status } },
            "signature": "00",
        });
        let notification = read(&body.to_string()).unwrap();
        assert!(!notification.proven);
        (
            notification.about,
            notification.reference,
            notification.provider_payment_id,
            notification.detail,
        )
    };
    let ours = json!({ "id": REFERENCE, "reference": "C-1" });
    let reference = Some(String::from(REFERENCE));
    let payment = Some(String::from("C-1"));
    for (status, about, detail) in [
        ("PAID", NotificationSubject::Payment, "status PAID"),
        ("FAILURE", NotificationSubject::Payment, "status FAILURE"),
        ("REFUNDED", NotificationSubject::Refund, "status REFUNDED"),
        (
            "PARTIALLY_REFUNDED",
            NotificationSubject::Refund,
            "status PARTIALLY_REFUNDED",
        ),
        (
            "words of anyone",
            NotificationSubject::Payment,
            "status not listed",
        ),
    ] {
        assert_eq!(
            with(ours.clone(), json!(status)),
            (
                about,
                reference.clone(),
                payment.clone(),
                String::from(detail)
            )
        );
    }
    let absent = String::from("status absent");
    assert_eq!(
        with(ours, Value::Null),
        (
            NotificationSubject::Payment,
            reference,
            payment,
            absent.clone()
        )
    );
    let other = json!({ "id": "1685522307103", "reference": "x\u{1}y" });
    assert_eq!(
        with(other, json!("PAID")),
        (
            NotificationSubject::Payment,
            None,
            None,
            String::from("status PAID")
        )
    );
    assert_eq!(
        with(Value::Null, Value::Null),
        (NotificationSubject::Other, None, None, absent)
    );
}
