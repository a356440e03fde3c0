//! Repeats a question that a provider did not answer, after a pause.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::deployment::{Deployment, milliseconds};
use crate::payments::look_up_times::LookUpTimes;

/// How often the same is asked in a recovery, the first time included.
const MOST_TRIES: i64 = 3;

/// Repeats what a provider did not answer, after a growing pause, until one of its questions
/// was asked so often in vain: from then on each is asked once, so that a provider that is
/// away keeps nobody for hours. Its clones share that.
#[derive(Clone, Debug)]
pub(crate) struct Repeats {
    deployment: Arc<Deployment>,
    tries: i64,
    silent: Arc<Mutex<BTreeSet<String>>>,
}

impl Repeats {
    /// Repeats as often as a recovery does.
    pub(crate) fn patient(deployment: &Arc<Deployment>) -> Self {
        Self {
            deployment: Arc::clone(deployment),
            tries: MOST_TRIES,
            silent: Arc::default(),
        }
    }

    /// Repeats nothing: a shopper waits.
    pub(crate) fn none(deployment: &Arc<Deployment>) -> Self {
        Self {
            tries: 1,
            ..Self::patient(deployment)
        }
    }

    /// Asks this provider until it answers, or was asked often enough.
    ///
    /// # Errors
    /// Fails as the last try did.
    pub(crate) async fn ask<T, E, F>(&self, provider: &str, ask: impl Fn() -> F) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
    {
        let mut tried = 0;
        loop {
            let answer = ask().await;
            tried += 1;
            if answer.is_ok() {
                return answer;
            }
            if tried >= self.tries || self.silent().contains(provider) {
                self.silent().insert(String::from(provider));
                return answer;
            }
            self.pause(tried).await;
        }
    }

    /// Pauses as between two look-ups: the same payment is not asked for sooner.
    async fn pause(&self, tried: i64) {
        let spacing = milliseconds(self.deployment.settings.look_up_spacing);
        let pause = LookUpTimes::of(&self.deployment).pause(tried).max(spacing);
        let pause = Duration::from_millis(u64::try_from(pause).unwrap_or_default());
        self.deployment.environment.sleep(pause).await;
    }

    fn silent(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.silent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
