//! Reads how long is kept what no payment needs.

use std::time::Duration;

use crate::config::reader::Section;
use crate::config::value::whole;

/// How long is kept what no payment needs; the file gives whole days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionSettings {
    /// A session after its end: without a payment all of it, else its addresses.
    pub sessions: Duration,
    /// What is known of a customer without a stored card, after their last session.
    pub customers: Duration,
    /// What is known of a deleted card.
    pub cards: Duration,
    /// A webhook that was taken.
    pub webhooks: Duration,
}

const DAY: u64 = 86_400;
/// A token reads its order for 24 hours after the outcome, limits look as far back, and a
/// freed order is watched for 72 hours.
const SESSIONS_LEAST: u64 = 4;
/// A hundred years: for ever.
const MOST: u64 = 36_500;

impl RetentionSettings {
    pub(super) fn read(root: &mut Section<'_>) -> Option<Self> {
        let mut section = root.section("retention");
        let mut days = |key, default, least: u64| {
            let value = section.may_else(
                key,
                |value| match whole(value)? {
                    number if (least..=MOST).contains(&number) => Ok(number),
                    _ => Err(format!("is not from {least} to {MOST} days")),
                },
                || Some(default),
            );
            value.map(|days| Duration::from_secs(days * DAY))
        };
        let sessions = days("sessions_days", 30, SESSIONS_LEAST);
        let customers = days("customers_days", 365, SESSIONS_LEAST);
        let cards = days("cards_days", 90, 1);
        let webhooks = days("webhooks_days", 90, 1);
        section.finish();
        Some(Self {
            sessions: sessions?,
            customers: customers?,
            cards: cards?,
            webhooks: webhooks?,
        })
    }
}

#[cfg(test)]
mod tests;
