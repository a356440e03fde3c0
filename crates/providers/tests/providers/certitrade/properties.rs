//! What holds for any bytes.

use oneclick_providers::{IncomingNotification, OperationOutcome, Outcome, Provider as _};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::readers::read_by_all;
use super::words::{HAL, PAYMENT, PROBLEM, provider};
use crate::attempt::{REFERENCE, by_payment, by_reference, reference};
use crate::reads::Reads as _;
use crate::wire::{cases, response};

/// States that say that money has moved or is set aside.
const PAID: [&str; 3] = ["WAITING_FOR_APPROVAL", "READY_FOR_CAPTURE", "CAPTURED"];

/// Any JSON, with the names and values that mean something made likely.
fn any_json() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "id",
        "state",
        "reference",
        "amount",
        "authorized_amount",
        "currency",
        "type",
        "payment",
        "payment_attempts",
        "result",
        "method",
        "data",
        "ONE_CLICK",
        "desc",
        "respcode",
        "masked_cardno",
        "bin",
        "expiry_date",
        "_links",
        "paywin",
        "href",
        "_embedded",
        "payments",
        "refunds",
        "max_page_size",
        "total_size",
        "describedBy",
        "title",
        "httpStatus",
        "other",
    ]);
    let word = prop::sample::select(vec![
        "CREATED",
        "PENDING",
        "WAITING_FOR_APPROVAL",
        "READY_FOR_CAPTURE",
        "CAPTURED",
        "CANCELLED",
        "FAILED",
        "UNINITIALIZED",
        "ACTIVE",
        "CLOSED",
        "SUSPENDED",
        "DONE",
        "SEK",
        "RECURRING",
        "ONE_CLICK",
        "AUTH_FAILED",
        "1",
        "0",
        "1234",
        "",
        REFERENCE,
    ]);
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => (0_u64..3).prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        8 => word.prop_map(Value::from),
        1 => ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            2 => object(name.clone(), inner),
        ]
    })
}

fn object(
    name: impl Strategy<Value = &'static str>,
    inner: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Value> {
    prop::collection::vec((name, inner), 0..6).prop_map(|members| {
        let members = members.into_iter();
        let named = members.map(|(name, value)| (String::from(name), value));
        named.collect::<serde_json::Map<_, _>>().into()
    })
}

/// An object of likely members: a payment, an account, a refund, a problem.
fn likely() -> impl Strategy<Value = Value> {
    (any_json(), prop::bool::ANY, prop::bool::ANY).prop_map(|(mut value, of_ours, paid)| {
        if let Value::Object(members) = &mut value {
            if of_ours {
                members.insert(String::from("id"), json!("1"));
            }
            if paid {
                members.entry("state").or_insert(json!("READY_FOR_CAPTURE"));
            }
        }
        value
    })
}

fn states(value: &Value, words: &[&str]) -> bool {
    value["state"]
        .as_str()
        .is_some_and(|state| words.contains(&state))
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_bytes_make_it_panic(
        status in prop_oneof![Just(200_u16), Just(201), any::<u16>()],
        kind in prop::option::of(prop::sample::select(vec![HAL, PROBLEM, "text/html", ""])),
        body in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let read = read_by_all(response(status, kind, &body));
        prop_assert_eq!(read.charge, Outcome::Unknown);
        prop_assert!(read.found.is_empty() && read.balance.is_none());
        prop_assert!(!read.prepared && !read.learned && !read.usable && !read.forgotten);
        prop_assert!(read.movements.iter().all(|it| *it == OperationOutcome::Unknown));
        prop_assert!(!read.accepted);
        let told = provider().read_notification(IncomingNotification {
            authorization: None,
            content_type: kind,
            body: &body,
        });
        prop_assert!(told.is_err());
        let text = core::str::from_utf8(&body).unwrap_or_default();
        let reference = reference();
        drop(provider().look_up(&by_payment(text, &reference)));
    }

    #[test]
    fn success_comes_only_from_what_says_so(
        status in prop::sample::select(vec![200_u16, 201, 204, 302, 400, 403, 404, 409, 500]),
        kind in prop::sample::select(vec![HAL, PROBLEM, "application/json", "text/html"]),
        body in likely(),
    ) {
        let bytes = serde_json::to_vec(&body).unwrap();
        let read = read_by_all(response(status, Some(kind), &bytes));
        let represents = matches!(status, 200 | 201) && matches!(kind, HAL | "application/json");
        if read.charge.moved_money() {
            prop_assert!(represents && states(&body, &PAID));
        }
        if matches!(read.charge, Outcome::Failed(_)) {
            prop_assert!(matches!(status, 400 | 403 | 404) && body["title"].is_string());
        }
        if matches!(read.charge, Outcome::Declined(_)) {
            prop_assert!(represents && states(&body, &["FAILED"]));
        }
        if !read.found.is_empty() {
            let ours = body["id"] == "1" || body["id"] == 1;
            let list = !body["_embedded"].is_null();
            prop_assert!(represents && (ours || list));
        }
        if read.balance.is_some_and(|balance| balance.captured.is_some()) {
            prop_assert!(represents && states(&body, &["CAPTURED"]));
        }
        if read.prepared {
            prop_assert!(represents && states(&body, &["UNINITIALIZED"]));
        }
        if read.learned || read.usable {
            prop_assert!(represents && states(&body, &["ACTIVE"]));
        }
        if read.forgotten {
            prop_assert!(status == 404 || represents && states(&body, &["CLOSED"]));
        }
        for (outcome, done) in read.movements.iter().zip(["CAPTURED", "CANCELLED", "DONE"]) {
            match outcome {
                OperationOutcome::Done => prop_assert!(represents && states(&body, &[done])),
                OperationOutcome::Refused if represents => {
                    prop_assert!(states(&body, &["FAILED", "CANCELLED"]));
                }
                OperationOutcome::Refused => prop_assert!(matches!(status, 400 | 403 | 404)),
                OperationOutcome::Pending => prop_assert!(represents),
                OperationOutcome::Unknown => {}
            }
        }
        prop_assert!(!read.accepted);
    }

    #[test]
    fn a_list_gives_our_payments_alone(
        payments in prop::collection::vec(likely(), 0..4),
        total in prop::option::of(0_u64..5),
    ) {
        let body = json!({
            "max_page_size": "50",
            "total_size": total,
            "_embedded": { "payments": payments },
        });
        let bytes = body.to_string().into_bytes();
        let reference = reference();
        let answer = response(200, Some(HAL), &bytes);
        if let Ok(found) = provider().read_look_up(&by_reference(&reference), answer) {
            prop_assert!(found.payments.len() <= payments.len());
            prop_assert!(payments.is_empty() || !found.payments.is_empty());
            for answer in found.payments {
                prop_assert_eq!(answer.reference.as_deref(), Some(REFERENCE));
            }
        }
    }

    /// Cutting a success short at any place leaves none.
    #[test]
    fn half_a_success_is_none(end in any::<prop::sample::Index>()) {
        let whole = PAYMENT.trim_end().as_bytes();
        let end = end.index(whole.len());
        let answer = provider().read_charge(response(201, Some(HAL), &whole[..end]));
        prop_assert_eq!(answer.outcome, Outcome::Unknown);
    }
}
