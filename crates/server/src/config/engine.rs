//! The engine's times.

use std::time::Duration;

use crate::config::provider::settings::ProviderSettings;
use crate::config::reader::Section;
use crate::config::value::whole;

/// The engine's times; the file gives them in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineSettings {
    /// From an unknown outcome to its first look-up.
    pub first_look_up: Duration,
    /// The longest pause between two look-ups of an attempt.
    pub longest_pause: Duration,
    /// The least time between two look-ups of an attempt, however expedited.
    pub look_up_spacing: Duration,
    /// How long after the intent an empty look-up does not prove yet that there is no
    /// payment; `None`: as long as the provider says.
    pub not_found_after: Option<Duration>,
    /// The least time between the two empty look-ups that free an order.
    pub empty_look_ups_apart: Duration,
    /// How long a connection waits for its charge.
    pub answer_within: Duration,
    /// From the first byte to the provider to its last byte to us.
    pub provider_timeout: Duration,
    /// The same for a request that only asks: a look-up.
    pub look_up_timeout: Duration,
    /// How long connecting to the provider may take.
    pub connect_timeout: Duration,
    /// After how long of not knowing a person is asked. So long too what is over is
    /// watched, from its last change, and a look-up that was asked for and said nothing is repeated.
    pub review_after: Duration,
    /// After how long a person is asked about an operation that its provider has
    /// taken and not done.
    pub pending_review_after: Duration,
    /// After how long of trying to give a duplicate back a person is asked.
    pub duplicate_review_after: Duration,
    /// How long a removed card can be brought back before it is deleted.
    pub delete_after: Duration,
    /// How long a stop waits for what is at a provider; the rest goes on at the next start.
    pub stop_timeout: Duration,
}

/// Fixed by the clients: the element gives up waiting after 25 s.
const ANSWER_MOST: u64 = 24_000;
const DAY: u64 = 86_400_000;
/// The soonest that a person is asked about real money that a provider has in hand.
const HOUR: u64 = DAY / 24;
/// How long a look-up may take where the file says nothing.
const LOOK_UP_TIMEOUT: u64 = 15_000;

impl EngineSettings {
    /// Returns the pause between look-ups of a freed reference, and of a refusal that
    /// may not be the provider's last word.
    pub(crate) fn freed_pause(&self) -> Duration {
        self.longest_pause * 6
    }

    /// Returns the pause between look-ups of what is only watched: the farthest that
    /// a look-up is planned ahead.
    pub(crate) fn seldom_pause(&self) -> Duration {
        self.longest_pause * 36
    }

    /// Reads the times. With real money none of them may cut short what keeps
    /// an order from being charged twice, or money from being overlooked.
    pub(super) fn read(
        root: &mut Section<'_>,
        live: bool,
        providers: Option<&[ProviderSettings]>,
    ) -> Option<Self> {
        let mut section = root.section("engine");
        let mut time = |key, default, least: u64, most: u64| {
            let value = section.may_else(
                key,
                |value| {
                    let number = whole(value)?;
                    if (least..=most).contains(&number) {
                        return Ok(number);
                    }
                    Err(format!("is not from {least} to {most} milliseconds"))
                },
                || Some(default),
            );
            value.map(Duration::from_millis)
        };
        let least = |with_real_money: u64| if live { with_real_money } else { 1 };
        let first_look_up = time("first_look_up_ms", 2_000, 1, 60_000);
        let longest_pause = time("longest_pause_ms", 600_000, 1, DAY);
        let look_up_spacing = time("look_up_spacing_ms", 5_000, least(5_000), 600_000);
        let not_found_after = time("not_found_after_ms", 0, 1, 30 * DAY);
        let empty_look_ups_apart = time("empty_look_ups_apart_ms", 60_000, least(60_000), DAY);
        let answer_within = time("answer_within_ms", 20_000, 1, ANSWER_MOST);
        let provider_timeout = time("provider_timeout_ms", 60_000, 1, 600_000);
        let most = provider_timeout.map_or(LOOK_UP_TIMEOUT, milliseconds);
        let look_up_timeout = time("look_up_timeout_ms", LOOK_UP_TIMEOUT.min(most), 1, most);
        let connect_timeout = time("connect_timeout_ms", 5_000, 1, 60_000);
        let review_after = time("review_after_ms", 3 * DAY, least(3 * DAY), 30 * DAY);
        let pending_review_after = time("pending_review_after_ms", 14 * DAY, least(HOUR), 90 * DAY);
        let duplicate_review_after =
            time("duplicate_review_after_ms", 3 * DAY, least(HOUR), 30 * DAY);
        let delete_after = time("delete_after_ms", 600_000, 1, 30 * DAY);
        let stop_timeout = time("stop_timeout_ms", 90_000, 1, 600_000);
        if let (Some(surely), Some(most)) = (not_found_after, provider_timeout)
            && !surely.is_zero()
            && surely <= most * 2
        {
            // A charge may wait for its turn as long as the provider may take
            // to answer it; until both are over it must not lose its order.
            section.wrong(
                "not_found_after_ms",
                "is not longer than twice provider_timeout_ms",
            );
        }
        if let (true, Some(set), Some(providers)) = (live, not_found_after, providers)
            && !set.is_zero()
            && let Some(slowest) = providers.iter().max_by_key(|one| not_found_after_of(one))
            && set < not_found_after_of(slowest)
        {
            let name = slowest.provider.name();
            let own = milliseconds(not_found_after_of(slowest));
            section.wrong(
                "not_found_after_ms",
                format!("is shorter than the {own} milliseconds that {name} needs, which live mode does not take"),
            );
        }
        section.finish();
        Some(Self {
            first_look_up: first_look_up?,
            longest_pause: longest_pause?,
            look_up_spacing: look_up_spacing?,
            not_found_after: Some(not_found_after?).filter(|time| !time.is_zero()),
            empty_look_ups_apart: empty_look_ups_apart?,
            answer_within: answer_within?,
            provider_timeout: provider_timeout?,
            look_up_timeout: look_up_timeout?,
            connect_timeout: connect_timeout?,
            review_after: review_after?,
            pending_review_after: pending_review_after?,
            duplicate_review_after: duplicate_review_after?,
            delete_after: delete_after?,
            stop_timeout: stop_timeout?,
        })
    }
}

/// Says how long the provider itself needs until nothing found means nothing.
fn not_found_after_of(settings: &ProviderSettings) -> Duration {
    let provider = settings.provider.build();
    Duration::from_secs(provider.capabilities().not_found_after)
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
