//! What tells a program to stop.

/// Listens for Ctrl-C and for a request to end, from now on; the future ends with the first.
///
/// # Errors
/// Fails if the system takes no listener.
#[cfg(unix)]
pub fn told_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Listens for Ctrl-C and for a request to end, from now on; the future ends with the first.
///
/// # Errors
/// Fails if the system takes no listener.
#[cfg(not(unix))]
pub fn told_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
