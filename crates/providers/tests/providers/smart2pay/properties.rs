//! What holds for any bytes.

use oneclick_providers::{
    AttemptReference, Balance, CardDeletion, CardToSave, CardUses, CredentialCheck, HttpResponse,
    IncomingNotification, OperationKind, OperationOutcome, OperationRequest, Outcome,
    Provider as _, ProviderCard, ProviderPayment, Secret,
};
use oneclick_rules::CustomerId;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::words::{JSON, provider};
use crate::attempt::{NOW, REFERENCE, amount, by_payment, by_reference, reference};
use crate::reads::Reads as _;
use crate::wire::{cases, response};

/// Status ids that say that money has moved or is set aside.
const PAID: [u64; 14] = [2, 9, 11, 13, 19, 21, 23, 24, 25, 26, 27, 28, 33, 35];
/// Status ids that a movement that is done may show.
const MOVED: [u64; 6] = [2, 3, 11, 16, 25, 35];
const TOKEN: &str = "F43F90A5CB613D91F704407D4E297EA1";

/// Any JSON, with the names and values that mean something made likely.
fn any_json() -> impl Strategy<Value = Value> {
    let name = proptest::sample::select(vec![
        "Payment",
        "Payments",
        "Refund",
        "Refunds",
        "Dispute",
        "PaymentID",
        "InitialPaymentID",
        "CardAuthentication",
        "CreditCardToken",
        "Value",
        "Active",
        "Card",
        "Number",
        "ExpirationMonth",
        "ExpirationYear",
        "Status",
        "ID",
        "Reasons",
        "Code",
        "Amount",
        "CapturedAmount",
        "Currency",
        "MerchantTransactionID",
        "RedirectURL",
        "Message",
        "Other",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0_u64..40).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0_u64..40).prop_map(|number| Value::from(number.to_string())),
        Just(json!("EUR")),
        Just(json!(REFERENCE)),
        Just(json!(TOKEN)),
        Just(json!(2000)),
        Just(json!("VISA-1111")),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((name.clone(), inner), 0..5).prop_map(|members| {
                members
                    .into_iter()
                    .map(|(name, value)| (String::from(name), value))
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            }),
        ]
    })
}

/// The status id that a record states, read the plain way.
fn stated(record: &Value) -> Option<u64> {
    match &record["Status"]["ID"] {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What every reader makes of the same answer.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an answer of its own"
)]
struct Smart2payReadings {
    charge: Outcome,
    listed: Option<Vec<oneclick_providers::PaymentStatus>>,
    learned: usize,
    usable: bool,
    forgotten: bool,
    balance: bool,
    moved: Vec<OperationOutcome>,
    accepted: bool,
    noticed: bool,
}

fn payment(reference: &AttemptReference) -> ProviderPayment {
    ProviderPayment {
        id: String::from("7"),
        reference: reference.clone(),
        amount: amount(2000, "EUR"),
        now: NOW,
    }
}

fn read(answer: HttpResponse<'_>) -> Smart2payReadings {
    let provider = provider();
    let (reference, token) = (reference(), Secret::new(String::from(TOKEN)));
    let customer = CustomerId::parse("c-77").unwrap();
    let paid = CardToSave {
        provider_payment_id: String::from("7"),
        reference: reference.clone(),
        customer: customer.clone(),
        keep: CardUses::of(&[]),
        prepared: None,
        now: NOW,
    };
    let card = ProviderCard {
        token: token.clone(),
        customer: customer.clone(),
        initial_transaction: None,
        now: NOW,
    };
    let before = Balance {
        outcome: Outcome::Authorised,
        authorised: None,
        captured: None,
        refunded: None,
        refunds: Vec::new(),
        transaction: None,
    };
    let movement = |kind| OperationRequest {
        kind,
        payment: payment(&reference),
        reference: reference.clone(),
        amount: amount(2000, "EUR"),
        before: before.clone(),
        description: None,
    };
    let kinds = [
        OperationKind::Capture,
        OperationKind::Cancel,
        OperationKind::Refund,
    ];
    drop(provider.read_look_up(&by_payment("7", &reference), answer));
    let incoming = IncomingNotification {
        authorization: Some("Basic MTAxMDpnYWJp"),
        content_type: answer.content_type,
        body: answer.body,
    };
    Smart2payReadings {
        charge: provider.read_charge(answer).outcome,
        listed: provider
            .read_look_up(&by_reference(&reference), answer)
            .ok()
            .map(|found| found.payments),
        learned: provider
            .read_learned(&paid, answer)
            .map_or(0, |cards| cards.len()),
        usable: provider
            .read_card_answer(&card, answer)
            .is_ok_and(|card| card.usable),
        forgotten: provider.read_forgotten(answer) == CardDeletion::Done,
        balance: provider
            .read_balance(&payment(&reference), &[answer, answer])
            .is_ok(),
        moved: kinds
            .map(|kind| provider.read_movement(&movement(kind), answer).outcome)
            .to_vec(),
        accepted: provider.read_harmless_call(answer) == CredentialCheck::Accepted,
        noticed: provider.read_notification(incoming).is_ok(),
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_bytes_make_it_panic(
        status in any::<u16>(),
        content_type in proptest::option::of(prop_oneof![Just(JSON), Just("text/html"), Just("")]),
        body in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let read = read(response(status, content_type, &body));
        prop_assert!(!read.charge.moved_money());
        prop_assert!(!read.moved.contains(&OperationOutcome::Done));
        prop_assert_eq!(read.learned, 0);
        prop_assert!(!read.usable && !read.balance);
        let reference = reference();
        let id = core::str::from_utf8(&body).unwrap_or_default();
        drop(provider().look_up(&by_payment(id, &reference)));
        drop(provider().read_look_up(&by_payment(id, &reference), response(status, content_type, &body)));
    }

    #[test]
    fn success_comes_only_from_what_says_so(
        http in proptest::sample::select(vec![200_u16, 200, 200, 201, 400, 401, 402, 404, 409, 500]),
        envelope in proptest::option::of(
            proptest::sample::select(vec!["Payment", "Refund", "CardAuthentication"]),
        ),
        inner in any_json(),
    ) {
        let body = match envelope {
            Some(name) => json!({ name: inner }),
            None => inner,
        };
        let bytes = serde_json::to_vec(&body).unwrap();
        let read = read(response(http, Some(JSON), &bytes));
        let payment = stated(&body["Payment"]);
        if read.charge.moved_money() {
            prop_assert!(http < 300);
            prop_assert!(payment.is_some_and(|id| PAID.contains(&id)));
        }
        if matches!(read.charge, Outcome::Failed(_)) {
            prop_assert!((400..500).contains(&http));
        }
        for answer in read.listed.into_iter().flatten() {
            prop_assert_eq!(http, 200);
            prop_assert_eq!(answer.reference.as_deref(), Some(REFERENCE));
        }
        for outcome in read.moved {
            if outcome == OperationOutcome::Done {
                let status = payment.or_else(|| stated(&body["Refund"]));
                prop_assert!(http < 300);
                prop_assert!(status.is_some_and(|id| MOVED.contains(&id)));
                prop_assert!(body.to_string().contains(REFERENCE));
            }
        }
        if read.learned > 0 || read.usable || read.balance || read.accepted {
            prop_assert_eq!(http, 200);
        }
        prop_assert!(!read.usable || body.to_string().contains(TOKEN));
        prop_assert!(!read.balance || body.to_string().contains(REFERENCE));
        prop_assert!(!read.forgotten || http == 200 || http >= 400);
        prop_assert!(read.noticed);
    }

    /// Cutting a success short at any place leaves none.
    #[test]
    fn half_a_success_is_none(end in any::<proptest::sample::Index>()) {
        let whole = include_bytes!("../../../cases/smart2pay/answer.json");
        let whole = whole.trim_ascii_end();
        let end = end.index(whole.len());
        let read = read(response(201, Some(JSON), &whole[..end]));
        prop_assert_eq!(read.charge, Outcome::Unknown);
        prop_assert!(read.moved.iter().all(|outcome| *outcome == OperationOutcome::Unknown));
        prop_assert!(!read.noticed);
    }
}
