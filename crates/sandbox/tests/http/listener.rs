//! A merchant that takes notifications.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// One notification as it came.
#[derive(Debug)]
pub struct HeardNotification {
    pub headers: HeaderMap,
    pub body: String,
}

/// Listens on a port of its own, and answers what it was told to.
pub struct Listener {
    pub url: String,
    came: UnboundedReceiver<HeardNotification>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

impl Listener {
    /// Answers these HTTP statuses one after the other, then 204.
    pub async fn answering(statuses: &[u16]) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/told", socket.local_addr().unwrap());
        let (tell, came) = unbounded_channel();
        let answers = Arc::new(Mutex::new(VecDeque::from(statuses.to_vec())));
        let next = Arc::clone(&answers);
        let take = move |headers: HeaderMap, body: Bytes| {
            let body = String::from_utf8(body.to_vec()).unwrap();
            tell.send(HeardNotification { headers, body }).unwrap();
            let status = next.lock().unwrap().pop_front().unwrap_or(204);
            async move { StatusCode::from_u16(status).unwrap() }
        };
        let routes = Router::new().fallback(take);
        tokio::spawn(async move { axum::serve(socket, routes).await });
        Self { url, came, answers }
    }

    /// The next notification; fails rather than wait for ever.
    pub async fn next(&mut self) -> HeardNotification {
        let next = tokio::time::timeout(Duration::from_secs(20), self.came.recv());
        next.await.unwrap().unwrap()
    }

    /// Whether none has come that was not yet taken.
    pub fn is_empty(&self) -> bool {
        self.came.is_empty()
    }

    /// Whether all the answers that were set were given.
    pub fn has_answered_all(&self) -> bool {
        self.answers.lock().unwrap().is_empty()
    }
}
