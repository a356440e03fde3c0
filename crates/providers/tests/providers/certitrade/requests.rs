//! Payments as they are asked for, compared whole.

use core::time::Duration;

use oneclick_providers::certitrade::{CertiTrade, CertiTradeSettings};
use oneclick_providers::{CardUses, Charge, HttpRequest, Initiator, LookUp, Provider as _, Secret};
use oneclick_rules::ErrorCode;

use super::words::{expected, provider, settings};
use crate::attempt::{AttemptValues, NOW, amount, by_payment, by_reference, reference};
use crate::wire::{sent, shown};

pub(super) const ONE_CLICK: CardUses = CardUses {
    one_click: true,
    scheduled: false,
    unscheduled: false,
};
pub(super) const MERCHANT: CardUses = CardUses {
    one_click: false,
    scheduled: true,
    unscheduled: false,
};

pub(super) fn held() -> AttemptValues {
    AttemptValues::new("40260868824", amount(1234, "SEK"))
}

/// The request of the usual charge after `adapt`.
pub(super) fn charged<'a>(
    held: &'a AttemptValues,
    adapt: impl FnOnce(&mut Charge<'a>),
) -> Result<HttpRequest, ErrorCode> {
    let mut charge = held.charge();
    adapt(&mut charge);
    provider().charge(&charge).map(sent)
}

/// "One Click Payment", second request; the description is the order's.
#[test]
fn charges_by_one_click() {
    let held = held();
    let request = charged(&held, |_| {}).unwrap();
    let whole = expected(
        "POST payment",
        "ecfb39971f46e2ef3a84d98e63beb693795d2309a23a42b7789a99190b565c3a",
        r#"{"amount":"1234","currency":"SEK","method":"ONE_CLICK","reference":"abcdefghijklmnopqrstuvwxyz","description":"N.1001-a","message_id":19331267911449,"data":{"ONE_CLICK":{"payment_account":"40260868824"}}}"#,
    );
    assert_eq!(shown(&request), whole);
    assert_eq!(request.resend_within, Some(Duration::from_mins(1)));
}

/// "Recurring Payment", section "Create Payment".
#[test]
fn charges_without_the_shopper() {
    let held = held();
    for scheduled in [true, false] {
        let request = charged(&held, |charge| {
            charge.initiator = Initiator::Merchant {
                scheduled,
                initial_transaction: Some("11112"),
            };
        });
        let whole = expected(
            "POST payment",
            "8ca0070e1b16b4eabbffcbccd11efa93072f7ae33fcf3785a65400a8dceaec1d",
            r#"{"amount":"1234","currency":"SEK","method":"RECURRING","reference":"abcdefghijklmnopqrstuvwxyz","description":"N.1001-a","message_id":19331267911449,"data":{"RECURRING":{"initialize":"0","payment_account":"40260868824"}}}"#,
        );
        assert_eq!(shown(&request.unwrap()), whole);
    }
}

#[test]
fn charges_with_everything_there_is() {
    let held = held();
    let request = charged(&held, |charge| {
        charge.attempt.purchase.description = Some("Två muggar,\n\"blå\"");
        charge.attempt.purchase.statement_descriptor = Some("NORDLYS");
        charge.attempt.purchase.customer = Some(&held.customer);
        charge.attempt.purchase.billing = Some(&held.address);
        charge.attempt.purchase.shipping = Some(&held.address);
        charge.attempt.purchase.language = Some("sv");
    });
    let whole = expected(
        "POST payment",
        "40564682847de3f225ce889dbcccce962cf24381940d6349cb623e2c2de7c84f",
        r#"{"amount":"1234","currency":"SEK","method":"ONE_CLICK","reference":"abcdefghijklmnopqrstuvwxyz","description":"Två muggar, \"blå\"","message_id":19331267911449,"customer":{"name":"Ada Lind","address1":"Storgatan 1","address2":"2 tr","zip_code":"111 22","city":"Stockholm","country":"SE","email":"ada@example.com","phone":"+46701234567"},"data":{"ONE_CLICK":{"payment_account":"40260868824"}}}"#,
    );
    assert_eq!(shown(&request.unwrap()), whole);
}

#[test]
fn sends_no_message_id_where_it_is_switched_off() {
    let held = held();
    let provider = CertiTrade::new(CertiTradeSettings {
        message_id: false,
        ..settings()
    });
    let request = provider.charge(&held.charge()).map(sent).unwrap();
    let whole = expected(
        "POST payment",
        "0f2bf6fb104dd84cc0830b204e7abfd45c2f1f361908c9ff0cd998d8effa7573",
        r#"{"amount":"1234","currency":"SEK","method":"ONE_CLICK","reference":"abcdefghijklmnopqrstuvwxyz","description":"N.1001-a","data":{"ONE_CLICK":{"payment_account":"40260868824"}}}"#,
    );
    assert_eq!(shown(&request), whole);
    assert_eq!(request.resend_within, None);
    assert!(!provider.capabilities().resend.is_there());
}

/// "Card Payment", section "Create Payment".
#[test]
fn begins_a_payment_by_card() {
    let held = held();
    for keep in [None, Some(ONE_CLICK)] {
        let mut first = held.hosted_page(keep);
        first.attempt.purchase.language = Some("nb-NO");
        let request = provider().hosted_page(&first).map(sent).unwrap();
        let whole = expected(
            "POST payment",
            "b52e1957b67a357faa50ae01a99a97a022d9f7a1a45c417736a1ac63ae41e31d",
            r#"{"amount":"1234","currency":"SEK","return_url":"https://shop.example/return/r-1","callback_url":"https://shop.example/notifications/one/r-1","method":"CARD","reference":"abcdefghijklmnopqrstuvwxyz","description":"N.1001-a","language":"no","message_id":19331267911449}"#,
        );
        assert_eq!(shown(&request), whole);
        assert_eq!(request.resend_within, Some(Duration::from_mins(1)));
    }
}

/// "Recurring Payment", section "Initialize Account", second request.
#[test]
fn fills_the_account_of_the_merchant() {
    let held = held();
    let account = Secret::new(String::from("40260868824"));
    let mut first = held.hosted_page(Some(MERCHANT));
    first.prepared = Some(&account);
    let request = provider().hosted_page(&first).map(sent).unwrap();
    let whole = expected(
        "POST payment",
        "51ea2351f9690bec12f21fe246d7a473eb35608335c761ec4f74de0268dc9290",
        r#"{"amount":"1234","currency":"SEK","return_url":"https://shop.example/return/r-1","callback_url":"https://shop.example/notifications/one/r-1","method":"RECURRING","reference":"abcdefghijklmnopqrstuvwxyz","description":"N.1001-a","message_id":19331267911449,"data":{"RECURRING":{"initialize":"1","payment_account":"40260868824"}}}"#,
    );
    assert_eq!(shown(&request), whole);
}

/// Who has the agreement has it for every payment.
/// "Tables", section "Languages".
#[test]
fn looks_up_by_reference_and_by_id() {
    let reference = reference();
    let request = sent(provider().look_up(&by_reference(&reference)));
    let whole = expected(
        "GET payment?reference=abcdefghijklmnopqrstuvwxyz",
        "92a961c170e24440e2d85279378ec6b31078d94b360578eadc7b4fbd479724cc",
        "",
    );
    assert_eq!(shown(&request), whole);
    let request = sent(provider().look_up(&LookUp::Reference {
        reference: reference.clone(),
        since: NOW - 600,
        until: NOW + 600,
        now: NOW,
        page: Some(String::from("20")),
    }));
    let whole = expected(
        "GET payment?reference=abcdefghijklmnopqrstuvwxyz&offset=20",
        "a32d06ab33442af210bbe9f50580fc551927cb5b16454d2da9b71e8841ff0aed",
        "",
    );
    assert_eq!(shown(&request), whole);
    let request = sent(provider().look_up(&by_payment("11113", &reference)));
    let whole = expected(
        "GET payment/11113",
        "682f1067ded6c92b0bd974375ce43b160e7ded7327a668c28e3832019fff0cd8",
        "",
    );
    assert_eq!(shown(&request), whole);
}

#[test]
fn asks_whether_the_key_works() {
    let request = sent(provider().check_credentials(NOW));
    let whole = expected(
        "GET merchant/12345",
        "b8c312c21d505d4fb738758d06e6d559560e6d450547c551aa3bc3344e8e47f6",
        "",
    );
    assert_eq!(shown(&request), whole);
}

/// "Concepts", section "Date header"; what no HTTP date names is cut off.
#[test]
fn dates_every_request() {
    for (now, date) in [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (-1, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (i64::MAX, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ] {
        let request = sent(provider().check_credentials(now));
        let (_, told) = request
            .headers
            .iter()
            .find(|(name, _)| *name == "date")
            .unwrap();
        assert_eq!(told.expose(), date);
    }
}

#[test]
fn shows_nothing_when_printed() {
    let held = held();
    let request = charged(&held, |_| {}).unwrap();
    assert_eq!(format!("{request:?}"), "HttpRequest(Post …)");
    for printed in [format!("{:?}", provider()), format!("{:?}", settings())] {
        assert!(printed.contains("12345") && !printed.contains("k3yF0rTests"));
    }
}
