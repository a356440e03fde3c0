//! Where a provider sends the shopper on.

use oneclick_providers::Outcome;
use oneclick_rules::RedirectKind;

use crate::config::Host;
use crate::engine::Engine;
use crate::payments::send::stored_card::REDIRECT_MINUTES;
use crate::registry::Configured;
use crate::store::attempts::Attempt;

/// How long after a page's end the provider is asked whether it has ended,
/// milliseconds: clocks differ.
const AFTER_THE_END: i64 = 1_000;

impl Engine {
    /// When what waits for the shopper on a page is looked up next, Unix
    /// milliseconds: the page's end is not slept through.
    pub(crate) fn next_on_page(&self, attempt: &Attempt, outcome: &Outcome) -> i64 {
        let now = self.clock().now();
        let paused = now + self.pause(attempt.look_ups);
        // Some tell the whole lifetime whenever they are asked: the first counts.
        let told = redirect_of(outcome, now).and_then(|(_, ends)| ends);
        let ends = attempt.redirect_expires_at.or(told);
        let ends = ends.map(|at| at + AFTER_THE_END);
        let ends = ends.filter(|ends| *ends > now);
        ends.map_or(paused, |ends| paused.min(ends))
    }

    /// When the attempt's page ends by what was asked for, Unix milliseconds;
    /// `None` where the provider takes no such wish, or says itself.
    pub(crate) fn asked_end(&self, attempt: &Attempt) -> Option<i64> {
        let on_page = attempt.redirect_kind != RedirectKind::Authentication;
        let configured = self.providers().find(&attempt.provider)?;
        let obeyed = on_page && configured.provider.capabilities().page_ends_as_asked;
        obeyed.then(|| attempt.created_at + i64::from(REDIRECT_MINUTES) * 60_000)
    }
}

/// Whether a redirect leads to a host on the provider's list, by a scheme that
/// is safe there.
pub(crate) fn is_listed(configured: &Configured, url: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(url) else {
        return false;
    };
    let Some(host) = url.host_str() else {
        return false;
    };
    let safe = match url.scheme() {
        "https" => true,
        "http" => matches!(Host::of(host), Host::Loopback),
        _ => false,
    };
    safe && url.username().is_empty()
        && configured
            .redirect_hosts
            .iter()
            .any(|listed| listed.covers(host))
}

/// The redirect and until when it works, Unix milliseconds. A provider that
/// says more than a year says nothing.
pub(crate) fn redirect_of(outcome: &Outcome, now: i64) -> Option<(&str, Option<i64>)> {
    const YEAR_SECONDS: i64 = 366 * 86_400;
    let Outcome::ActionRequired { url, lifetime } = outcome else {
        return None;
    };
    let lifetime = lifetime
        .and_then(|seconds| i64::try_from(seconds).ok())
        .filter(|seconds| *seconds <= YEAR_SECONDS);
    Some((url, lifetime.map(|seconds| now + seconds * 1000)))
}
