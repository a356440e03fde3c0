//! Who takes a notification to the merchant: a socket, or a simulation.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, redirect};

use super::notification::ProviderNotification;

/// How long the merchant has to answer: the longest that a provider documents
/// (Smart2Pay, payment-notification).
const PATIENCE: Duration = Duration::from_secs(30);

/// A notification as the merchant gets it: a `POST`.
pub struct PostedNotification {
    /// The whole address.
    pub url: String,
    /// The media type of the body.
    pub content_type: &'static str,
    /// The value of `Authorization`, where the provider sends one.
    pub authorization: Option<String>,
    /// The body.
    pub body: String,
}

impl fmt::Debug for PostedNotification {
    /// Leaves out the address, whose last part is a secret of the merchant's, and
    /// what proves the sender.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PostedNotification")
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

impl PostedNotification {
    pub(super) fn of(notification: &ProviderNotification) -> Self {
        Self {
            url: notification.url.clone(),
            content_type: notification.content_type,
            authorization: notification.authorization.clone(),
            body: notification.body.clone(),
        }
    }
}

/// A notification under way; gives the HTTP status of the merchant's answer, if
/// one came.
type Posting = Pin<Box<dyn Future<Output = Option<u16>> + Send>>;

/// Takes notifications to the merchant.
#[derive(Clone)]
pub struct Courier(Arc<dyn Fn(PostedNotification) -> Posting + Send + Sync>);

impl fmt::Debug for Courier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Courier")
    }
}

impl Courier {
    /// Takes them by this function, which answers with the merchant's HTTP status.
    pub fn new<F>(post: impl Fn(PostedNotification) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Option<u16>> + Send + 'static,
    {
        Self(Arc::new(move |posted| Box::pin(post(posted))))
    }

    /// Takes them over HTTP.
    pub(crate) fn http() -> Self {
        let client = Client::builder()
            .timeout(PATIENCE)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap_or_default();
        Self::new(move |posted| {
            let mut request = client
                .post(&posted.url)
                .header("content-type", posted.content_type)
                .body(posted.body);
            if let Some(authorization) = &posted.authorization {
                request = request.header("authorization", authorization);
            }
            async move {
                let answer = request.send().await.ok();
                answer.map(|answer| answer.status().as_u16())
            }
        })
    }

    /// Takes one there.
    pub(super) async fn post(&self, posted: PostedNotification) -> Option<u16> {
        (self.0)(posted).await
    }
}
