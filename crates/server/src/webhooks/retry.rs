//! Plans when a webhook that was not taken is sent again.

use std::time::Duration;

use crate::config::WebhookSettings;
use crate::deployment::milliseconds;
use crate::model::webhook::Webhook;

/// How often a webhook is tried before it is parked at least: a clock may have stepped, or
/// the server may not have run.
const FEWEST_TRIES: i64 = 8;
/// By how much each pause is longer than the one before it.
const GROWTH: i64 = 3;
/// How often it grows at most: by then it is the longest.
const MOST_GROWTHS: u32 = 16;

/// Says when the webhook is sent again after a try that failed at `now`, Unix
/// milliseconds; `None` parks it. `chance` spreads the pause: 0 to 255.
pub(super) fn next_try(
    webhook: &Webhook,
    settings: &WebhookSettings,
    chance: u8,
    now: i64,
) -> Option<i64> {
    let tries = webhook.tries + 1;
    let since = now - webhook.first_tried_at.unwrap_or(now);
    if tries >= FEWEST_TRIES && since >= milliseconds(settings.park_after) {
        return None;
    }
    let growths = u32::try_from(webhook.tries).unwrap_or(MOST_GROWTHS);
    let pause = milliseconds(settings.first_pause)
        .saturating_mul(GROWTH.pow(growths.min(MOST_GROWTHS)))
        .min(milliseconds(settings.longest_pause));
    // Give or take a fifth.
    Some(now + pause + pause * (i64::from(chance) - 128) / 640)
}

/// Puts the next try off for as long as the merchant asks, but not longer than any pause
/// is. A merchant who asks for less is not tried sooner.
pub(super) fn not_before(
    next: i64,
    retry_after: Option<Duration>,
    settings: &WebhookSettings,
    now: i64,
) -> i64 {
    let asked = retry_after.unwrap_or_default().min(settings.longest_pause);
    next.max(now.saturating_add(milliseconds(asked)))
}

#[cfg(test)]
mod tests {

    use oneclick_providers::Secret;

    use super::*;
    use crate::environment::Reach;
    use crate::model::webhook::WebhookState;

    const HOUR: u64 = 3600;

    fn settings() -> WebhookSettings {
        WebhookSettings {
            url: Secret::new(String::from("https://shop.example/")),
            reach: Reach::PublicAddresses,
            timeout: Duration::from_secs(15),
            first_pause: Duration::from_secs(5),
            longest_pause: Duration::from_secs(6 * HOUR),
            park_after: Duration::from_secs(72 * HOUR),
        }
    }

    fn webhook(tries: i64, first_tried_at: Option<i64>) -> Webhook {
        Webhook {
            id: String::from("wh_pay_1_1"),
            subject: String::from("pay_1"),
            sequence: 1,
            kind: String::from("payment.succeeded"),
            body: String::from("{}"),
            state: WebhookState::Pending,
            created_at: 0,
            tries,
            first_tried_at,
            last_tried_at: None,
            last_failure: None,
            trace_parent: None,
        }
    }

    #[test]
    fn tries_for_three_days_at_growing_pauses_and_then_parks() {
        let (mut now, mut tries) = (1_000, 0);
        let began = now;
        let mut pauses = Vec::new();
        let first = |tries| (tries > 0).then_some(began);
        while let Some(next) = next_try(&webhook(tries, first(tries)), &settings(), 128, now) {
            pauses.push((next - now) / 1000);
            (now, tries) = (next, tries + 1);
        }
        assert_eq!(pauses[..5], [5, 15, 45, 135, 405]);
        assert!(pauses.is_sorted(), "{pauses:?}");
        assert_eq!(pauses.last(), Some(&21_600));
        let hours = (now - began) / 3_600_000;
        assert!((72..79).contains(&hours), "{hours}");
    }

    #[test]
    fn a_pause_is_a_fifth_longer_or_shorter_at_most() {
        for (chance, pause) in [(0, 4_000), (128, 5_000), (255, 5_992)] {
            assert_eq!(
                next_try(&webhook(0, None), &settings(), chance, 0),
                Some(pause)
            );
        }
    }

    #[test]
    fn a_merchant_who_asks_for_time_gets_it_up_to_the_longest_pause() {
        let asked = |seconds| {
            let asked = Some(Duration::from_secs(seconds));
            not_before(10_000, asked, &settings(), 1_000)
        };
        assert_eq!(asked(60), 61_000);
        assert_eq!(asked(1), 10_000, "not sooner than planned");
        assert_eq!(asked(u64::MAX), 1_000 + 6 * 3_600_000);
        assert_eq!(not_before(10_000, None, &settings(), 1_000), 10_000);
    }

    #[test]
    fn days_without_tries_do_not_park() {
        let week = 7 * 86_400_000;
        assert!(next_try(&webhook(3, Some(0)), &settings(), 128, week).is_some());
        assert!(next_try(&webhook(i64::MAX - 1, Some(0)), &settings(), 128, week).is_none());
        // Whatever stands in the store.
        assert!(next_try(&webhook(i64::MAX - 1, Some(week)), &settings(), 128, 0).is_some());
    }
}
