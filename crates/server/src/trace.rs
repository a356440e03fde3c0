//! The place in a trace at which something is done: known to all that it does, in its own
//! task, in those that it starts, and in its transactions.

use crate::trace_parent::TraceParent;

tokio::task_local! {
    static HERE: Option<TraceParent>;
}

/// Returns the place at which the caller is; `None` where no request has led there.
pub(crate) fn here() -> Option<TraceParent> {
    HERE.try_with(|place| *place).ok().flatten()
}

/// Does `work` at a place.
pub(crate) fn at<F: Future>(
    place: Option<TraceParent>,
    work: F,
) -> impl Future<Output = F::Output> {
    HERE.scope(place, work)
}

/// Calls `work`, on whatever thread, at a place.
pub(crate) fn call_at<T>(place: Option<TraceParent>, work: impl FnOnce() -> T) -> T {
    HERE.sync_scope(place, work)
}
