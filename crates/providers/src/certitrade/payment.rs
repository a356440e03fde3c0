//! A payment as CertiTrade represents it ("Payment", "Payment Attempt").

use oneclick_rules::{Amount, DeclineReason};
use serde::Deserialize;

use super::card::CertiTradeCardFields;
use super::id::is_id;
use super::units;
use super::words::{
    FailureMeaning, PaymentMeaning, decline_of_code, known_description, known_state,
};
use crate::card::CardDetails;
use crate::fields::{Field, FilledText, List, Object, Whole, Word};
use crate::status::{Outcome, PaymentStatus};

/// The most characters of a bank's answer code.
const CODE: usize = 5;

/// What a payment tells.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PaymentResource {
    id: Field<Word>,
    reference: Field<Word>,
    state: Field<FilledText>,
    amount: Field<Whole>,
    authorized_amount: Field<Whole>,
    currency: Field<FilledText>,
    #[serde(rename = "_links")]
    links: Field<Object<PaymentLinks>>,
    #[serde(rename = "payment_attempts")]
    attempts: Field<List<Field<Object<PaymentAttempt>>>>,
}

/// Where a payment leads to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PaymentLinks {
    paywin: Field<Object<Link>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Link {
    href: Field<FilledText>,
}

/// An attempt to pay: what the bank said of one card.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PaymentAttempt {
    result: Field<Whole>,
    method: Field<FilledText>,
    data: Field<Object<AttemptData>>,
}

/// The data stand under the method's name; one example, "Cancel a payment", has
/// them without it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AttemptData {
    #[serde(rename = "CARD")]
    card: Field<Object<AttemptFields>>,
    #[serde(rename = "RECURRING")]
    recurring: Field<Object<AttemptFields>>,
    #[serde(rename = "ONE_CLICK")]
    one_click: Field<Object<AttemptFields>>,
    #[serde(flatten)]
    own: AttemptFields,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AttemptFields {
    desc: Field<Word>,
    respcode: Field<Word>,
    #[serde(flatten)]
    card: CertiTradeCardFields,
}

impl PaymentResource {
    /// Gives the provider's id.
    pub(super) fn id(&self) -> Option<&str> {
        self.id.word().filter(|id| is_id(id))
    }

    /// Gives our reference as it is echoed.
    pub(super) fn reference(&self) -> Option<&str> {
        self.reference.word()
    }

    /// Gives the state; `None` for one that is not listed.
    pub(super) fn state(&self) -> Option<PaymentMeaning> {
        self.state.text().and_then(PaymentMeaning::of)
    }

    /// Gives the attempts; an item of another kind is one that tells nothing.
    fn attempts(&self) -> impl DoubleEndedIterator<Item = Option<&PaymentAttempt>> {
        self.attempts.items().iter().map(Field::object)
    }

    /// Tells whether any attempt had this result.
    fn tried(&self, result: u64) -> bool {
        let mut attempts = self.attempts().flatten();
        attempts.any(|attempt| attempt.result.whole() == Some(result))
    }

    /// Gives the data of the last attempt.
    fn last(&self) -> Option<&AttemptFields> {
        let last = self.attempts().next_back()?;
        last.and_then(PaymentAttempt::data)
    }

    /// Gives the answer, with what proves it.
    pub(super) fn payment_status(&self) -> PaymentStatus {
        PaymentStatus {
            outcome: self.outcome(),
            provider_payment_id: self.id().map(String::from),
            reference: self.reference().map(String::from),
            amount: self.proof(),
            card: self.card(),
            ..PaymentStatus::unknown(self.detail())
        }
    }

    pub(super) fn outcome(&self) -> Outcome {
        match self.state() {
            None => Outcome::Unknown,
            Some(PaymentMeaning::Open) => self.window().unwrap_or(Outcome::Pending),
            Some(PaymentMeaning::Authorised) => self.only_if_agreed(Outcome::Authorised),
            Some(PaymentMeaning::CapturePending) => self.only_if_agreed(Outcome::CapturePending),
            Some(PaymentMeaning::Captured) => self.only_if_agreed(Outcome::Captured),
            Some(PaymentMeaning::Cancelled) => Outcome::Cancelled,
            Some(PaymentMeaning::Failed) => self.failure(),
        }
    }

    /// Gives the payment window; a charge of a stored card has none.
    fn window(&self) -> Option<Outcome> {
        let window = self.links.object()?.paywin.object()?;
        Some(Outcome::ActionRequired {
            url: String::from(window.href.text()?),
            lifetime: None,
            declined: None,
        })
    }

    /// Gives a success, unless the payment contradicts itself: an authorised amount
    /// of none, or attempts of which none succeeded.
    fn only_if_agreed(&self, success: Outcome) -> Outcome {
        let none_authorised = self.authorized_amount.whole() == Some(0);
        if none_authorised || (self.tried(0) && !self.tried(1)) {
            return Outcome::Unknown;
        }
        success
    }

    fn failure(&self) -> Outcome {
        let Some(last) = self.last() else {
            return Outcome::Declined(DeclineReason::Refused);
        };
        match FailureMeaning::of(last.description()) {
            FailureMeaning::For(reason) => Outcome::Declined(reason),
            FailureMeaning::ByCode => Outcome::Declined(decline_of_code(&last.code())),
            FailureMeaning::ByShopper => Outcome::Cancelled,
        }
    }

    /// Tells whether the bank had agreed, whatever became of the payment.
    pub(super) fn was_authorised(&self) -> bool {
        self.authorized_amount.whole() > Some(0) || self.tried(1)
    }

    /// Tells what the bank set aside: stays what it was when a part is captured.
    pub(super) fn authorised(&self) -> Option<Amount> {
        self.money(&self.authorized_amount)
    }

    /// Tells what the payment is for, and since its capture what was captured.
    pub(super) fn amount(&self) -> Option<Amount> {
        self.money(&self.amount)
    }

    /// Tells what proves an answer: the authorised amount, or where none is told yet
    /// the amount asked for. One that cannot be read proves nothing.
    fn proof(&self) -> Option<Amount> {
        let untold = matches!(self.authorized_amount, Field::Absent | Field::Empty);
        if untold || self.authorized_amount.whole() == Some(0) {
            self.amount()
        } else {
            self.authorised()
        }
    }

    fn money(&self, units: &Field<Whole>) -> Option<Amount> {
        units::to_amount(units.whole()?, self.currency.text()?)
    }

    /// Gives the card of the attempt that succeeded, or of the last.
    fn card(&self) -> CardDetails {
        let mut attempts = self.attempts().flatten();
        let succeeded = attempts.find(|attempt| attempt.result.whole() == Some(1));
        let data = match succeeded {
            Some(attempt) => attempt.data(),
            None => self.last(),
        };
        data.map(|data| data.card.details()).unwrap_or_default()
    }

    /// Listed words and the bank's code alone: free text may hold anything.
    fn detail(&self) -> String {
        let state = self.state.text().and_then(known_state);
        let mut detail = format!("state {}", state.unwrap_or("not known"));
        if let Some(last) = self.last() {
            if let Some(description) = known_description(last.description()) {
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

impl PaymentAttempt {
    fn data(&self) -> Option<&AttemptFields> {
        let data = self.data.object()?;
        let under = match self.method.text() {
            Some("CARD") => data.card.object(),
            Some("RECURRING") => data.recurring.object(),
            Some("ONE_CLICK") => data.one_click.object(),
            _ => None,
        };
        Some(under.unwrap_or(&data.own))
    }
}

impl AttemptFields {
    fn description(&self) -> &str {
        self.desc.word().unwrap_or_default()
    }

    /// Gives the bank's answer code, of two characters also where it came as a number.
    fn code(&self) -> String {
        let code = self.respcode.word().unwrap_or_default();
        if code.len() == 1 {
            format!("0{code}")
        } else {
            String::from(code)
        }
    }
}
