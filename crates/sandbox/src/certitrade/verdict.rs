//! What becomes of an authorisation: the behaviours on demand and the test
//! cards (common/test.md).

use super::account::{Account, AccountState};
use super::payment::{Attempt, Method, Payment, State};
use crate::behaviour::Behaviour;
use crate::cards::Face;

/// How a test card behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct TestCard {
    pub(super) secure: bool,
    pub(super) declines: bool,
    pub(super) ends_in_fraud: bool,
}

/// The documents' test cards; no other number is taken.
pub(super) fn test_card(number: &str) -> Option<TestCard> {
    let (secure, declines, ends_in_fraud) = match number {
        "123456789000" => (false, false, false),
        "4444333322220000" => (true, false, false),
        "123456789001" => (false, true, false),
        "4444333322221111" => (true, true, false),
        "1123450000000002" => (false, false, true),
        _ => return None,
    };
    Some(TestCard {
        secure,
        declines,
        ends_in_fraud,
    })
}

/// An attempt's `desc` and `respcode`, and the callback's description where
/// there is one.
pub(super) struct Decline {
    pub(super) description: &'static str,
    pub(super) code: &'static str,
    pub(super) told: &'static str,
}

impl Decline {
    const fn of(description: &'static str, code: &'static str, told: &'static str) -> Self {
        Self {
            description,
            code,
            told,
        }
    }
}

/// The card is not taken. The documents show the response code 43 alone; the
/// others are those of ISO 8583 (assumed).
pub(super) const REFUSED: Decline = Decline::of("AUTH_FAILED", "05", "2002");
pub(super) const EXPIRED: Decline = Decline::of("AUTH_FAILED", "54", "2004");
pub(super) const NOT_AUTHENTICATED: Decline = Decline::of("3D_FAILED", "", "2001");
const TERMINATED: Decline = Decline::of("ACCOUNT_TERMINATED", "43", "2003");

/// What was ordered for a charge, if it is a decline.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are no declines")]
pub(super) fn ordered(outcome: Behaviour) -> Option<Decline> {
    Some(match outcome {
        Behaviour::Declined | Behaviour::Declined402 => Decline::of("AUTH_FAILED", "51", "2002"),
        Behaviour::Stolen => TERMINATED,
        Behaviour::ExpiredCard => EXPIRED,
        Behaviour::WrongCvc => Decline::of("AUTH_FAILED", "82", "2004"),
        Behaviour::UsageLimit => Decline::of("AUTH_FAILED", "65", "2002"),
        Behaviour::ThreeDSecure => NOT_AUTHENTICATED,
        _ => return None,
    })
}

/// Authorises, or holds it as long as was ordered.
pub(super) fn authorise(payment: &mut Payment, description: &'static str, now: u64) {
    if payment.outcome == Behaviour::Pending && payment.ripe_at.is_none() {
        payment.ripe_at = Some(now.saturating_add(payment.pending_for));
        return payment.state = State::Pending;
    }
    payment.authorized = Some(payment.amount);
    payment.authorized_at = now;
    // Assumed: a payment that waits for its capture is one that waits for
    // approval, whatever its method.
    payment.state = if payment.outcome == Behaviour::CaptureRequested {
        State::WaitingForApproval
    } else {
        State::ReadyForCapture
    };
    // Assumed: the documents give no description for APPROVE.
    payment.told = Some(("APPROVE", "1001"));
    note(payment, true, description, "00", now);
}

/// The payment has failed.
pub(super) fn decline(payment: &mut Payment, decline: &Decline, now: u64) {
    payment.state = State::Failed;
    payment.told = Some(("DECLINE", decline.told));
    note(payment, false, decline.description, decline.code, now);
}

/// The shopper has left, or has waited too long.
pub(super) fn give_up(
    payment: &mut Payment,
    description: &'static str,
    told: &'static str,
    now: u64,
) {
    payment.state = State::Failed;
    payment.told = Some(("CANCEL", told));
    note(payment, false, description, "", now);
}

fn note(
    payment: &mut Payment,
    authorized: bool,
    description: &'static str,
    code: &'static str,
    now: u64,
) {
    payment.attempts.push(Attempt {
        created: now,
        method: payment.asked.method,
        authorized,
        description,
        code,
        face: payment.card.as_ref().map(|card| card.face.clone()),
    });
}

/// Charges an account without the shopper (reference/process.md).
pub(super) fn charge_account(payment: &mut Payment, account: &mut Account, now: u64) {
    payment.card.clone_from(&account.card);
    let face: Option<&Face> = account.card.as_ref().map(|card| &card.face);
    let expired = face.is_some_and(|face| face.expired(crate::clock::month(now)));
    let ordered = if account.ends_in_fraud {
        Some(TERMINATED)
    } else if account.is_used_up() {
        ordered(Behaviour::UsageLimit)
    } else if expired {
        Some(EXPIRED)
    } else {
        ordered(payment.outcome)
    };
    if let Some(why) = ordered {
        if why.description == TERMINATED.description {
            account.state = AccountState::Suspended;
        }
        return decline(payment, &why, now);
    }
    authorise(payment, description(payment), now);
}

/// How an attempt without the bank's check is described.
pub(super) fn description(payment: &Payment) -> &'static str {
    match payment.asked.method {
        _ if payment.window.is_some() => "SSL_AUTH",
        Method::Recurring => "RECURRING_AUTH",
        Method::OneClick | Method::Card => "ONE_CLICK_AUTH",
    }
}

/// What the pay window comes to once card and bank are behind.
pub(super) fn charge_card(payment: &mut Payment, at_the_bank: bool, now: u64) {
    let expired = payment.card.as_ref();
    let expired = expired.is_some_and(|card| card.expired(crate::clock::month(now)));
    let why = if expired {
        Some(EXPIRED)
    } else if payment.declines {
        Some(REFUSED)
    } else if at_the_bank && payment.outcome == Behaviour::ThreeDSecure {
        None
    } else {
        ordered(payment.outcome)
    };
    match why {
        Some(why) => decline(payment, &why, now),
        None => authorise(
            payment,
            if at_the_bank {
                "3D_AUTH"
            } else {
                description(payment)
            },
            now,
        ),
    }
}
