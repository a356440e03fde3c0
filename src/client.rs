//! What the script does for the widget: the edge to HTTP, time, chance and `Intl`.

mod parsed;

pub use parsed::member;

use js_sys::{Object, Promise};
use oneclick_rules::wire::{
    CancelRequest, CheckoutView, ExtendedView, PaymentView, ProblemView, Unreadable,
};
use oneclick_rules::{Amount, Expiry, IdempotencyKey, PaymentId};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, ShadowRoot};

use self::parsed::{Parsed, whole};
use crate::flow::{CallResult, Loss};

#[wasm_bindgen]
extern "C" {
    /// One endpoint with one client token, which stays in the script.
    #[derive(Clone, Debug)]
    pub type Client;

    #[wasm_bindgen(method)]
    fn read(this: &Client) -> Promise;

    #[wasm_bindgen(method)]
    fn pay(this: &Client, key: &str, body: &str) -> Promise;

    #[wasm_bindgen(method)]
    fn cancel(this: &Client, body: &str) -> Promise;

    #[wasm_bindgen(method)]
    fn extend(this: &Client) -> Promise;

    /// Says on the console what to mend.
    #[wasm_bindgen(method)]
    pub fn complain(this: &Client, detail: &str);

    /// While a charge of `order` may be sent from here, other tabs can know.
    #[wasm_bindgen(method)]
    pub fn claim(this: &Client, order: Option<&str>);

    #[wasm_bindgen(method)]
    fn claimed(this: &Client, order: &str) -> Promise;

    #[wasm_bindgen(method)]
    fn hold(this: &Client, host: &HtmlElement) -> Promise;

    #[wasm_bindgen(method)]
    fn pause(this: &Client, milliseconds: u32) -> Promise;

    /// Which checkout the endpoint is.
    #[wasm_bindgen(method, getter)]
    pub fn checkout(this: &Client) -> String;

    /// Tells other tabs, by the name of the key, that a payment was begun.
    #[wasm_bindgen(method)]
    pub fn begun(this: &Client, name: &str);

    /// Tells other tabs that it has ended.
    #[wasm_bindgen(method)]
    pub fn ended(this: &Client, name: &str);

    /// Whether any session of this checkout has a key in this tab, has paid in it, or was
    /// lately begun in another one; `None` where nobody knows.
    #[wasm_bindgen(method)]
    pub fn holds(this: &Client) -> Option<bool>;

    /// A number from 0 to 255.
    #[wasm_bindgen(method)]
    pub fn chance(this: &Client) -> u8;

    #[wasm_bindgen(method, js_name = freshKey)]
    fn fresh_key(this: &Client) -> String;

    /// Seconds of a clock that never goes back, and goes on in a laptop that sleeps.
    #[wasm_bindgen(method)]
    pub fn seconds(this: &Client) -> i32;

    /// So many seconds as people of the language `tag` write them.
    #[wasm_bindgen(method)]
    pub fn lasting(this: &Client, tag: &str, seconds: u32) -> String;

    #[wasm_bindgen(method)]
    fn money(this: &Client, tag: &str, decimal: &str, currency: &str, digits: u8) -> String;

    #[wasm_bindgen(method)]
    fn month(this: &Client, tag: &str, year: u16, month: u8) -> String;

    /// Says `text`, and `meanwhile` again and again until the next text.
    #[wasm_bindgen(method)]
    pub fn announce(this: &Client, root: &ShadowRoot, text: &str, urgent: bool, meanwhile: &str);
}

impl Client {
    /// `GET {endpoint}`.
    pub async fn read_checkout(&self) -> CallResult<Box<CheckoutView>> {
        let read = |body: &Parsed| CheckoutView::read(body).map(Box::new);
        came(self.read()).await.read(read)
    }

    /// `POST {endpoint}`.
    pub async fn send(&self, key: &IdempotencyKey, body: &str) -> CallResult<PaymentView> {
        let mut came = came(self.pay(key.as_str(), body)).await;
        came.is_charge = true;
        came.read(PaymentView::read)
    }

    /// `POST {endpoint}/extend`.
    pub async fn ask_extend(&self) -> CallResult<ExtendedView> {
        came(self.extend()).await.read(ExtendedView::read)
    }

    /// `POST {endpoint}/cancel`.
    pub async fn give_up(&self, previous_payment: PaymentId) -> CallResult<PaymentView> {
        let body = CancelRequest { previous_payment }.to_json();
        came(self.cancel(&body)).await.read(PaymentView::read)
    }

    /// Tells `oneclick-before-pay` on the element; whether the page lets it be sent.
    pub async fn before_pay(&self, host: &HtmlElement) -> bool {
        is_true(self.hold(host)).await
    }

    /// Whether a charge of `order` may still be sent from a tab that can be known of.
    pub async fn is_claimed(&self, order: &str) -> bool {
        is_true(self.claimed(order)).await
    }

    /// Waits.
    pub async fn wait(&self, milliseconds: u64) {
        let milliseconds = u32::try_from(milliseconds).unwrap_or(u32::MAX);
        // The promise of a timer is never rejected.
        let _ = JsFuture::from(self.pause(milliseconds)).await;
    }

    /// A key that was never used.
    pub fn new_key(&self) -> Option<IdempotencyKey> {
        IdempotencyKey::parse(&self.fresh_key()).ok()
    }

    /// An amount as people of the language `tag` write it.
    pub fn amount(&self, tag: &str, amount: Amount) -> String {
        let currency = amount.currency();
        self.money(
            tag,
            &amount.decimal(),
            currency.as_str(),
            currency.exponent(),
        )
    }

    /// The month of an expiry in text, as people of the language `tag` write it.
    pub fn expiry(&self, tag: &str, expiry: Expiry) -> String {
        self.month(tag, expiry.year(), expiry.month())
    }

    /// Whether the other is the same endpoint with the same token.
    pub fn is(&self, other: &Self) -> bool {
        Object::is(self, other)
    }
}

/// Whether a promise comes true.
async fn is_true(promise: Promise) -> bool {
    JsFuture::from(promise)
        .await
        .is_ok_and(|value| value.is_truthy())
}

/// What came of a call, before its body is read.
struct Came {
    /// Whether it was a charge, of which nothing is believed but the server's own word.
    is_charge: bool,
    /// The status; 0 or none where nothing came.
    status: Option<u64>,
    request_id: Option<String>,
    body: Parsed,
    /// Why nothing came, by a stable code, and what to mend.
    why: Option<String>,
    detail: Option<String>,
}

/// Waits for the `{ status, body, requestId, why, detail }` of a call.
async fn came(call: Promise) -> Came {
    let came = JsFuture::from(call).await.unwrap_or_default();
    let text = |name| member(&came, name).and_then(|text| text.as_string());
    Came {
        is_charge: false,
        status: member(&came, "status").as_ref().and_then(whole),
        request_id: text("requestId"),
        body: Parsed(member(&came, "body").unwrap_or_default()),
        why: text("why"),
        detail: text("detail"),
    }
}

impl Came {
    /// Reads the answer. What is the same for every answer is in functions of
    /// their own, so that the download has it once.
    fn read<T>(self, read: impl Fn(&Parsed) -> Result<T, Unreadable>) -> CallResult<T> {
        match self.status {
            Some(200..=299) => match read(&self.body) {
                Ok(view) => CallResult::Read(view),
                Err(wrong) => CallResult::Lost(Some(self.unreadable(&wrong))),
            },
            Some(_) | None => match self.refusal() {
                Ok((status, problem)) => CallResult::Refused(status, problem),
                Err(loss) => CallResult::Lost(Some(loss)),
            },
        }
    }

    #[inline(never)]
    fn unreadable(self, wrong: &Unreadable) -> Loss {
        let detail = if self.body.0.is_undefined() {
            "the answer is not JSON".to_owned()
        } else {
            wrong.in_words()
        };
        Loss {
            code: "server.unreadable".to_owned(),
            request_id: self.request_id,
            detail: Some(detail),
        }
    }

    /// The server's refusal, or why the answer says nothing.
    #[inline(never)]
    fn refusal(self) -> Result<(u16, ProblemView), Loss> {
        let mut problem = ProblemView::read(&self.body);
        problem.request_id = problem.request_id.or(self.request_id);
        let (code, detail) = match self.status {
            // Without a code it is not the checkout server that answered, and
            // what stands between may have let the request through.
            Some(status @ 400..=499)
                if (status == 401 && !self.is_charge) || !problem.code.is_empty() =>
            {
                if problem.code.is_empty() {
                    "session.expired".clone_into(&mut problem.code);
                }
                return Ok((u16::try_from(status).unwrap_or(400), problem));
            }
            Some(status @ 400..=499) => {
                let status = status.to_string();
                let detail = ["`code` is missing in the answer with status ", &status].concat();
                (Some("server.unreadable".to_owned()), Some(detail))
            }
            Some(_) | None => (self.why, self.detail),
        };
        Err(Loss {
            code: code.unwrap_or_else(|| "server.unavailable".to_owned()),
            request_id: problem.request_id,
            detail,
        })
    }
}
