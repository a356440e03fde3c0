//! A payment as CertiTrade represents it ("Payment", "Payment Attempt").

use oneclick_rules::{Amount, DeclineReason};

use super::face::face;
use super::words::{Failure, State, decline_of_code, known_description, known_state};
use super::{is_id, units};
use crate::json::Json;
use crate::{Answer, CardFace, Outcome};

/// The most characters of a bank's answer code.
const CODE: usize = 5;

/// What a payment tells, member by member.
pub(super) struct Told<'a> {
    payment: &'a Json,
    /// `None` for a state that is not listed.
    pub(super) state: Option<State>,
    attempts: Vec<Attempt<'a>>,
}

/// An attempt to pay: what the bank said of one card.
struct Attempt<'a> {
    /// `None` where it does not say.
    succeeded: Option<bool>,
    data: Option<&'a Json>,
}

impl<'a> Told<'a> {
    pub(super) fn read(payment: &'a Json) -> Self {
        let attempts = payment.list("payment_attempts").unwrap_or_default();
        Self {
            payment,
            state: payment.text("state").and_then(State::of),
            attempts: attempts.iter().map(Attempt::read).collect(),
        }
    }

    /// The answer, with what proves it.
    pub(super) fn answer(&self) -> Answer {
        Answer {
            outcome: self.outcome(),
            payment: self.payment.word("id").filter(|id| is_id(id)),
            reference: self.payment.word("reference"),
            amount: self.proof(),
            card: self.card(),
            ..Answer::unknown(self.detail())
        }
    }

    pub(super) fn outcome(&self) -> Outcome {
        match self.state {
            None => Outcome::Unknown,
            Some(State::Open) => self.window().unwrap_or(Outcome::Pending),
            Some(State::Authorised) => self.only_if_agreed(Outcome::Authorised),
            Some(State::CapturePending) => self.only_if_agreed(Outcome::CapturePending),
            Some(State::Captured) => self.only_if_agreed(Outcome::Captured),
            Some(State::Cancelled) => Outcome::Cancelled,
            Some(State::Failed) => self.failure(),
        }
    }

    /// The payment window; a charge of a stored card has none.
    fn window(&self) -> Option<Outcome> {
        let window = self.payment.object("_links")?.object("paywin")?;
        Some(Outcome::ActionRequired {
            url: String::from(window.text("href")?),
            lifetime: None,
        })
    }

    /// A success, unless the payment contradicts itself: an authorised amount
    /// of none, or attempts of which none succeeded.
    fn only_if_agreed(&self, success: Outcome) -> Outcome {
        let none_authorised = self.payment.whole("authorized_amount") == Some(0);
        let tried = |result| self.attempts.iter().any(|it| it.succeeded == Some(result));
        if none_authorised || (tried(false) && !tried(true)) {
            return Outcome::Unknown;
        }
        success
    }

    fn failure(&self) -> Outcome {
        let Some(last) = self.attempts.last() else {
            return Outcome::Declined(DeclineReason::Refused);
        };
        match Failure::of(&last.word("desc")) {
            Failure::For(reason) => Outcome::Declined(reason),
            Failure::ByCode => Outcome::Declined(decline_of_code(&last.code())),
            Failure::ByShopper => Outcome::Cancelled,
        }
    }

    /// Whether the bank had agreed, whatever became of the payment.
    pub(super) fn was_authorised(&self) -> bool {
        let amount = self.payment.whole("authorized_amount").unwrap_or_default();
        amount > 0 || self.attempts.iter().any(|it| it.succeeded == Some(true))
    }

    /// What the bank set aside: stays what it was when a part is captured.
    pub(super) fn authorised(&self) -> Option<Amount> {
        self.money("authorized_amount")
    }

    /// What the payment is for, and since its capture what was captured.
    pub(super) fn amount(&self) -> Option<Amount> {
        self.money("amount")
    }

    /// What proves an answer: the authorised amount, or where none is told yet
    /// the amount asked for. One that cannot be read proves nothing.
    fn proof(&self) -> Option<Amount> {
        let told = self.payment.member("authorized_amount");
        let untold = match told {
            None => true,
            Some(Json::Text(text)) => text.is_empty(),
            Some(_) => false,
        };
        if untold || self.payment.whole("authorized_amount") == Some(0) {
            self.amount()
        } else {
            self.authorised()
        }
    }

    fn money(&self, name: &str) -> Option<Amount> {
        units::to_amount(self.payment.whole(name)?, self.payment.text("currency")?)
    }

    /// The card of the attempt that succeeded, or of the last.
    fn card(&self) -> CardFace {
        let succeeded = self.attempts.iter().find(|it| it.succeeded == Some(true));
        succeeded
            .or(self.attempts.last())
            .and_then(|attempt| attempt.data)
            .map(face)
            .unwrap_or_default()
    }

    /// Listed words and the bank's code alone: free text may hold anything.
    fn detail(&self) -> String {
        let state = self.payment.text("state").and_then(known_state);
        let mut detail = format!("state {}", state.unwrap_or("not known"));
        if let Some(last) = self.attempts.last() {
            if let Some(description) = known_description(&last.word("desc")) {
                detail.push_str(", ");
                detail.push_str(description);
            }
            let code = last.code();
            let fits = (1..=CODE).contains(&code.len());
            if fits && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                detail.extend([", respcode ", &code]);
            }
        }
        detail
    }
}

impl<'a> Attempt<'a> {
    /// The data stand under the method's name; one example, "Cancel a payment",
    /// has them without it.
    fn read(attempt: &'a Json) -> Self {
        let data = attempt.object("data");
        let method = attempt.text("method");
        let under = method.and_then(|method| data?.object(method));
        Self {
            succeeded: match attempt.whole("result") {
                Some(1) => Some(true),
                Some(0) => Some(false),
                _ => None,
            },
            data: under.or(data),
        }
    }

    fn word(&self, name: &str) -> String {
        self.data
            .and_then(|data| data.word(name))
            .unwrap_or_default()
    }

    /// The bank's answer code, of two characters also where it came as a number.
    fn code(&self) -> String {
        let code = self.word("respcode");
        if code.len() == 1 {
            format!("0{code}")
        } else {
            code
        }
    }
}
