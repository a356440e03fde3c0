//! Reads what was made in a time, in parts where one answer does not hold it.

use std::collections::HashSet;

use oneclick_providers::{NotReadable, PaymentStatus};

use crate::environment::SendError;

/// The shortest time that is not parted any more, seconds.
const SHORTEST: i64 = 2;
/// After so many answers in a row that did not come in time, the provider is not slow but
/// away.
const MOST_SLOW: usize = 3;

/// Says why a time is not listed by one answer.
#[derive(Clone, Debug)]
pub(crate) enum NotListed {
    /// The answer is too large, or may be a part: a shorter time may be listed whole.
    TooMuch(NotReadable),
    /// It did not come in time, which may be since it is too much.
    TooSlow(NotReadable),
    /// A shorter time would be no better.
    NotReadable(NotReadable),
}

impl From<SendError> for NotListed {
    fn from(error: SendError) -> Self {
        let why = NotReadable(format!("{error:?}"));
        match error {
            SendError::TOO_LARGE => Self::TooMuch(why),
            SendError::NOT_IN_TIME => Self::TooSlow(why),
            SendError::NotBuilt(_) | SendError::NotSent(_) | SendError::Lost(_) => {
                Self::NotReadable(why)
            }
        }
    }
}

impl From<NotReadable> for NotListed {
    fn from(why: NotReadable) -> Self {
        Self::NotReadable(why)
    }
}

impl From<NotListed> for NotReadable {
    fn from(error: NotListed) -> Self {
        match error {
            NotListed::TooMuch(why) | NotListed::TooSlow(why) | NotListed::NotReadable(why) => why,
        }
    }
}

/// Lists what was made in `span`, Unix seconds: what `list` says of it or, where that is too
/// much, of its halves, and so on.
///
/// # Errors
/// Fails as `list` did, where a shorter time would be no better.
pub(crate) async fn in_parts<F>(
    span: (i64, i64),
    list: impl Fn(i64, i64) -> F,
) -> Result<Vec<PaymentStatus>, NotReadable>
where
    F: Future<Output = Result<Vec<PaymentStatus>, NotListed>>,
{
    let (mut all, mut ids) = (Vec::new(), HashSet::new());
    let (mut spans, mut slow) = (vec![span], 0);
    while let Some((since, until)) = spans.pop() {
        let error = match list(since, until).await {
            Ok(listed) => {
                slow = 0;
                // Both halves have what was made between them.
                let is_new = |status: &PaymentStatus| match &status.provider_payment_id {
                    Some(id) => ids.insert(id.clone()),
                    None => true,
                };
                all.extend(listed.into_iter().filter(is_new));
                continue;
            }
            Err(error) => error,
        };
        slow = match &error {
            NotListed::TooSlow(_) => slow + 1,
            NotListed::TooMuch(_) | NotListed::NotReadable(_) => 0,
        };
        let is_over = matches!(error, NotListed::NotReadable(_));
        if is_over || slow >= MOST_SLOW || until - since < SHORTEST {
            return Err(error.into());
        }
        let middle = since + (until - since) / 2;
        spans.extend([(middle, until), (since, middle)]);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A payment with this id at the provider.
    fn made(id: i64) -> PaymentStatus {
        PaymentStatus {
            provider_payment_id: Some(id.to_string()),
            ..PaymentStatus::unknown("made")
        }
    }

    fn why() -> NotReadable {
        NotReadable(String::from("why"))
    }

    /// Lists a payment a second, of which an answer holds five; which times were asked for.
    async fn five_at_most(span: (i64, i64)) -> (Vec<String>, Vec<(i64, i64)>) {
        let asked = Mutex::new(Vec::new());
        let listed = in_parts(span, |since, until| {
            asked.lock().unwrap().push((since, until));
            async move {
                if until - since > 4 {
                    return Err(NotListed::TooMuch(why()));
                }
                Ok((since..=until).map(made).collect())
            }
        });
        let listed = listed.await.unwrap().into_iter();
        let ids = listed.filter_map(|status| status.provider_payment_id);
        (ids.collect(), asked.into_inner().unwrap())
    }

    #[tokio::test]
    async fn a_time_is_parted_until_each_part_is_whole_and_nothing_is_there_twice() {
        for end in [0, 4, 5, 100] {
            let (ids, asked) = five_at_most((0, end)).await;
            let all: Vec<String> = (0..=end).map(|id| id.to_string()).collect();
            assert_eq!(ids, all, "{asked:?}");
            assert_eq!(asked.len() == 1, end <= 4);
        }
    }

    #[tokio::test]
    async fn what_no_part_makes_better_is_asked_for_once_and_silence_a_few_times() {
        let slow = MOST_SLOW;
        // 64 s, halved until less than two.
        let kinds = [
            (NotListed::NotReadable(why()), 1),
            (NotListed::TooSlow(why()), slow),
            (NotListed::TooMuch(why()), 7),
        ];
        for (error, times) in kinds {
            let asked = Mutex::new(0);
            let listed = in_parts((0, 64), |_, _| {
                *asked.lock().unwrap() += 1;
                let error = error.clone();
                async move { Err(error) }
            });
            assert_eq!(listed.await, Err(why()));
            assert_eq!(asked.into_inner().unwrap(), times);
        }
    }
}
