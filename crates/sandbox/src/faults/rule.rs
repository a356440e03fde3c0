//! Which payments an instruction holds for, and how often.

use serde::Deserialize;

use super::behaviour::Behaviour;

/// An instruction: what to do, for which order, how often.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it holds for: the merchant's order reference, where the request
    /// says it, or the payment's own reference; none means every payment.
    pub order: Option<String>,
    /// What to do.
    #[serde(rename = "do")]
    pub behaviour: Behaviour,
    /// What happens to the money, where `do` is a fault; none means `paid`.
    pub outcome: Option<Behaviour>,
    /// How often; none means always.
    pub times: Option<u32>,
    /// For `slow` and `pending`: how long, in milliseconds.
    pub milliseconds: Option<u64>,
}

impl Rule {
    /// Makes a rule without end.
    pub fn always(order: Option<&str>, behaviour: Behaviour) -> Self {
        Self {
            order: order.map(str::to_owned),
            behaviour,
            outcome: None,
            times: None,
            milliseconds: None,
        }
    }

    /// Checks that the rule does not contradict itself.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        if self.outcome.is_some_and(|outcome| !outcome.is_outcome()) {
            return Err("outcome: a behaviour that decides the money, such as declined");
        }
        if self.outcome.is_some() && self.behaviour.is_of_look_ups() {
            return Err("outcome: not with a behaviour of look-ups");
        }
        Ok(())
    }

    /// Says what decides the money under this rule.
    pub(crate) fn outcome(&self) -> Behaviour {
        match self.outcome {
            Some(outcome) => outcome,
            None if self.behaviour.is_outcome() && self.behaviour != Behaviour::ThreeDSecure => {
                self.behaviour
            }
            None => Behaviour::Paid,
        }
    }

    /// Says whether the shopper goes to the bank's page, whatever was asked.
    pub(crate) fn wants_bank(&self) -> bool {
        [Some(self.behaviour), self.outcome].contains(&Some(Behaviour::ThreeDSecure))
    }

    /// Says how much more than the truth the answers show.
    pub(crate) fn wrong_by(&self) -> u64 {
        u64::from(self.behaviour == Behaviour::WrongAmount) * 100
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
        if rule.times != Some(0) {
            self.0.push(rule);
        }
    }

    /// Forgets all rules.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Takes the rule for one charge or look-up, and counts it. `names` is what
    /// the request calls itself: its order, its reference, its customer.
    pub(crate) fn take(&mut self, names: &[String], look_up: bool) -> Option<Rule> {
        let fits = |rule: &Rule| rule.behaviour.is_of_look_ups() == look_up;
        let meant = |rule: &Rule| rule.order.as_ref().is_some_and(|name| names.contains(name));
        let mut rules = self.0.iter();
        let own = rules.position(|rule| fits(rule) && meant(rule));
        let mut rules = self.0.iter();
        let place = own.or_else(|| rules.position(|rule| fits(rule) && rule.order.is_none()))?;
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
    fn an_orders_own_rule_wins_and_counted_rules_run_out() {
        let mut rules = Rules::default();
        rules.add(Rule::always(None, Behaviour::Declined));
        rules.add(Rule {
            times: Some(1),
            ..Rule::always(Some("a"), Behaviour::AnswerLost)
        });
        rules.add(Rule::always(Some("a"), Behaviour::Stolen));
        let mut take = |order: &str| {
            let names = ["other".to_owned(), order.to_owned()];
            rules.take(&names, false).map(|rule| rule.behaviour)
        };
        assert_eq!(take("b"), Some(Behaviour::Declined));
        assert_eq!(take("a"), Some(Behaviour::AnswerLost));
        assert_eq!(take("a"), Some(Behaviour::Stolen));
        assert!(
            rules.take(&["a".to_owned()], true).is_none(),
            "no rule is about look-ups"
        );
    }

    #[test]
    fn a_new_endless_rule_replaces_the_former() {
        let mut rules = Rules::default();
        rules.add(Rule::always(Some("a"), Behaviour::WrongCvc));
        rules.add(Rule::always(Some("a"), Behaviour::Paid));
        assert_eq!(
            rules.take(&["a".to_owned()], false).unwrap().behaviour,
            Behaviour::Paid
        );
    }
}
