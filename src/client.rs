//! What the script does for the widget: the edge to HTTP, time, chance and `Intl`.

mod parsed;
mod received;

pub use parsed::member;

use js_sys::{Object, Promise, encode_uri_component};
use oneclick_rules::wire::{CancelRequest, CheckoutView, ExtendedView, PaymentView};
use oneclick_rules::{Amount, CardId, Expiry, IdempotencyKey, PaymentId};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, ShadowRoot};

use self::received::receive;
use crate::flow::{CallResult, CardEdit};

#[wasm_bindgen]
extern "C" {
    /// One endpoint with one client token, which stays in the script.
    #[derive(Clone, Debug)]
    pub type Client;

    #[wasm_bindgen(method)]
    fn read(this: &Client) -> Promise;

    #[wasm_bindgen(method)]
    fn pay(this: &Client, key: &str, body: &[u8]) -> Promise;

    #[wasm_bindgen(method)]
    fn cancel(this: &Client, body: &[u8]) -> Promise;

    #[wasm_bindgen(method)]
    fn change(this: &Client, method: &str, below: &str) -> Promise;

    /// Says on the console what to mend.
    #[wasm_bindgen(method)]
    pub fn complain(this: &Client, detail: &str);

    /// While a charge of `order` may be sent from here, other tabs can know.
    #[wasm_bindgen(method)]
    pub fn claim(this: &Client, order: Option<&str>);

    #[wasm_bindgen(method)]
    fn claimed(this: &Client, order: &str) -> Promise;

    #[wasm_bindgen(method)]
    fn pause(this: &Client, milliseconds: u32) -> Promise;

    #[wasm_bindgen(method, js_name = mayBeSent)]
    fn may_be_sent(this: &Client, host: &HtmlElement) -> Promise;

    /// Asks the page for another session; loads it anew unless it gives one by itself.
    #[wasm_bindgen(method)]
    pub fn reload(this: &Client, host: &HtmlElement);

    /// Leaves the page; returns false where a browser may not be sent to that address.
    #[wasm_bindgen(method)]
    pub fn leave(this: &Client, address: &str) -> bool;

    /// Names what a session's key is stored under.
    #[wasm_bindgen(method, js_name = keyName)]
    pub fn key_name(this: &Client, session: &str) -> String;

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
    pub fn remembers(this: &Client) -> Option<bool>;

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

    /// Makes an element with attributes as `name=value; name=value`.
    #[wasm_bindgen(method, catch)]
    pub fn element(this: &Client, tag: &str, fixed: &str) -> Result<Element, JsValue>;

    /// Says `text`, and `meanwhile` again and again until the next text.
    #[wasm_bindgen(method)]
    pub fn announce(this: &Client, root: &ShadowRoot, text: &str, urgent: bool, meanwhile: &str);
}

impl Client {
    /// Reads the checkout: `GET {endpoint}`.
    pub async fn read_checkout(&self) -> CallResult<Box<CheckoutView>> {
        receive(self.read()).await.message()
    }

    /// Sends a charge: `POST {endpoint}`.
    pub async fn charge(&self, key: &IdempotencyKey, body: &[u8]) -> CallResult<Box<PaymentView>> {
        receive(self.pay(key.as_str(), body))
            .await
            .of_charge()
            .message()
    }

    /// Puts off the end of the session: `POST {endpoint}/extend`.
    pub async fn ask_extend(&self) -> CallResult<ExtendedView> {
        receive(self.change("POST", "extend")).await.message()
    }

    /// Changes a stored card: the calls below `{endpoint}/cards/{card}`.
    pub async fn edit_card(&self, edit: CardEdit, card: &CardId) -> CallResult<Box<CheckoutView>> {
        let (method, what) = match edit {
            CardEdit::Remove => ("DELETE", ""),
            CardEdit::Restore => ("POST", "/restore"),
            CardEdit::MakeDefault => ("POST", "/default"),
        };
        let card: String = encode_uri_component(card.as_str()).into();
        let below = ["cards/", &card, what].concat();
        receive(self.change(method, &below)).await.message()
    }

    /// Gives up a payment that is open on a page: `POST {endpoint}/cancel`.
    pub async fn give_up(&self, previous_payment: PaymentId) -> CallResult<Box<PaymentView>> {
        let body = CancelRequest { previous_payment }.to_json();
        receive(self.cancel(&body)).await.message()
    }

    /// Lets the page hold back a payment of this element; returns whether it may be sent.
    pub async fn page_agrees(&self, host: &HtmlElement) -> bool {
        JsFuture::from(self.may_be_sent(host))
            .await
            .is_ok_and(|value| value.is_truthy())
    }

    /// Whether a charge of `order` may still be sent from a tab that can be known of.
    pub async fn is_claimed(&self, order: &str) -> bool {
        JsFuture::from(self.claimed(order))
            .await
            .is_ok_and(|value| value.is_truthy())
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
