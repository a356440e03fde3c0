//! What the page is told: DOM events that bubble and cross shadow roots, with
//! ids and no card data.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Object, Reflect};
use oneclick_rules::PaymentId;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CustomEvent, CustomEventInit, EventTarget, HtmlElement};

use super::Shown;
use crate::flow::{Flow, News};

thread_local! {
    /// Which outcomes of which payments the page has been told.
    static TOLD: RefCell<Vec<(&'static str, PaymentId)>> = const { RefCell::new(Vec::new()) };
}

/// Tells the news on every element that shows the flow, else on the document. What
/// becomes of a payment bubbles once, whichever elements and sessions show it.
pub fn tell(views: &[Rc<Shown>], news: &News, flow: &Flow) {
    let (name, detail) = match news {
        News::Ready => ("oneclick-ready", of_session(flow)),
        News::Changed => ("oneclick-change", of_pick(flow)),
        News::Succeeded(payment) => {
            let detail = object(&[("payment", payment.id.as_str())]);
            let amount = payment.amount;
            set_order(&detail, flow);
            // Below 2^53: exact as a number of the browser's.
            set(&detail, "amount", &number(amount.minor()));
            set(
                &detail,
                "currency",
                &JsValue::from_str(amount.currency().as_str()),
            );
            ("oneclick-success", detail)
        }
        News::Declined(payment) => {
            let reason = payment.decline.map_or("refused", |why| why.reason.as_str());
            let detail = object(&[("payment", payment.id.as_str()), ("reason", reason)]);
            ("oneclick-declined", detail)
        }
        News::Pending => {
            let detail = object(&[]);
            let payment = flow
                .seen()
                .map_or(JsValue::NULL, |id| JsValue::from_str(id.as_str()));
            set(&detail, "payment", &payment);
            set_order(&detail, flow);
            ("oneclick-pending", detail)
        }
        News::Expiring(end) => {
            let detail = object(&[]);
            set(&detail, "expires_at", &number(end.unsigned_abs()));
            set_order(&detail, flow);
            ("oneclick-expiring", detail)
        }
        News::GivenUp(payment) => (
            "oneclick-cancelled",
            object(&[("payment", payment.as_str())]),
        ),
        News::Failed(code, request_id) => {
            let detail = object(&[("code", code)]);
            let request_id = request_id
                .as_deref()
                .map_or(JsValue::NULL, JsValue::from_str);
            set(&detail, "request_id", &request_id);
            ("oneclick-error", detail)
        }
    };
    let outlives = matches!(
        news,
        News::Succeeded(_)
            | News::Declined(_)
            | News::Pending
            | News::GivenUp(_)
            | News::Failed(..)
    );
    let payment = match news {
        News::Succeeded(payment) | News::Declined(payment) => Some(&payment.id),
        News::GivenUp(payment) => Some(payment),
        News::Pending | News::Ready | News::Changed | News::Expiring(_) | News::Failed(..) => None,
    };
    let mut bubbles = payment.is_none_or(|payment| is_new(name, payment));
    let is_first_alone = payment.is_some() || *news == News::Pending;
    let mut shown = !bubbles;
    for view in views.iter().filter(|view| view.host.is_connected()) {
        dispatch(&view.host, name, &detail, bubbles);
        bubbles &= !is_first_alone;
        shown = true;
    }
    let document = web_sys::window().and_then(|window| window.document());
    if let (false, true, Some(document)) = (shown, outlives, document) {
        dispatch(&document, name, &detail, true);
    }
}

/// Tells one element that its session has answered, when it comes later than the answer.
pub fn tell_ready(host: &HtmlElement, flow: &Flow) {
    dispatch(host, "oneclick-ready", &of_session(flow), true);
}

/// Whether the page has not been told this of the payment before.
fn is_new(name: &'static str, payment: &PaymentId) -> bool {
    TOLD.with_borrow_mut(|told| {
        let is_new = !told.iter().any(|one| one.0 == name && one.1 == *payment);
        if is_new {
            told.push((name, payment.clone()));
        }
        is_new
    })
}

fn of_session(flow: &Flow) -> Object {
    match flow.session() {
        Some(session) => object(&[
            ("session", session.session.as_str()),
            ("order", &session.order),
        ]),
        None => Object::new(),
    }
}

fn of_pick(flow: &Flow) -> Object {
    let detail = Object::new();
    if let Some(card) = flow.picked_card() {
        set(&detail, "card", &JsValue::from_str(card.id.as_str()));
        set(&detail, "cvc", &JsValue::from_bool(card.cvc.asks()));
    }
    detail
}

fn set_order(detail: &Object, flow: &Flow) {
    if let Some(session) = flow.session() {
        set(detail, "order", &JsValue::from_str(&session.order));
    }
}

fn object(members: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        set(&object, name, &JsValue::from_str(value));
    }
    object
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // A plain object takes any member.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "an amount and a point in time are below 2^53"
)]
fn number(minor: u64) -> JsValue {
    JsValue::from_f64(minor as f64)
}

fn dispatch(target: &EventTarget, name: &str, detail: &Object, bubbles: bool) {
    // Without a prototype, which a page may have given members.
    let init: CustomEventInit =
        Object::<JsValue>::create(JsValue::NULL.unchecked_ref()).unchecked_into();
    init.set_bubbles(bubbles);
    init.set_composed(true);
    init.set_detail(detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
        // A listener that throws is the page's own affair.
        let _ = target.dispatch_event(&event);
    }
}
