//! `oneclick review`: payments whose outcome a person has to decide.

use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use oneclick_rules::{PaymentId, Violation};

use crate::deployment::Deployment;
use crate::model::attempt::Attempt;
use crate::model::operation::kind_word;
use crate::payments::review::{Resolution, ReviewItem, Reviews};
use crate::refusal::Refusal;
use crate::store::attempts::{self, ListPlace};
use crate::store::{Tx, unreadable};

/// Returns one line for each payment that waits for a person, and for each row that
/// cannot be read.
///
/// # Errors
/// Fails if the database is unreachable.
pub async fn list(deployment: &Arc<Deployment>) -> anyhow::Result<String> {
    let reading = Arc::clone(deployment);
    let listed = deployment.store().read(move |tx| lines(&reading, tx));
    listed.await
}

fn lines(deployment: &Arc<Deployment>, tx: &Tx<'_>) -> anyhow::Result<String> {
    let waiting = attempts::for_review(tx, &ListPlace::first(), usize::MAX)?.attempts;
    let broken = unreadable::unreadable(tx)?;
    if waiting.is_empty() && broken.is_empty() {
        return Ok(String::from("nothing waits for a review"));
    }
    let mut text = String::new();
    if !waiting.is_empty() {
        text.push_str("payment  order  amount  what waits  at the provider\n");
    }
    for attempt in &waiting {
        for thing in Reviews::of(deployment).waiting(tx, attempt)? {
            writeln!(
                text,
                "{}  {}  {} {}  {}  {} {}",
                attempt.id,
                attempt.order,
                attempt.amount.decimal(),
                attempt.amount.currency(),
                named(&thing),
                attempt.provider,
                attempt.reference.as_str(),
            )?;
        }
    }
    if !broken.is_empty() {
        text.push_str("rows of the database that cannot be read: mend them there; they are tried again within an hour\n");
        text.push_str("table  key  what is wrong\n");
    }
    for row in &broken {
        writeln!(text, "{}  {}  {}", row.table, row.key, row.why)?;
    }
    Ok(String::from(text.trim_end()))
}

/// Returns what waits, in words.
fn named(thing: &ReviewItem) -> String {
    match thing {
        ReviewItem::Payment => String::from("the payment"),
        ReviewItem::Operation(operation) => {
            let amount = operation.amount;
            let kind = kind_word(operation.kind);
            format!(
                "{kind} {} of {} {}",
                operation.id,
                amount.decimal(),
                amount.currency()
            )
        }
        ReviewItem::Duplicate(Some(payment)) => format!("duplicate {payment}"),
        ReviewItem::Duplicate(None) => String::from("duplicate without a known id"),
    }
}

/// Says how a person decides about it on the command line.
fn decision(thing: &ReviewItem) -> String {
    match thing {
        ReviewItem::Payment => String::from("--charged true|false"),
        ReviewItem::Operation(operation) => {
            format!("--operation {} --succeeded true|false", operation.id)
        }
        ReviewItem::Duplicate(payment) => {
            let payment = payment.as_deref().unwrap_or("ID");
            format!("--duplicate {payment} --reversed true|false")
        }
    }
}

/// Returns a payment with its history.
///
/// # Errors
/// Fails if there is none, or the database is unreachable.
pub async fn show(deployment: &Arc<Deployment>, id: &str) -> anyhow::Result<String> {
    let id = parse(id)?;
    let reading = Arc::clone(deployment);
    let shown = deployment
        .store()
        .read(move |tx| history(&reading, tx, &id));
    shown.await
}

fn history(deployment: &Arc<Deployment>, tx: &Tx<'_>, id: &PaymentId) -> anyhow::Result<String> {
    let attempt = attempts::find(tx, id)?;
    let attempt = attempt.with_context(|| format!("there is no payment {id}"))?;
    let mut text = describe(&attempt)?;
    for payment in attempts::duplicates(tx, id)? {
        writeln!(
            text,
            "beyond the one charge: {} at {}",
            payment, attempt.provider
        )?;
    }
    for thing in Reviews::of(deployment).waiting(tx, &attempt)? {
        writeln!(
            text,
            "waits for a person: {}; {}",
            named(&thing),
            decision(&thing)
        )?;
    }
    for event in attempts::events(tx, id)? {
        writeln!(
            text,
            "{}  {} -> {}  {} by {}  {}",
            date(event.at),
            event.from.as_deref().unwrap_or("nothing"),
            event.to,
            event.kind,
            event.by,
            event.detail,
        )?;
    }
    Ok(String::from(text.trim_end()))
}

fn describe(attempt: &Attempt) -> anyhow::Result<String> {
    let mut text = String::new();
    writeln!(text, "payment {}: {}", attempt.id, attempt.state.as_str())?;
    let amount = attempt.amount;
    writeln!(
        text,
        "order {}, {} {}",
        attempt.order,
        amount.decimal(),
        amount.currency()
    )?;
    let payment = attempt
        .provider_payment_id
        .as_deref()
        .unwrap_or("not known");
    writeln!(
        text,
        "at {}: our reference {}, its payment {payment}",
        attempt.provider,
        attempt.reference.as_str(),
    )?;
    Ok(text)
}

/// Records what a person found out.
///
/// # Errors
/// Fails if there is no such payment, or nothing to decide about it.
pub async fn resolve(
    deployment: &Arc<Deployment>,
    id: &str,
    resolution: &Resolution,
) -> anyhow::Result<String> {
    let id = parse(id)?;
    match Reviews::of(deployment).resolve(&id, resolution).await {
        Ok(attempt) => {
            let mut text = format!("{id} is {} now", attempt.state.as_str());
            let reading = Arc::clone(deployment);
            let waiting = move |tx: &Tx<'_>| Reviews::of(&reading).waiting(tx, &attempt);
            for thing in deployment.store().read(waiting).await? {
                write!(text, "; {} still waits", named(&thing))?;
            }
            Ok(text)
        }
        Err(Refusal::Missing) => bail!("there is no payment {id}"),
        Err(Refusal::NotInReview(why)) => {
            bail!("{id} is not in review: there is nothing to decide: {why}")
        }
        Err(Refusal::ReviewUnclear(why)) => bail!("{id} was not resolved: {why}"),
        Err(Refusal::Rules(broken)) => {
            let broken = broken.into_iter().map(of_option).collect();
            bail!("{id} was not resolved: {}", Refusal::Rules(broken))
        }
        Err(Refusal::Internal(error)) => Err(error),
        Err(other) => bail!("{id} was not resolved: {other}"),
    }
}

/// Returns the same rule, of the option in which the text was given.
fn of_option(broken: Violation) -> Violation {
    let option = match broken.field {
        "by" => "--by",
        "why" => "--why",
        "provider_payment_id" => "--provider-payment-id",
        "operation" => "--operation",
        "duplicate" => "--duplicate",
        other => other,
    };
    Violation::new(broken.code, option)
}

/// Writes a time, Unix milliseconds, for a person: in UTC, by RFC 3339.
fn date(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at).map_or_else(|_| at.to_string(), |at| at.to_string())
}

fn parse(id: &str) -> anyhow::Result<PaymentId> {
    PaymentId::parse(id).map_err(|_| anyhow::anyhow!("`{id}` is not the id of a payment"))
}
