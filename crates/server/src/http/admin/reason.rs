//! The form in which a person says why they do something, and what is wrong with what they say.

use axum::extract::Request;
use http::StatusCode;
use maud::{Markup, html};

use crate::http::admin::operator::Operator;
use crate::http::admin::page::{Message, OperatorPage};
use crate::http::app::App;
use crate::http::error::Error;
use crate::http::form::{self, NamedFields};
use crate::refusal::Refusal;
use crate::store::webhooks::Person;

/// The field of the reason.
pub const WHY: &str = "why";

/// The form in which a person says why they do something.
#[derive(Debug)]
pub struct ReasonForm<'a> {
    /// Where it is sent.
    pub action: String,
    /// Fields that say what is done.
    pub hidden: Markup,
    /// What is asked.
    pub question: &'a str,
    /// Where the answer stays, before "with your name".
    pub stays: &'a str,
    /// What was typed.
    pub why: &'a str,
    /// Fields beside the reason.
    pub more: Markup,
    /// The words of its button.
    pub button: String,
    /// The way back.
    pub back: String,
}

impl ReasonForm<'_> {
    /// Draws it.
    pub fn draw(&self, operator: &Operator) -> Markup {
        html! {
            form .sheet method="post" action=(self.action) {
                (self.hidden)
                div .field {
                    label for="why" { (self.question) }
                    p .hint #why-hint { (self.stays) ", with your name: " bdi { (operator.name) } "." }
                    textarea #why name=(WHY) rows="3" required maxlength="500" aria-describedby="why-hint" { (self.why) }
                }
                (self.more)
                div .choices {
                    button .action type="submit" { (self.button) }
                    a .quiet href=(self.back) { "Back, without doing anything" }
                }
            }
        }
    }
}

/// Reads a form that has a reason alone; returns who gives it.
///
/// # Errors
/// Fails if it is another form.
pub async fn receive(app: &App, operator: &Operator, request: Request) -> Result<Person, Error> {
    let sent = form::receive(app, request).await?;
    let mut fields = NamedFields::of(&sent, &[WHY], |_| false)?;
    Ok(person(operator, fields.may_take(WHY)))
}

/// Returns who does something, and why.
pub fn person(operator: &Operator, why: Option<String>) -> Person {
    Person {
        by: operator.name.clone(),
        // A browser sends two characters for a line's end, and counts one.
        why: why.unwrap_or_default().trim().replace("\r\n", "\n"),
    }
}

/// Says on a page that nothing was done, and why.
pub fn refused(page: OperatorPage, status: StatusCode, text: String) -> OperatorPage {
    let message = Some(Message {
        is_refusal: true,
        text,
    });
    OperatorPage {
        status,
        message,
        ..page
    }
}

/// Says what is wrong with what was typed.
pub fn wrong_reason(refusal: &Refusal) -> String {
    const RULE: &str = "has 1 to 500 characters, none of them a control but a line's end, or one that nobody sees.";
    let broken = refusal.violations();
    if broken.iter().any(|broken| broken.field == WHY) {
        return format!("Nothing was recorded: the reason {RULE}");
    }
    if !broken.is_empty() {
        return format!("Nothing was recorded: the provider's id {RULE}");
    }
    format!("Nothing was recorded: {refusal}.")
}
