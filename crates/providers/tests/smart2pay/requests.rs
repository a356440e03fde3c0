//! Requests, compared whole.

use oneclick_providers::{Charge, HttpRequest, LookUp, Method, Provider as _, Reference, Secret};
use oneclick_rules::{Amount, Brand, Code, Currency, Cvc, OrderReference};

use super::words::{provider, reference};

/// A request as text, as it would stand on the wire.
fn shown(request: &HttpRequest) -> String {
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    let mut out = format!("{method} {}\n", request.url.expose());
    for (name, value) in &request.headers {
        out.extend([name, ": ", value.expose(), "\n"]);
    }
    out.push('\n');
    out.push_str(core::str::from_utf8(&request.body).unwrap());
    out
}

fn amount(minor: u64, currency: &str) -> Amount {
    Amount::new(minor, Currency::parse(currency).unwrap()).unwrap()
}

/// What every charge borrows.
struct Held {
    reference: Reference,
    order: OrderReference,
    token: Secret,
}

impl Held {
    fn new() -> Self {
        Self {
            reference: reference(),
            order: OrderReference::parse("N.1001-a").unwrap(),
            token: Secret::new(String::from("F43F90A5CB613D91F704407D4E297EA1")),
        }
    }

    /// The request of the usual charge after `adapt`.
    fn charged<'a>(&'a self, adapt: impl FnOnce(&mut Charge<'a>)) -> Result<HttpRequest, Code> {
        let mut charge = Charge {
            reference: &self.reference,
            order: &self.order,
            amount: amount(2000, "EUR"),
            token: &self.token,
            cvc: None,
            hosted_cvc: false,
            three_d_secure: false,
            capture: true,
            return_url: "https://shop.example/back?order=1&x=\"",
            redirect_minutes: 10,
            description: None,
            statement_descriptor: None,
        };
        adapt(&mut charge);
        provider().charge(&charge)
    }
}

const HEAD: &str = "POST https://securetest.smart2pay.com/v1/payments
accept: application/json
authorization: Basic MTAxMDpnYWJp
content-type: application/json; charset=utf-8
requestid: 0110c853-1d09-82d8-973e-1194e95b5f19

";

#[test]
fn charges_a_token_alone() {
    let held = Held::new();
    let body = r#"{"Payment":{"MerchantTransactionID":"abcdefghijklmnopqrstuvwxyz","OriginatorTransactionID":"N_1001-a","Amount":2000,"Currency":"EUR","ReturnURL":"https://shop.example/back?order=1&x=\"","CreditCardToken":{"Value":"F43F90A5CB613D91F704407D4E297EA1"},"Capture":true,"PaymentTokenLifetime":10}}"#;
    let request = held.charged(|_| {}).unwrap();
    assert_eq!(shown(&request), format!("{HEAD}{body}"));
}

#[test]
fn charges_with_everything_there_is() {
    let cvc = Cvc::parse("312", Brand::Visa).unwrap();
    let held = Held::new();
    let order = OrderReference::parse("N-1001").unwrap();
    let request = held.charged(|charge| {
        charge.order = &order;
        charge.amount = amount(995, "JPY");
        charge.cvc = Some(&cvc);
        charge.three_d_secure = true;
        charge.capture = false;
        charge.return_url = "http://localhost:8080/back";
        charge.redirect_minutes = 5;
        charge.description = Some("Two\nmugs, \"blue\" ☕");
        charge.statement_descriptor = Some("NORDLYS");
    });
    let body = r#"{"Payment":{"MerchantTransactionID":"abcdefghijklmnopqrstuvwxyz","OriginatorTransactionID":"N-1001","Amount":99500,"Currency":"JPY","ReturnURL":"http://localhost:8080/back","Description":"Two mugs, \"blue\" ☕","StatementDescriptor":"NORDLYS","CreditCardToken":{"Value":"F43F90A5CB613D91F704407D4E297EA1","SecurityCode":"312"},"Capture":false,"3DSecure":true,"PaymentTokenLifetime":5}}"#;
    assert_eq!(shown(&request.unwrap()).split_once("\n\n").unwrap().1, body);
}

#[test]
fn asks_the_hosted_page_for_the_code() {
    let held = Held::new();
    let request = held.charged(|charge| charge.hosted_cvc = true).unwrap();
    let shown = shown(&request);
    assert!(
        shown.contains(r#""Value":"F43F90A5CB613D91F704407D4E297EA1","RequireSecurityCode":true}"#)
    );
    assert!(!shown.contains("\"SecurityCode\""));
}

#[test]
fn the_same_reference_has_the_same_request_id() {
    let held = Held::new();
    let id = |request: &HttpRequest| {
        let header = request
            .headers
            .iter()
            .find(|(name, _)| *name == "requestid");
        header.unwrap().1.expose().to_owned()
    };
    let first = id(&held.charged(|_| {}).unwrap());
    let second = id(&held.charged(|charge| charge.three_d_secure = true).unwrap());
    assert_eq!(first, second);
}

#[test]
fn refuses_what_the_provider_cannot_take() {
    let long = format!("https://{}", "é".repeat(513));
    let (most, over) = ("é".repeat(255), "é".repeat(256));
    let (most_shown, over_shown) = ("é".repeat(250), "é".repeat(251));
    let cvc = Cvc::parse("312", Brand::Visa).unwrap();
    let blank = Secret::new(String::from(" "));
    let held = Held::new();
    assert_eq!(
        held.charged(|charge| charge.amount = amount(1_234, "KWD"))
            .err(),
        Some(Code::AmountNotRepresentable)
    );
    assert_eq!(
        held.charged(|charge| charge.amount = amount(1_000_000_000_000, "EUR"))
            .err(),
        Some(Code::AmountNotRepresentable)
    );
    for url in [
        "",
        "javascript:alert(1)",
        "//shop.example",
        "https://",
        "https://a\nb",
    ] {
        assert_eq!(
            held.charged(|charge| charge.return_url = url).err(),
            Some(Code::ReturnUrlOrigin),
            "{url}"
        );
    }
    assert_eq!(
        held.charged(|charge| charge.return_url = &long).err(),
        Some(Code::TextLength)
    );
    assert!(
        held.charged(|charge| charge.description = Some(&most))
            .is_ok()
    );
    assert_eq!(
        held.charged(|charge| charge.description = Some(&over))
            .err(),
        Some(Code::TextLength)
    );
    assert!(
        held.charged(|charge| charge.statement_descriptor = Some(&most_shown))
            .is_ok()
    );
    assert_eq!(
        held.charged(|charge| charge.statement_descriptor = Some(&over_shown))
            .err(),
        Some(Code::TextLength)
    );
    let both = held.charged(|charge| {
        charge.hosted_cvc = true;
        charge.cvc = Some(&cvc);
    });
    assert_eq!(both.err(), Some(Code::CvcNotAccepted));
    assert_eq!(
        held.charged(|charge| charge.token = &blank).err(),
        Some(Code::CardUnknown)
    );
}

#[test]
fn leaves_empty_texts_out() {
    let held = Held::new();
    let request = held.charged(|charge| {
        charge.description = Some(" ");
        charge.statement_descriptor = Some("");
    });
    let shown = shown(&request.unwrap());
    assert!(!shown.contains("Description") && !shown.contains("StatementDescriptor"));
}

#[test]
fn never_asks_to_keep_a_card() {
    let held = Held::new();
    let shown = shown(&held.charged(|_| {}).unwrap());
    assert!(!shown.contains("GenerateCreditCardToken"));
}

#[test]
fn shows_nothing_when_printed() {
    let cvc = Cvc::parse("312", Brand::Visa).unwrap();
    let held = Held::new();
    let request = held.charged(|charge| charge.cvc = Some(&cvc)).unwrap();
    assert_eq!(format!("{request:?}"), "HttpRequest(Post …)");
    let provider = format!("{:?}", provider());
    assert!(
        !provider.contains("gabi") && !provider.contains("MTAxMDpnYWJp"),
        "{provider}"
    );
}

#[test]
fn looks_up_by_reference_and_by_id() {
    let reference = reference();
    let by_reference = provider().look_up(LookUp::Reference {
        reference: &reference,
        since: 1,
        until: 2,
    });
    assert_eq!(
        shown(&by_reference),
        "GET https://securetest.smart2pay.com/v1/payments?merchantTransactionID=abcdefghijklmnopqrstuvwxyz&limit=10
accept: application/json
authorization: Basic MTAxMDpnYWJp

"
    );
    let by_id = provider().look_up(LookUp::Payment("202587"));
    assert_eq!(
        shown(&by_id),
        "GET https://securetest.smart2pay.com/v1/payments/202587
accept: application/json
authorization: Basic MTAxMDpnYWJp

"
    );
}

#[test]
fn puts_no_strange_id_into_an_address() {
    for id in ["", "1/../..", "1?x=1", "1234567890123", "one", "１２"] {
        let request = provider().look_up(LookUp::Payment(id));
        assert_eq!(
            request.url.expose(),
            "https://securetest.smart2pay.com/v1/payments/0",
            "{id}"
        );
    }
}
