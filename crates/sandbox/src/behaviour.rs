//! What the sandbox does on demand, and for which order.

use std::str::FromStr;

use serde::de::IntoDeserializer;
use serde::{Deserialize, Serialize};

/// One thing that the sandbox can be told to do with a charge or a look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Behaviour {
    /// Charges, as far as the request and the test amounts allow.
    Paid,
    /// Failed: insufficient funds.
    Declined,
    /// Like `Declined`, but with HTTP 402 instead of 201.
    #[serde(rename = "declined_402")]
    Declined402,
    /// Failed: the security code is invalid (1204), whatever it was.
    WrongCvc,
    /// Failed: stolen card.
    Stolen,
    /// Failed: the card has expired (1205).
    ExpiredCard,
    /// HTTP 402, failed: the token was used too often (2402).
    UsageLimit,
    /// HTTP 402, failed: the token is not available any more (2401).
    TokenCancelled,
    /// Open, with a redirect to the page of the shopper's bank.
    ThreeDSecure,
    /// Pending on the provider (7), captured after `milliseconds`.
    Pending,
    /// Authorised, capture requested (13).
    CaptureRequested,
    /// Books, then closes the connection without an answer.
    AnswerLost,
    /// Closes the connection before anything is booked.
    Dropped,
    /// Books nothing, answers 500.
    #[serde(rename = "error_500")]
    Error500,
    /// Books, answers 500.
    #[serde(rename = "error_500_booked")]
    Error500Booked,
    /// Books, answers after `milliseconds`.
    Slow,
    /// Books, answers bytes that are not JSON.
    Garbage,
    /// Books, answers a page of HTML.
    Html,
    /// Books, closes the connection in the middle of the answer.
    Truncated,
    /// Books, answers another amount than was asked, also to look-ups.
    WrongAmount,
    /// Look-ups answer 500.
    #[serde(rename = "look_up_500")]
    LookUp500,
    /// Look-ups find nothing.
    LookUpEmpty,
    /// Look-ups are closed without an answer.
    LookUpLost,
    /// Look-ups answer bytes that are not JSON.
    LookUpGarbage,
    /// The provider charged twice: the list has two payments of one reference.
    LookUpDuplicate,
}

impl Behaviour {
    /// Whether it is about look-ups; all others are about charges.
    pub(crate) fn is_of_look_ups(self) -> bool {
        matches!(
            self,
            Self::LookUp500
                | Self::LookUpEmpty
                | Self::LookUpLost
                | Self::LookUpGarbage
                | Self::LookUpDuplicate
        )
    }

    /// Whether it decides the money, rather than how the answer travels.
    pub(crate) fn is_outcome(self) -> bool {
        matches!(
            self,
            Self::Paid
                | Self::Declined
                | Self::Declined402
                | Self::WrongCvc
                | Self::Stolen
                | Self::ExpiredCard
                | Self::UsageLimit
                | Self::TokenCancelled
                | Self::ThreeDSecure
                | Self::Pending
                | Self::CaptureRequested
        )
    }
}

/// The name is none of the documented behaviours.
#[derive(Debug)]
pub struct InvalidBehaviour(String);

impl std::fmt::Display for InvalidBehaviour {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for InvalidBehaviour {}

impl FromStr for Behaviour {
    type Err = InvalidBehaviour;

    fn from_str(name: &str) -> Result<Self, InvalidBehaviour> {
        let name: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
            name.into_deserializer();
        Self::deserialize(name).map_err(|error| InvalidBehaviour(error.to_string()))
    }
}

/// An instruction: what to do, for which order, how often.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The `OriginatorTransactionID` it holds for; none means every order.
    #[serde(default)]
    pub order: Option<String>,
    /// What to do.
    #[serde(rename = "do")]
    pub behaviour: Behaviour,
    /// What happens to the money, where `do` is a fault; none means `paid`.
    #[serde(default)]
    pub outcome: Option<Behaviour>,
    /// How often; none means always.
    #[serde(default)]
    pub times: Option<u32>,
    /// For `slow` and `pending`: how long, in milliseconds.
    #[serde(default)]
    pub milliseconds: Option<u64>,
}

impl Rule {
    /// A rule without end.
    pub fn always(order: Option<&str>, behaviour: Behaviour) -> Self {
        Self {
            order: order.map(str::to_owned),
            behaviour,
            outcome: None,
            times: None,
            milliseconds: None,
        }
    }

    /// What decides the money under this rule.
    pub(crate) fn outcome(&self) -> Behaviour {
        match self.outcome {
            Some(outcome) => outcome,
            None if self.behaviour.is_outcome() && self.behaviour != Behaviour::ThreeDSecure => {
                self.behaviour
            }
            None => Behaviour::Paid,
        }
    }
}

/// The rules in force.
#[derive(Default)]
pub(crate) struct Rules(Vec<Rule>);

impl Rules {
    /// Adds a rule. It takes the place of an endless one for the same order
    /// and kind, and waits its turn behind one that is counted.
    pub(crate) fn add(&mut self, rule: Rule) {
        let kind = rule.behaviour.is_of_look_ups();
        self.0.retain(|former| {
            former.times.is_some()
                || former.order != rule.order
                || former.behaviour.is_of_look_ups() != kind
        });
        self.0.push(rule);
    }

    /// Forgets all rules.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The rule for one charge or look-up, counted as used.
    pub(crate) fn take(&mut self, order: Option<&str>, look_up: bool) -> Option<Rule> {
        let fits =
            |rule: &Rule| rule.behaviour.is_of_look_ups() == look_up && rule.times != Some(0);
        let place = self
            .0
            .iter()
            .position(|rule| fits(rule) && order.is_some() && rule.order.as_deref() == order)
            .or_else(|| {
                self.0
                    .iter()
                    .position(|rule| fits(rule) && rule.order.is_none())
            })?;
        let rule = self.0.get_mut(place)?;
        let taken = rule.clone();
        if let Some(times) = &mut rule.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.0.remove(place);
            }
        }
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_name_and_lists_them_when_one_is_wrong() {
        assert_eq!(
            "error_500".parse::<Behaviour>().unwrap(),
            Behaviour::Error500
        );
        assert_eq!(
            "three_d_secure".parse::<Behaviour>().unwrap(),
            Behaviour::ThreeDSecure
        );
        let error = "explode".parse::<Behaviour>().unwrap_err().to_string();
        assert!(
            error.contains("explode") && error.contains("answer_lost"),
            "{error}"
        );
    }

    #[test]
    fn an_orders_own_rule_wins_and_counted_rules_run_out() {
        let mut rules = Rules::default();
        rules.add(Rule::always(None, Behaviour::Declined));
        rules.add(Rule {
            times: Some(1),
            ..Rule::always(Some("a"), Behaviour::AnswerLost)
        });
        rules.add(Rule::always(Some("a"), Behaviour::Stolen));
        let mut take = |order| rules.take(Some(order), false).map(|rule| rule.behaviour);
        assert_eq!(take("b"), Some(Behaviour::Declined));
        assert_eq!(take("a"), Some(Behaviour::AnswerLost));
        assert_eq!(take("a"), Some(Behaviour::Stolen));
        assert!(
            rules.take(Some("a"), true).is_none(),
            "no rule is about look-ups"
        );
    }

    #[test]
    fn a_new_endless_rule_replaces_the_former() {
        let mut rules = Rules::default();
        rules.add(Rule::always(Some("a"), Behaviour::WrongCvc));
        rules.add(Rule::always(Some("a"), Behaviour::Paid));
        assert_eq!(
            rules.take(Some("a"), false).unwrap().behaviour,
            Behaviour::Paid
        );
    }
}
