//! A thread that writes and is kept until what is to go together waits.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Mutex;
use std::sync::mpsc::{self, Sender};
use std::task::Poll;

use oneclick_server::store::{Result, Store, Tx};
use tokio::task::JoinSet;

/// Keeps the thread that writes until it is let go; what is queued meanwhile goes together.
pub async fn hold(store: &Store) -> (Sender<()>, JoinSet<Result<()>>) {
    let (let_go, held) = mpsc::channel();
    let (begun, begins) = tokio::sync::oneshot::channel();
    let (held, begun) = (Mutex::new(Some(held)), Mutex::new(Some(begun)));
    let shared = std::sync::Arc::new((held, begun));
    let mut holding = JoinSet::new();
    let holder = store.clone();
    holding.spawn(async move {
        let keep = move |_: &Tx<'_>| {
            let (held, begun) = &*shared;
            let _ = begun.lock().unwrap().take().map(|begun| begun.send(()));
            if let Some(held) = held.lock().unwrap().take() {
                let _ = held.recv();
            }
            Ok(())
        };
        holder.write(keep).await
    });
    begins.await.unwrap();
    (let_go, holding)
}

/// Has a transaction wait behind those before it.
pub async fn queue<T: Send + 'static>(
    waiting: &mut JoinSet<T>,
    transaction: impl Future<Output = T> + Send + 'static,
) {
    waiting.spawn(handed(transaction).await);
}

/// Hands a transaction to the thread that writes; what its caller waits for.
pub async fn handed<T>(transaction: impl Future<Output = T>) -> Pin<Box<impl Future<Output = T>>> {
    let mut transaction = Box::pin(transaction);
    let waits = poll_fn(|context| Poll::Ready(transaction.as_mut().poll(context).is_pending()));
    assert!(waits.await, "it waits");
    transaction
}
