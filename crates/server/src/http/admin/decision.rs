//! The decisions that a person can take about what waits for one: each a pair.

use maud::{Markup, html};
use oneclick_rules::PaymentId;

use crate::http::admin::address::PATH;
use crate::http::admin::shown::amount;
use crate::http::error::Error;
use crate::http::form::{NamedFields, wrong};
use crate::model::operation::kind_word;
use crate::payments::review::{ReviewItem, Ruling};

/// What is decided about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecidedItem {
    /// The payment itself.
    Payment,
    /// One of its operations, by its id.
    Operation(String),
    /// A duplicate, by the provider's id of it; `None` where that was never told.
    Duplicate(Option<String>),
}

/// One of the two decisions about a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorDecision {
    /// About what.
    pub item: DecidedItem,
    /// Whether the money moved, the operation was done, or the duplicate was given back.
    pub answer: bool,
}

impl OperatorDecision {
    /// The names of the fields that say which it is.
    pub const FIELDS: [&'static str; 3] = ["about", "id", "answer"];

    /// Returns the two about something that waits: yes, and no.
    pub fn pair(waiting: &ReviewItem) -> [Self; 2] {
        let item = match waiting {
            ReviewItem::Payment => DecidedItem::Payment,
            ReviewItem::Operation(operation) => DecidedItem::Operation(operation.id.clone()),
            ReviewItem::Duplicate(payment) => DecidedItem::Duplicate(payment.clone()),
        };
        [true, false].map(|answer| Self {
            item: item.clone(),
            answer,
        })
    }

    /// Takes the fields that say which it is.
    ///
    /// # Errors
    /// Fails if they say none.
    pub fn take(fields: &mut NamedFields) -> Result<Self, Error> {
        let id = fields.may_take("id");
        let item = match (fields.take("about")?.as_str(), id) {
            ("payment", None) => DecidedItem::Payment,
            ("operation", Some(id)) => DecidedItem::Operation(id),
            ("duplicate", id) => DecidedItem::Duplicate(id),
            _ => return Err(wrong("about")),
        };
        let answer = match fields.take("answer")?.as_str() {
            "yes" => true,
            "no" => false,
            _ => return Err(wrong("answer")),
        };
        Ok(Self { item, answer })
    }

    /// Returns those fields.
    pub fn fields(&self) -> Vec<(&'static str, &str)> {
        let (about, id) = match &self.item {
            DecidedItem::Payment => ("payment", None),
            DecidedItem::Operation(id) => ("operation", Some(id.as_str())),
            DecidedItem::Duplicate(id) => ("duplicate", id.as_deref()),
        };
        let answer = if self.answer { "yes" } else { "no" };
        let mut fields = vec![("about", about), ("answer", answer)];
        fields.extend(id.map(|id| ("id", id)));
        fields
    }

    /// Returns the words of its button.
    pub fn label(&self) -> &'static str {
        match (&self.item, self.answer) {
            (DecidedItem::Payment, true) => "The money moved",
            (DecidedItem::Payment, false) => "No money moved",
            (DecidedItem::Operation(_), true) => "It was done",
            (DecidedItem::Operation(_), false) => "It was not done",
            (DecidedItem::Duplicate(_), true) => "It was given back",
            (DecidedItem::Duplicate(_), false) => "The merchant keeps it",
        }
    }

    /// Returns what the engine is told. `found` is the provider's id that the person has found.
    pub fn ruling(&self, found: Option<&str>) -> Ruling {
        match &self.item {
            DecidedItem::Payment => Ruling::Charged(self.answer),
            DecidedItem::Operation(id) => Ruling::Succeeded {
                operation: Some(id.clone()),
                succeeded: self.answer,
            },
            DecidedItem::Duplicate(known) => Ruling::Reversed {
                duplicate: known.clone().or_else(|| found.map(String::from)),
                reversed: self.answer,
            },
        }
    }

    /// Tells whether this is about the same thing.
    pub fn is_about(&self, waiting: &ReviewItem) -> bool {
        let [same, _] = Self::pair(waiting);
        same.item == self.item
    }
}

/// Says what waits for a person.
pub fn named(waiting: &ReviewItem) -> String {
    match waiting {
        ReviewItem::Payment => String::from("The payment: did the money move?"),
        ReviewItem::Operation(operation) => {
            let (kind, sum) = (kind_word(operation.kind), amount(operation.amount));
            format!("The {kind} of {sum} ({}): was it done?", operation.id)
        }
        ReviewItem::Duplicate(Some(payment)) => {
            format!("A charge beyond the order's one, {payment}: was it given back?")
        }
        ReviewItem::Duplicate(None) => String::from(
            "A charge beyond the order's one, of which the provider told no id: was it given back?",
        ),
    }
}

/// Draws the two buttons of something that waits: each leads to a page that shows what follows.
pub fn buttons(payment: &PaymentId, waiting: &ReviewItem) -> Markup {
    let question = named(waiting);
    html! {
        div .choices role="group" aria-label=(question) {
            @for decision in OperatorDecision::pair(waiting) {
                form method="get" action=(format!("{PATH}/payments/{payment}/decide")) {
                    (hidden(&decision))
                    button .action type="submit" { (decision.label()) }
                }
            }
        }
    }
}

/// Draws the fields that say which decision it is.
pub fn hidden(decision: &OperatorDecision) -> Markup {
    html! {
        @for (name, value) in decision.fields() {
            input type="hidden" name=(name) value=(value);
        }
    }
}
