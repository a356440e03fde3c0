//! Messages: what one side writes, the other reads.

use oneclick_rules::wire::{
    CancelRequest, CheckoutView, Decline, LimitedView, NewCardView, PaymentRequest, PaymentView,
    ProblemView, Redirect, RequestedCard, SaveConsent, read,
};
use oneclick_rules::{
    Amount, Brand, CardId, CardUse, Currency, Cvc, CvcPolicy, DeclineReason, Expiry, Failure,
    LastFour, Limit, Mode, PaymentId, PaymentState, RedirectKind, Retry, SessionId, StoredCard,
    Unusable,
};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

fn amount() -> impl Strategy<Value = Amount> {
    let currency = select(Currency::all().collect::<Vec<_>>());
    (1..=Amount::MAX_MINOR, currency)
        .prop_map(|(minor, currency)| Amount::new(minor, currency).unwrap())
}

fn card_id() -> impl Strategy<Value = CardId> {
    "card_[A-Za-z0-9_-]{22,64}".prop_map(|id| CardId::parse(&id).unwrap())
}

fn payment_id() -> impl Strategy<Value = PaymentId> {
    "pay_[A-Za-z0-9_-]{22,64}".prop_map(|id| PaymentId::parse(&id).unwrap())
}

/// Unix seconds, up to what a browser's number holds.
fn time() -> impl Strategy<Value = i64> {
    0..1_i64 << 53
}

fn payment() -> impl Strategy<Value = PaymentView> {
    let decline = (select(DeclineReason::ALL), select(Retry::ALL))
        .prop_map(|(reason, retry)| Decline { reason, retry });
    let redirect = (
        any::<String>(),
        option::of(time()),
        select(RedirectKind::ALL),
        any::<bool>(),
    )
        .prop_map(|(url, expires_at, kind, cancellable)| Redirect {
            url,
            expires_at,
            kind,
            cancellable,
        });
    (
        payment_id(),
        select(PaymentState::ALL),
        amount(),
        option::of(card_id()),
        option::of(decline),
        option::of(select(Failure::ALL)),
        option::of(redirect),
        option::of(0..1_u64 << 53),
        any::<bool>(),
    )
        .prop_map(
            |(id, state, amount, card, decline, failure, redirect, poll_after, needs_review)| {
                PaymentView {
                    id,
                    state,
                    amount,
                    card,
                    decline,
                    failure,
                    redirect,
                    poll_after,
                    needs_review,
                }
            },
        )
}

fn card() -> impl Strategy<Value = StoredCard> {
    (
        card_id(),
        select(Brand::ALL),
        "[0-9]{4}",
        option::of((1..=12_u8, 2000..=2099_u16)),
        any::<bool>(),
        select(CvcPolicy::ALL),
        (
            option::of(time()),
            option::of(select(Unusable::ALL)),
            subsequence(CardUse::ALL, 0..=CardUse::ALL.len()),
        ),
    )
        .prop_map(
            |(id, brand, digits, expiry, default, cvc, more)| StoredCard {
                id,
                brand,
                last_four: LastFour::parse(&digits).unwrap(),
                expiry: expiry.map(|(month, year)| Expiry::new(month, year).unwrap()),
                default,
                cvc,
                cvc_blocked_until: more.0,
                unusable: more.1,
                uses: more.2,
            },
        )
}

fn limited() -> impl Strategy<Value = LimitedView> {
    (option::of(select(Limit::ALL)), option::of(0..1_u64 << 53))
        .prop_map(|(limit, retry_after)| LimitedView { limit, retry_after })
}

fn checkout() -> impl Strategy<Value = CheckoutView> {
    (
        "cs_[A-Za-z0-9_-]{22,64}",
        select(Mode::ALL),
        (any::<String>(), any::<String>()),
        amount(),
        option::of(any::<String>()),
        (time(), time()),
        (
            proptest::collection::vec(card(), 0..4),
            any::<bool>(),
            option::of(any::<bool>().prop_map(|save| NewCardView { save })),
        ),
        (option::of(payment()), option::of(limited())),
    )
        .prop_map(
            |(id, mode, (merchant, order), amount, language, (now, expires_at), cards, more)| {
                CheckoutView {
                    session: SessionId::parse(&id).unwrap(),
                    mode,
                    merchant,
                    order,
                    amount,
                    language,
                    now,
                    expires_at,
                    cards: cards.0,
                    cards_editable: cards.1,
                    new_card: cards.2,
                    payment: more.0,
                    limited: more.1,
                }
            },
        )
}

/// Writes as the server does and reads the bytes again.
fn over_the_wire<T: serde::Serialize>(view: &T) -> Value {
    serde_json::from_slice(&serde_json::to_vec(view).unwrap()).unwrap()
}

proptest! {
    #[test]
    fn a_checkout_arrives_as_it_was_sent(view in checkout()) {
        prop_assert_eq!(read::<CheckoutView>(&over_the_wire(&view)), Ok(view));
    }

    #[test]
    fn a_payment_arrives_as_it_was_sent(view in payment()) {
        let wire = over_the_wire(&view);
        prop_assert_eq!(&wire["charged"], &json!(view.state.charged()));
        prop_assert_eq!(read::<PaymentView>(&wire), Ok(view));
    }

    #[test]
    fn a_request_arrives_as_it_was_sent(
        card in card_id(),
        amount in amount(),
        previous_payment in option::of(payment_id()),
        cvc in option::of("[0-9]{3}"),
    ) {
        let request = PaymentRequest {
            card: RequestedCard::Stored {
                card: card.clone(),
                cvc: cvc.as_deref().map(|digits| Cvc::parse(digits, Brand::Visa).unwrap()),
            },
            amount,
            previous_payment: previous_payment.clone(),
        };
        let json = request.to_json();
        // It never outgrew the memory that is wiped.
        prop_assert_eq!(json.capacity(), 1024);
        let mut expected = json!({
            "card": card.as_str(),
            "amount": amount.minor(),
            "currency": amount.currency().as_str(),
            "previous_payment": previous_payment.as_ref().map(PaymentId::as_str),
        });
        if let Some(cvc) = cvc {
            expected["cvc"] = json!(cvc);
        }
        prop_assert_eq!(serde_json::from_slice::<Value>(&json).unwrap(), expected);
    }

    #[test]
    fn a_request_by_a_new_card_arrives_with_the_consent_or_with_none(
        amount in amount(),
        consent in option::of((any::<String>(), any::<String>())),
    ) {
        let save = consent.clone().map(|(text, language)| SaveConsent { text, language });
        let request = PaymentRequest {
            card: RequestedCard::New { save },
            amount,
            previous_payment: None,
        };
        let expected = json!({
            "new_card": { "save": consent.map(|(text, language)| json!({ "text": text, "language": language })) },
            "amount": amount.minor(),
            "currency": amount.currency().as_str(),
            "previous_payment": null,
        });
        prop_assert_eq!(serde_json::from_slice::<Value>(&request.to_json()).unwrap(), expected);
    }

    #[test]
    fn ids_of_any_printable_form_arrive(card in "[!-~]{1,128}", previous in "[!-~]{1,128}") {
        let request = PaymentRequest {
            card: RequestedCard::Stored {
                card: CardId::from_wire(&card).unwrap(),
                cvc: Cvc::parse("1234", Brand::AmericanExpress).ok(),
            },
            amount: Amount::new(1, Currency::parse("EUR").unwrap()).unwrap(),
            previous_payment: PaymentId::from_wire(&previous),
        };
        let json = request.to_json();
        prop_assert_eq!(json.capacity(), 1024);
        let read: Value = serde_json::from_slice(&json).unwrap();
        prop_assert_eq!(
            (&read["card"], &read["previous_payment"]),
            (&json!(card), &json!(previous))
        );
        let cancel = CancelRequest { previous_payment: PaymentId::from_wire(&previous).unwrap() };
        let read: Value = serde_json::from_slice(&cancel.to_json()).unwrap();
        prop_assert_eq!(read, json!({ "previous_payment": previous }));
    }

    #[test]
    fn no_text_makes_reading_panic(text in any::<String>(), members in proptest::collection::vec(select(vec![
        "id", "state", "amount", "currency", "card", "decline", "redirect", "session", "cards",
        "payment", "new_card", "uses", "violations", "code", "now", "mode",
    ]), 0..6)) {
        let object: Value = members
            .into_iter()
            .map(|name| (String::from(name), json!(text)))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let wrapped = json!({ "payment": object, "new_card": object, "cards": [object], "violations": [object] });
        for value in [&object, &wrapped] {
            drop(read::<PaymentView>(value));
            drop(read::<CheckoutView>(value));
            drop(read::<ProblemView>(value));
        }
    }
}
