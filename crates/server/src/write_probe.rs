//! Tries whether the store takes a write, for those who ask whether the server is ready.

use std::sync::Arc;

use tokio::sync::Mutex;

use crate::environment::{Environment, Moment};
use crate::store::{self, Store, Tx, lease_owners};

/// How long an answer is given again without another write, milliseconds.
const KEPT: i64 = 1_000;

/// Tries a write at most once a second, and one at a time, however many ask.
#[derive(Debug, Default)]
pub(crate) struct WriteProbe {
    /// When the last one ended, and whether it was durable.
    last: Arc<Mutex<Option<(Moment, bool)>>>,
}

impl WriteProbe {
    /// Tells whether the store takes a write of this process. A caller that does not wait
    /// for the answer leaves it to the next ones.
    pub(crate) async fn is_taken(
        &self,
        environment: &Environment,
        store: &Store,
        owner: &str,
    ) -> bool {
        let mut last = Arc::clone(&self.last).lock_owned().await;
        if let Some((at, taken)) = *last
            && environment.clock().monotonic_since(at) < KEPT
        {
            return taken;
        }
        let (store, clock) = (store.clone(), environment.clock().clone());
        let owner = String::from(owner);
        let tried = environment.spawn(async move {
            let probe = move |tx: &Tx<'_>| lease_owners::try_write(tx, &owner);
            let written: store::Result<()> = store.write(probe).await;
            if let Err(error) = &written {
                tracing::error!(%error, "the database takes no write");
            }
            *last = Some((clock.moment(), written.is_ok()));
            written.is_ok()
        });
        tried.await.unwrap_or(false)
    }
}
