//! The servers' public address: brings notifications and returning shoppers to any of
//! them. Notifications are lost, come twice or late.

use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Response, StatusCode};
use reqwest::Client;
use tokio::net::TcpListener;

use crate::process_fault::ProcessFault;
use crate::process_storm::ProcessStorm;

/// What befalls a notification, in thousandths.
const BEFALLS: &[(ProcessFault, u64)] = &[
    (ProcessFault::NotificationLost, 80),
    (ProcessFault::NotificationTwice, 80),
    (ProcessFault::NotificationLate, 80),
];

#[derive(Clone)]
struct Bringer {
    storm: Arc<ProcessStorm>,
    client: Client,
}

/// Opens the address at this listener.
pub fn open(storm: &Arc<ProcessStorm>, client: &Client, listener: TcpListener) {
    let bringer = Bringer {
        storm: Arc::clone(storm),
        client: client.clone(),
    };
    let router = Router::new().fallback(bring).with_state(bringer);
    tokio::spawn(async move { axum::serve(listener, router).await });
}

async fn bring(State(bringer): State<Bringer>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, 1 << 20).await else {
        return empty(StatusCode::BAD_REQUEST);
    };
    let path = head.uri.path();
    let fault = if path.starts_with("/notifications/") {
        bringer.storm.draw_of(BEFALLS)
    } else {
        None
    };
    // What each provider takes for an answer.
    let taken = if path.starts_with("/notifications/smart2pay") {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::OK
    };
    if let Some(fault) = fault {
        bringer.storm.hit(fault);
    }
    match fault {
        Some(ProcessFault::NotificationLost) => return empty(taken),
        Some(ProcessFault::NotificationLate) => {
            tokio::spawn(async move {
                bringer.storm.wait(500, 5_000).await;
                let _ = bringer.pass(&head, body).await;
            });
            return empty(taken);
        }
        Some(ProcessFault::NotificationTwice) => {
            let _ = bringer.pass(&head, body.clone()).await;
        }
        _ => {}
    }
    let passed = bringer.pass(&head, body).await;
    empty(passed.unwrap_or(StatusCode::BAD_GATEWAY))
}

impl Bringer {
    /// Passes a request to any of the servers; the status of its answer.
    async fn pass(&self, head: &Parts, body: Bytes) -> Result<StatusCode> {
        let url = format!("{}{}", self.storm.server(), head.uri);
        let mut headers = head.headers.clone();
        headers.remove("host");
        let request = self.client.request(head.method.clone(), url);
        Ok(request.headers(headers).body(body).send().await?.status())
    }
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    answer
}
