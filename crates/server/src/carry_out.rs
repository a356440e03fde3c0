//! Decides, sends and waits for every request that moves money in one way.

use std::pin::Pin;
use std::sync::Arc;

use crate::deployment::Deployment;
use crate::refusal::Refusal;

/// A decision that is durable.
pub(crate) struct Decided<I> {
    /// What the request made, or what the same request made before.
    pub id: I,
    /// Whether the same request had been made before.
    pub replayed: bool,
    /// The call of a provider that follows from it, if one does.
    pub sending: Option<CallUnderWay>,
}

/// A call of a provider, and all that makes its outcome durable.
pub(crate) type CallUnderWay = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Decides in a task of its own, sends in another, and waits for that as long as the
/// settings say: a caller that goes away stops neither. Returns what was made and
/// whether it had been made before; how it stands is to be read again, since neither a
/// time-out nor a lost task is an outcome.
///
/// # Errors
/// Fails with the decision's refusal; nothing was sent then.
pub(crate) async fn carry_out<I: Send + 'static>(
    deployment: &Arc<Deployment>,
    decide: impl Future<Output = Result<Decided<I>, Refusal>> + Send + 'static,
) -> Result<(I, bool), Refusal> {
    let shared = Arc::clone(deployment);
    let deciding = deployment.tasks.spawn(async move {
        let Decided {
            id,
            replayed,
            sending,
        } = decide.await?;
        Ok((
            id,
            replayed,
            sending.map(|sending| shared.tasks.spawn(sending)),
        ))
    });
    let joined: Result<_, Refusal> = deciding
        .await
        .map_err(|error| Refusal::Internal(error.into()))?;
    let (id, replayed, sending) = joined?;
    if let Some(sending) = sending {
        let patience = deployment.settings.answer_within;
        let _ = deployment.environment.timeout(patience, sending).await;
    }
    Ok((id, replayed))
}
