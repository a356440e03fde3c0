//! Places for background work, each provider's its own: one that hangs slows
//! no other. What somebody waits for has places beside those.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

use crate::environment::Clock;
use crate::jobs::breaker::Breaker;
use crate::store::webhooks::THE_MERCHANT;

/// How much background work is done at once for one provider, and as much
/// beside it of what somebody waits for.
const PLACES: usize = 8;
/// How many webhooks are sent at once: a payment has several, and the merchant's server
/// may take its time with each.
const WEBHOOKS: usize = 32;

/// The lanes of every provider that anything was ever due for.
#[derive(Debug, Default)]
pub(crate) struct Lanes(Mutex<HashMap<String, Arc<Lane>>>);

/// A provider's places and its breaker.
#[derive(Debug)]
pub(crate) struct Lane {
    background: Arc<Semaphore>,
    awaited: Arc<Semaphore>,
    places: usize,
    pub(crate) breaker: Breaker,
}

impl Lanes {
    /// Returns the provider's lane.
    pub(crate) fn of(&self, provider: &str) -> Arc<Lane> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = lanes.get(provider) {
            return Arc::clone(lane);
        }
        let places = if provider == THE_MERCHANT {
            WEBHOOKS
        } else {
            PLACES
        };
        let lane = Arc::new(Lane {
            background: Arc::new(Semaphore::new(places)),
            awaited: Arc::new(Semaphore::new(places)),
            places,
            breaker: Breaker::new(provider),
        });
        lanes.insert(String::from(provider), Arc::clone(&lane));
        lane
    }

    /// Tells whether any work is under way.
    pub(crate) fn are_used(&self) -> bool {
        let lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.values().any(|lane| {
            let free = [&lane.background, &lane.awaited].map(|places| places.available_permits());
            free.into_iter().any(|free| free < lane.places)
        })
    }
}

impl Lane {
    /// Says how much may be taken now.
    pub(crate) fn room(&self, awaited: bool, clock: &Clock) -> usize {
        let free = self.places(awaited).available_permits();
        if awaited {
            free
        } else {
            self.breaker.admits(free, clock)
        }
    }

    /// Takes a place for a piece of work that begins now.
    pub(crate) async fn enter(
        self: &Arc<Self>,
        awaited: bool,
        clock: &Clock,
    ) -> Result<OwnedSemaphorePermit, AcquireError> {
        let place = Arc::clone(self.places(awaited)).acquire_owned().await?;
        self.breaker.begin(clock);
        Ok(place)
    }

    fn places(&self, awaited: bool) -> &Arc<Semaphore> {
        if awaited {
            &self.awaited
        } else {
            &self.background
        }
    }
}
