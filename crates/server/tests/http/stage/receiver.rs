//! The merchant's receiver of webhooks, over real HTTP.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::stage::answer::until;

pub const KEY: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
pub const OLD_KEY: &str = "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

/// What the receiver does with a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Answers with this status.
    Status(u16),
    /// Answers with this status and a `Retry-After`.
    RetryAfter(u16, &'static str),
    /// Answers with a redirect to this address.
    Redirect(String),
    /// Takes it, and answers once it is let go.
    Held,
    /// Answers with this status once it is let go.
    HeldStatus(u16),
}

/// A webhook as it came.
#[derive(Clone, Debug)]
pub struct Came {
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    /// All headers.
    pub head: String,
    pub body: String,
}

impl Came {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    pub fn sequence(&self) -> i64 {
        self.json()["sequence"].as_i64().unwrap()
    }

    /// The payment or the card that it is about.
    pub fn subject(&self) -> String {
        let data = &self.json()["data"];
        let of = |what: &str| data[what]["id"].as_str().map(str::to_owned);
        of("payment").or_else(|| of("card")).unwrap()
    }

    /// Whether one of its signatures is by this key.
    pub fn is_signed_by(&self, key: &str) -> bool {
        let bytes = STANDARD.decode(key.strip_prefix("whsec_").unwrap());
        let mut mac = Hmac::<Sha256>::new_from_slice(&bytes.unwrap()).unwrap();
        mac.update(format!("{}.{}.{}", self.id, self.timestamp, self.body).as_bytes());
        let right = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        self.signature.split(' ').any(|one| one == right)
    }
}

#[derive(Default)]
struct Book {
    came: Mutex<Vec<Came>>,
    replies: Mutex<VecDeque<(String, Reply)>>,
    always: Mutex<Option<Reply>>,
    go: Notify,
}

/// The merchant's receiver.
#[derive(Clone)]
pub struct Receiver {
    pub url: String,
    book: Arc<Book>,
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let book = Arc::new(Book::default());
        let router = Router::new().fallback(take).with_state(Arc::clone(&book));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url: format!("http://127.0.0.1:{port}/hooks"),
            book,
        }
    }

    /// The configuration of a server that sends here, by this key, tries quickly, and has
    /// what is in `more` beside it.
    pub fn section(&self, more: &str) -> String {
        self.section_with(&[KEY], more)
    }

    pub fn section_with(&self, keys: &[&str], more: &str) -> String {
        let url = &self.url;
        format!(
            "[webhooks]\nurl = \"{url}\"\nkeys = {keys:?}\nallow_private = true\nfirst_pause_ms = 20\nlongest_pause_ms = 100\n{more}\n"
        )
    }

    /// Answers so to the next one whose body has `part` in it.
    pub fn reply(&self, part: &str, reply: Reply) {
        let mut replies = self.book.replies.lock().unwrap();
        replies.push_back((part.to_owned(), reply));
    }

    /// Answers so to all from now on; `None` takes them.
    pub fn reply_always(&self, reply: Option<Reply>) {
        *self.book.always.lock().unwrap() = reply;
    }

    /// Lets those go that are held.
    pub fn let_go(&self) {
        self.book.go.notify_waiters();
    }

    /// All that came, in their order.
    pub fn came(&self) -> Vec<Came> {
        self.book.came.lock().unwrap().clone()
    }

    /// All that came of one payment or card.
    pub fn came_of(&self, subject: &str) -> Vec<Came> {
        let mut came = self.came();
        came.retain(|came| came.subject() == subject);
        came
    }

    /// Waits until so many came.
    pub async fn until(&self, count: usize) -> Vec<Came> {
        let what = format!("{count} webhooks");
        until(&what, async || {
            Some(self.came()).filter(|came| came.len() >= count)
        })
        .await
    }

    /// Waits for one of this type about this payment or card.
    pub async fn until_type(&self, subject: &str, kind: &str) -> Came {
        until(kind, async || {
            let came = self.came_of(subject);
            came.into_iter().find(|came| came.kind() == kind)
        })
        .await
    }
}

async fn take(State(book): State<Arc<Book>>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let came = Came {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        head: format!("{headers:?}"),
        body: String::from_utf8(body.to_vec()).unwrap(),
    };
    assert_eq!(headers["content-type"], "application/json");
    let reply = {
        let mut replies = book.replies.lock().unwrap();
        let at = replies
            .iter()
            .position(|(part, _)| came.body.contains(part));
        let once = at.and_then(|at| replies.remove(at)).map(|(_, reply)| reply);
        once.or_else(|| book.always.lock().unwrap().clone())
    };
    let go = book.go.notified();
    book.came.lock().unwrap().push(came);
    let mut answer = Response::new(Body::empty());
    match reply {
        None => *answer.status_mut() = StatusCode::NO_CONTENT,
        Some(Reply::Status(status)) => {
            *answer.status_mut() = StatusCode::from_u16(status).unwrap();
        }
        Some(Reply::RetryAfter(status, after)) => {
            *answer.status_mut() = StatusCode::from_u16(status).unwrap();
            answer
                .headers_mut()
                .insert("retry-after", after.parse().unwrap());
        }
        Some(Reply::Redirect(to)) => {
            *answer.status_mut() = StatusCode::TEMPORARY_REDIRECT;
            answer.headers_mut().insert("location", to.parse().unwrap());
        }
        Some(Reply::Held) => go.await,
        Some(Reply::HeldStatus(status)) => {
            go.await;
            *answer.status_mut() = StatusCode::from_u16(status).unwrap();
        }
    }
    answer
}
