//! Decides when an attempt is looked up, and what has had its time.

use std::sync::Arc;
use std::time::Duration;

use oneclick_providers::{DeclinedOnPage, Outcome};
use oneclick_rules::{DeclineReason, RedirectKind};

use crate::deployment::{Deployment, milliseconds};
use crate::environment::Moment;
use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::payments::settle::redirect::{REDIRECT_MINUTES, redirect_of};
use crate::store::attempts::Schedule;

/// How long after a page's end the provider is asked whether it has ended,
/// milliseconds: clocks differ.
const AFTER_THE_END: i64 = 1_000;

/// Says when an attempt is looked up, and what has had its time.
#[derive(Clone, Debug)]
pub struct LookUpTimes {
    pub(crate) deployment: Arc<Deployment>,
}

impl LookUpTimes {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Says when the attempt is looked up next. `state` is the one that it has then: of an
    /// attempt that is being changed another than its own.
    pub(crate) fn next_look_up(
        &self,
        attempt: &Attempt,
        state: State,
        outcome: &Outcome,
    ) -> Schedule {
        let settings = &self.deployment.settings;
        let now = self.deployment.clock().now();
        let soon_after_intent = now < attempt.awaited_since() + milliseconds(settings.review_after);
        let just_over = || state != attempt.state || self.is_just_over(attempt);
        match state {
            State::Created => Schedule::Keep,
            State::ActionRequired => Schedule::At(self.next_on_page(attempt, outcome)),
            State::Sent | State::Unknown | State::Processing => {
                Schedule::At(now + self.pause(attempt.look_ups))
            }
            State::Authorised if *outcome == Outcome::CapturePending && soon_after_intent => {
                Schedule::At(now + self.pause(attempt.look_ups))
            }
            // It is money that comes or does not: asked about seldom, until the provider says.
            State::Authorised if *outcome == Outcome::CapturePending => {
                Schedule::At(now + milliseconds(settings.seldom_pause()))
            }
            // A freed reference is watched: what comes late is still money.
            State::NotFound | State::Expired if just_over() => {
                Schedule::At(now + milliseconds(settings.freed_pause()))
            }
            // So is one whose refusal was not the provider's last word.
            State::Failed | State::Declined
                if self.confirms_refusals(&attempt.provider) && just_over() =>
            {
                Schedule::At(now + milliseconds(settings.freed_pause()))
            }
            // The provider may wait for the shopper, who is not sent there: that ends by itself.
            State::Declined if waits_for_shopper(attempt, outcome) && just_over() => {
                Schedule::At(now + milliseconds(settings.freed_pause()))
            }
            // Money is listed although none should be with us: either the word is
            // old, or a person has to see to it.
            State::Cancelled | State::Refunded if outcome.moved_money() && just_over() => {
                Schedule::At(now + self.pause(attempt.look_ups))
            }
            // Some providers take a decline back, and a cancelled payment may be captured all
            // the same: without a notification.
            State::Declined | State::Cancelled if just_over() => {
                Schedule::At(now + milliseconds(settings.seldom_pause()))
            }
            State::Authorised
            | State::NotFound
            | State::Expired
            | State::NeedsReview
            | State::Captured
            | State::Cancelled
            | State::Refunded
            | State::Declined
            | State::Failed
            | State::Duplicate => Schedule::Never,
        }
    }

    /// Tells whether an attempt that is over is still watched: from its last change, by the
    /// wall clock. Where that says no, this process waits as long as freeing takes by its own
    /// too, and asks again: the wall clock may have stepped, or nobody was there to ask.
    fn is_just_over(&self, attempt: &Attempt) -> bool {
        let clock = self.deployment.clock();
        let patience = milliseconds(self.deployment.settings.review_after);
        if clock.now() < attempt.updated_at + patience {
            return true;
        }
        let watched = self.deployment.watches.since(&over_here(attempt), clock);
        let watched = clock.surely_since(watched);
        self.not_found_after(&attempt.provider)
            .is_some_and(|after| watched < after)
    }

    /// Says when the attempt is looked up next after a look-up that said nothing: as if a
    /// capture were under way, the outcome with which every state that was looked up goes
    /// on being looked up.
    pub(crate) fn next_after_silence(&self, attempt: &Attempt) -> Schedule {
        self.next_look_up(attempt, attempt.state, &Outcome::CapturePending)
    }

    /// Tells whether an answer of now is surely newer than the attempt's last change:
    /// that is so long ago that no answer can be from before it. Measured by the wall
    /// clock, which may have stepped, and by this process's own, from the first answer
    /// that may be older.
    pub(crate) fn is_surely_newer(&self, attempt: &Attempt) -> bool {
        let clock = self.deployment.clock();
        let here = format!("{} {}", attempt.id, attempt.version);
        let watched = clock.surely_since(self.deployment.watches.since(&here, clock));
        let age = watched.min(clock.now() - attempt.updated_at);
        self.not_found_after(&attempt.provider)
            .is_some_and(|after| age >= after)
    }

    /// Tells whether what has been watched here since `since` was so for as long as absence
    /// takes to mean anything: a wait of days by the wall clock is none if that has stepped.
    pub(crate) fn has_watched(&self, since: Moment, provider: &str) -> bool {
        self.is_long(self.deployment.clock().surely_since(since), provider)
    }

    /// Tells whether so many milliseconds are as long as absence takes to mean anything.
    pub(crate) fn is_long(&self, watched: i64, provider: &str) -> bool {
        self.not_found_after(provider)
            .is_none_or(|after| watched >= after)
    }

    /// Tells whether no card is taken any more on the page where one was declined: this
    /// process has seen the decline for as long as that takes, by both of its clocks.
    pub(crate) fn is_final(&self, attempt: &Attempt, declined: DeclinedOnPage) -> bool {
        let clock = self.deployment.clock();
        let here = on_page_here(attempt);
        let seen = clock.surely_since(self.deployment.watches.since(&here, clock));
        let after = i64::try_from(declined.final_after).unwrap_or(i64::MAX);
        seen >= after.saturating_mul(1000)
    }

    /// Returns the pause after a look-up that said nothing, milliseconds: who asked for
    /// one long ago is not forgotten, but asked about seldom.
    pub(crate) fn pause_in_silence(&self, attempt: &Attempt) -> i64 {
        if self.is_waited_for_still(attempt) {
            self.pause(attempt.look_ups)
        } else {
            milliseconds(self.deployment.settings.seldom_pause())
        }
    }

    /// Tells whether a look-up was asked for less long ago than anything is asked for.
    pub(crate) fn is_waited_for_still(&self, attempt: &Attempt) -> bool {
        let waited =
            self.deployment.clock().now() - attempt.expedited_at.unwrap_or(attempt.awaited_since());
        waited < milliseconds(self.deployment.settings.review_after)
    }

    /// Says when what waits for the shopper on a page is looked up next, Unix
    /// milliseconds: the page's end is not slept through.
    pub(crate) fn next_on_page(&self, attempt: &Attempt, outcome: &Outcome) -> i64 {
        let now = self.deployment.clock().now();
        let paused = now + self.pause(attempt.look_ups);
        // Some tell the whole lifetime whenever they are asked: the first counts.
        let told = redirect_of(outcome, now).and_then(|(_, ends)| ends);
        let ends = attempt.redirect_expires_at.or(told);
        let ends = ends.map(|at| at + AFTER_THE_END);
        let ends = ends.filter(|ends| *ends > now);
        ends.map_or(paused, |ends| paused.min(ends))
    }

    /// Says when the attempt's page ends by what was asked for, Unix milliseconds;
    /// `None` where the provider takes no such time, or says itself.
    pub(crate) fn asked_end(&self, attempt: &Attempt) -> Option<i64> {
        let on_page = attempt.redirect_kind != RedirectKind::Authentication;
        let configured = self.deployment.providers.find(&attempt.provider)?;
        let obeyed = on_page && configured.provider.capabilities().page_ends_as_asked;
        obeyed.then(|| attempt.awaited_since() + i64::from(REDIRECT_MINUTES) * 60_000)
    }

    /// Tells whether the provider's refusal counts only with a look-up that does not
    /// contradict it.
    fn confirms_refusals(&self, provider: &str) -> bool {
        let configured = self.deployment.providers.find(provider);
        configured.is_some_and(|configured| configured.provider.capabilities().confirm_refusals)
    }

    /// Says how long after the intent an empty look-up does not prove yet that there is no
    /// payment, milliseconds; `None` where the provider is not configured.
    pub(crate) fn not_found_after(&self, provider: &str) -> Option<i64> {
        let settings = &self.deployment.settings;
        let own = self
            .deployment
            .providers
            .find(provider)?
            .provider
            .capabilities();
        let after = match settings.not_found_after {
            Some(set) => milliseconds(set),
            None => i64::try_from(own.not_found_after)
                .unwrap_or(i64::MAX)
                .saturating_mul(1000),
        };
        // A request may be sent as late as its time is long, and then take all of it.
        Some(after.max(2 * milliseconds(settings.provider_timeout)))
    }

    /// Ends the watch over an attempt that neither absence nor silence ends any
    /// more.
    pub(crate) fn end_watch_if_over(&self, attempt: &Attempt) {
        if !attempt.state.is_under_way() {
            self.deployment.watches.end(attempt.id.as_str());
            self.deployment.watches.end(&on_page_here(attempt));
        }
    }

    /// Ends every watch over an attempt that has been looked up, and is `next`.
    pub(crate) fn end_watches(&self, attempt: &Attempt, next: Schedule) {
        self.end_watch_if_over(attempt);
        if next == Schedule::Never {
            self.deployment.watches.end(&over_here(attempt));
        }
    }

    /// Says how long an intent written at `created_at` may still be sent; `None`
    /// where its time is over by either clock.
    pub(crate) fn left_to_send(&self, id: &str, created_at: i64) -> Option<Duration> {
        let clock = self.deployment.clock();
        let passed = clock.perhaps_since(self.deployment.watches.since(id, clock));
        self.left_after(passed.max(clock.now() - created_at))
    }

    /// Says how long an intent that was not sent so far is still left to its sender;
    /// `None` where this process has waited in full. By its monotonic clock alone: the wall
    /// clock that wrote the intent may be another server's, and its own may step.
    pub(crate) fn left_to_its_sender(&self, id: &str) -> Option<Duration> {
        let clock = self.deployment.clock();
        self.left_after(clock.monotonic_since(self.deployment.watches.since(id, clock)))
    }

    fn left_after(&self, passed: i64) -> Option<Duration> {
        let left = milliseconds(self.deployment.settings.provider_timeout) - passed;
        u64::try_from(left).ok().map(Duration::from_millis)
    }

    /// Returns the pause before the next look-up after `look_ups` of them,
    /// milliseconds: doubling from the first to the longest, give or take a
    /// fifth, so that many do not come at once.
    pub(crate) fn pause(&self, look_ups: i64) -> i64 {
        let settings = &self.deployment.settings;
        let doublings = u32::try_from(look_ups.clamp(0, 20)).unwrap_or(20);
        let longest = milliseconds(settings.longest_pause);
        let pause = milliseconds(settings.first_look_up)
            .saturating_mul(1 << doublings)
            .min(longest);
        let chance = self.deployment.environment.random().bytes::<1>();
        let chance = chance.map_or(128, |[byte]| i64::from(byte));
        pause + pause * (chance - 128) / 640
    }
}

/// Names the watch over an attempt that is over for longer than it is watched.
pub(super) fn over_here(attempt: &Attempt) -> String {
    format!("{} {} over", attempt.id, attempt.version)
}

/// Names the watch over an attempt of which a card was declined on its page.
fn on_page_here(attempt: &Attempt) -> String {
    format!("{} on its page", attempt.id)
}

/// Tells whether a charge without the shopper was refused because the bank wants to
/// see them: it may still be open at the provider.
fn waits_for_shopper(attempt: &Attempt, outcome: &Outcome) -> bool {
    let why = DeclineReason::AuthenticationRequired;
    attempt.is_by_merchant()
        && (attempt.decline_reason == Some(why) || *outcome == Outcome::Declined(why))
}
