//! The flow against the rules of money: what is said, sent and kept in each case.

mod amounts;
mod dispatching;
mod extending;
mod finding_out;
mod giving_up;
mod new_cards;
mod offline;
mod outcomes;
mod paying;
mod removing;
mod renewing;
mod starting;
mod states;
mod withdrawing;

use oneclick_rules::wire::{
    CheckoutView, Decline, NewCardView, PaymentView, ProblemView, Redirect, SaveConsent,
};
use oneclick_rules::{
    Amount, Brand, CardId, CardUse, Currency, CvcPolicy, DeclineReason, Expiry, IdempotencyKey,
    LastFour, Mode, PaymentId, PaymentState, Retry, SessionId, StoredCard,
};
use zeroize::Zeroizing;

use super::*;

/// A Monday in November 2026.
const NOW: i64 = 1_793_577_600;

fn card(letter: char) -> CardId {
    CardId::parse(&format!("card_{}", letter.to_string().repeat(22))).unwrap()
}

fn payment_id(letter: char) -> PaymentId {
    PaymentId::parse(&format!("pay_{}", letter.to_string().repeat(22))).unwrap()
}

fn key(letter: char) -> IdempotencyKey {
    IdempotencyKey::parse(&letter.to_string().repeat(32)).unwrap()
}

fn amount(minor: u64) -> Amount {
    Amount::new(minor, Currency::parse("EUR").unwrap()).unwrap()
}

fn stored_card(letter: char, default: bool) -> StoredCard {
    StoredCard {
        id: card(letter),
        brand: Brand::Visa,
        last_four: LastFour::parse("4242").unwrap(),
        expiry: Expiry::new(12, 2031).ok(),
        default,
        cvc: CvcPolicy::Required,
        cvc_blocked_until: None,
        unusable: None,
        uses: vec![CardUse::OneClick],
    }
}

fn session(payment: Option<PaymentView>) -> Box<CheckoutView> {
    Box::new(CheckoutView {
        session: SessionId::parse(&format!("cs_{}", "S".repeat(22))).unwrap(),
        mode: Mode::Test,
        merchant: String::from("Nordlys"),
        order: String::from("N-1001"),
        amount: amount(995),
        language: None,
        now: NOW,
        expires_at: NOW + 3600,
        cards: vec![stored_card('A', true), stored_card('B', false)],
        cards_editable: true,
        new_card: None,
        payment,
        limited: None,
    })
}

fn payment(letter: char, state: PaymentState) -> PaymentView {
    PaymentView {
        id: payment_id(letter),
        state,
        amount: amount(995),
        card: None,
        decline: (state == PaymentState::Declined).then_some(Decline {
            reason: DeclineReason::InsufficientFunds,
            retry: Retry::OtherCard,
        }),
        failure: None,
        redirect: None,
        poll_after: None,
        needs_review: false,
    }
}

fn pending() -> PendingCharge {
    PendingCharge {
        key: key('k'),
        card: Pick::Stored(card('B')),
        consent: None,
        previous_payment: None,
    }
}

fn problem(status: u16, code: &str) -> (u16, Box<ProblemView>) {
    let problem = Box::new(ProblemView {
        code: String::from(code),
        ..ProblemView::default()
    });
    (status, problem)
}

/// The answer to question number `turn`.
fn read(
    turn: u32,
    answer: CallResult<Box<CheckoutView>>,
    stored: Stored,
    elsewhere: bool,
) -> FlowEvent {
    FlowEvent::CheckoutAnswered {
        turn,
        answer,
        context: ReadContext {
            stored,
            elsewhere,
            at: 5,
        },
    }
}

/// A flow with what it asked to be done, in words.
struct Trial {
    flow: Flow,
    done: Vec<String>,
}

impl Trial {
    fn new() -> Self {
        Self {
            flow: Flow::default(),
            done: Vec::new(),
        }
    }

    /// A flow whose session has answered, with no payment and no key.
    fn ready() -> Self {
        let mut trial = Self::new();
        trial.session(CallResult::Answered(session(None)), Stored::Nothing);
        trial
    }

    /// A flow whose charge is on its way.
    fn submitting() -> Self {
        let mut trial = Self::ready();
        trial.press("123", 'a');
        trial
    }

    fn send(&mut self, event: FlowEvent) -> &mut Self {
        self.done = self.flow.after(event).iter().map(in_words).collect();
        self
    }

    fn session(&mut self, answer: CallResult<Box<CheckoutView>>, stored: Stored) -> &mut Self {
        let turn = self.flow.turn();
        self.send(read(turn, answer, stored, false))
    }

    fn press(&mut self, typed: &str, fresh: char) -> &mut Self {
        self.send(FlowEvent::Pressed(Press {
            typed: Some(Zeroizing::new(String::from(typed))),
            save: None,
            fresh: key(fresh),
            at: 6,
        }))
    }

    fn paid(&mut self, answer: CallResult<PaymentView>) -> &mut Self {
        self.send(FlowEvent::ChargeAnswered(boxed(answer)))
    }

    fn give_up_answered(&mut self, answer: CallResult<PaymentView>) -> &mut Self {
        self.send(FlowEvent::GiveUpAnswered(boxed(answer)))
    }

    fn refused(&mut self, status: u16, code: &str) -> &mut Self {
        let (status, problem) = problem(status, code);
        self.paid(CallResult::Refused(status, problem))
    }

    fn current(&mut self, payment: Option<PaymentView>) -> &mut Self {
        let turn = self.flow.turn();
        let answer = CallResult::Answered(session(payment));
        self.send(read(turn, answer, Stored::Nothing, false))
    }

    fn screen(&self) -> &'static str {
        self.flow.screen().as_str()
    }

    fn banner(&self) -> Option<Banner> {
        self.flow.state().banner()
    }

    fn cvc_problem(&self) -> Option<CvcProblem> {
        self.flow.state().cvc_problem()
    }

    fn did(&self, what: &str) -> bool {
        self.done.iter().any(|done| done.starts_with(what))
    }
}

fn boxed(answer: CallResult<PaymentView>) -> CallResult<Box<PaymentView>> {
    match answer {
        CallResult::Answered(payment) => CallResult::Answered(Box::new(payment)),
        CallResult::Refused(status, problem) => CallResult::Refused(status, problem),
        CallResult::Lost(loss) => CallResult::Lost(loss),
    }
}

fn in_words(effect: &Effect) -> String {
    match effect {
        Effect::Ask { after, .. } => format!("ask {after}"),
        Effect::HoldBack(request, key) => {
            let body = request.to_json();
            format!("hold {key} {}", str::from_utf8(&body).unwrap())
        }
        Effect::SendCharge(after) => format!("send {after}"),
        Effect::ForgetBody => String::from("forget body"),
        Effect::StoreKey(pending) => format!("store {}", pending.key),
        Effect::ForgetKey => String::from("forget key"),
        Effect::StorePaid => String::from("store paid"),
        Effect::Reload => String::from("reload"),
        Effect::GoTo(url) => format!("go to {url}"),
        Effect::ClearCvc => String::from("clear cvc"),
        Effect::FocusCvc => String::from("focus cvc"),
        Effect::EditCard(edit, card, after) => format!("{edit:?} {card} {after}"),
        Effect::TellEdit => String::from("tell edit"),
        Effect::Extend => String::from("extend"),
        Effect::Look { after, .. } => format!("look {after}"),
        Effect::Complain(detail) => format!("complain {detail}"),
        Effect::Dispatch(DomEvent::Pending) => String::from("dispatch pending"),
        Effect::Dispatch(DomEvent::Expiring(end)) => format!("dispatch expiring {end}"),
        Effect::Dispatch(DomEvent::Ready) => String::from("dispatch ready"),
        Effect::Dispatch(DomEvent::Changed) => String::from("dispatch changed"),
        Effect::Dispatch(DomEvent::Succeeded(_)) => String::from("dispatch success"),
        Effect::Dispatch(DomEvent::Declined(_)) => String::from("dispatch declined"),
        Effect::GiveUp(payment) => format!("give up {payment}"),
        Effect::Dispatch(DomEvent::GivenUp(_)) => String::from("dispatch cancelled"),
        Effect::Dispatch(DomEvent::Failed(code, _)) => format!("dispatch error {code}"),
    }
}
