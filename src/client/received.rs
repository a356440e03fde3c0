//! Reads the response of a call: its status, its headers, and the message in its body.

use gloo_net::http::Response;
use js_sys::{JSON, Promise};
use oneclick_rules::decimal_digits;
use oneclick_rules::wire::{ProblemView, Unreadable, read};
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;

use super::parsed::{Parsed, member};
use crate::flow::{CallResult, Loss};

/// What was received of a call, before its message is read.
#[derive(Default)]
pub(super) struct Received {
    /// Whether it was a charge, of which nothing is believed but the server's own word.
    is_charge: bool,
    /// The status; 0 where nothing came.
    status: u16,
    request_id: Option<String>,
    /// Seconds until it makes sense to ask again.
    retry_after: Option<u64>,
    /// The value of the body, if it is JSON.
    body: Option<Parsed>,
    /// Why nothing came, by a stable code, and what to mend.
    why: Option<String>,
    detail: Option<String>,
}

/// Waits for the response of a call.
///
/// It is one whose members are its own (`ownResponse` in the script), so that nothing
/// is read by what a page has put into the place of the browser's.
pub(super) async fn receive(call: Promise) -> Received {
    // The script's promise is never rejected.
    let Ok(came) = JsFuture::from(call).await else {
        return Received::default();
    };
    let response = Response::from(came.clone().unchecked_into::<web_sys::Response>());
    let status = response.status();
    if status == 0 {
        let text = |name| member(&came, name).and_then(|text| text.as_string());
        return Received {
            request_id: text("requestId"),
            why: text("why"),
            detail: text("detail"),
            ..Received::default()
        };
    }
    let body = response.text().await.unwrap_or_default();
    let header = |name| response.headers().get(name);
    Received {
        status,
        request_id: header("Request-Id"),
        retry_after: header("Retry-After").and_then(|text| text.parse().ok()),
        body: JSON::parse(&body).ok().map(Parsed),
        ..Received::default()
    }
}

impl Received {
    /// The same as the response to a charge.
    pub(super) fn of_charge(mut self) -> Self {
        self.is_charge = true;
        self
    }

    /// Reads the message. What is the same for every one is in functions of
    /// their own, so that the download has it once.
    pub(super) fn message<T: DeserializeOwned>(self) -> CallResult<T> {
        if (200..=299).contains(&self.status) {
            return match self.body.as_ref().map(read) {
                Some(Ok(view)) => CallResult::Answered(view),
                Some(Err(wrong)) => CallResult::Lost(Some(self.unreadable(Some(&wrong)))),
                None => CallResult::Lost(Some(self.unreadable(None))),
            };
        }
        match self.refusal() {
            Ok((status, problem)) => CallResult::Refused(status, problem),
            Err(loss) => CallResult::Lost(Some(loss)),
        }
    }

    #[inline(never)]
    fn unreadable(self, wrong: Option<&Unreadable>) -> Loss {
        let not_json = || "the answer is not JSON".to_owned();
        Loss {
            code: "server.unreadable".to_owned(),
            request_id: self.request_id,
            detail: Some(wrong.map_or_else(not_json, Unreadable::in_words)),
        }
    }

    /// Takes the response for the server's refusal, or tells why it says nothing.
    #[inline(never)]
    fn refusal(self) -> Result<(u16, Box<ProblemView>), Loss> {
        let problem = self.body.as_ref().and_then(|body| read(body).ok());
        let mut problem: Box<ProblemView> = problem.unwrap_or_default();
        problem.request_id = problem.request_id.or(self.request_id);
        problem.retry_after = self.retry_after;
        let (code, detail) = match self.status {
            // Without a code it is not the checkout server that answered, and
            // what stands between may have let the request through.
            400..=499 if (self.status == 401 && !self.is_charge) || !problem.code.is_empty() => {
                if problem.code.is_empty() {
                    "session.expired".clone_into(&mut problem.code);
                }
                return Ok((self.status, problem));
            }
            400..=499 => {
                let status = decimal_digits(self.status.into(), 3);
                let detail = ["`code` is missing in the answer with status ", &status].concat();
                (Some("server.unreadable".to_owned()), Some(detail))
            }
            _ => (self.why, self.detail),
        };
        Err(Loss {
            code: code.unwrap_or_else(|| "server.unavailable".to_owned()),
            request_id: problem.request_id,
            detail,
        })
    }
}
