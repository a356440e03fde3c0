//! Leaves the store at the end of a stop: frees the leases, and closes it.

use std::sync::Arc;
use std::time::Duration;

use crate::deployment::Deployment;
use crate::jobs::worker::Jobs;

/// How much of the time of a stop is left to the store, which may not answer.
pub(crate) const FOR_STORE: Duration = Duration::from_secs(10);
/// The least that it has.
const LEAST: Duration = Duration::from_secs(2);

/// Frees the leases of this server and closes the store, within the time that is left.
pub(crate) async fn leave_store(deployment: &Arc<Deployment>, left: Duration) {
    let closed = async {
        if let Err(error) = Jobs::of(deployment).leave().await {
            tracing::warn!(%error, "the leases of this server could not be freed; they end by themselves");
        }
        deployment.store().close().await;
    };
    let closed = deployment.environment.timeout(left.max(LEAST), closed);
    if closed.await.is_none() {
        tracing::warn!("stopped although the database did not answer; what was written stays");
    }
}
