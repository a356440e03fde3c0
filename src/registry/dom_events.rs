//! Dispatches the DOM events of the element: they bubble and cross shadow roots, with ids
//! and no card data.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Object, Reflect};
use oneclick_rules::PaymentId;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CustomEvent, CustomEventInit, EventTarget, HtmlElement};

use super::attached_view::AttachedView;
use crate::flow::{DomEvent, Flow};

thread_local! {
    /// The outcomes of payments that the page has heard of.
    static DISPATCHED: RefCell<Vec<(&'static str, PaymentId)>> = const { RefCell::new(Vec::new()) };
}

/// Dispatches the event on every element that shows the flow, else on the document. What
/// becomes of a payment bubbles once, whichever elements and sessions show it.
pub fn dispatch(views: &[Rc<AttachedView>], event: &DomEvent, flow: &Flow) {
    let (name, detail) = match event {
        DomEvent::Ready => ("oneclick-ready", of_session(flow)),
        DomEvent::Changed => ("oneclick-change", of_pick(flow)),
        DomEvent::Succeeded(payment) => {
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
        DomEvent::Declined(payment) => {
            let reason = payment.decline.map_or("refused", |why| why.reason.as_str());
            let detail = object(&[("payment", payment.id.as_str()), ("reason", reason)]);
            ("oneclick-declined", detail)
        }
        DomEvent::Pending => {
            let detail = object(&[]);
            let payment = flow
                .charge()
                .seen()
                .map_or(JsValue::NULL, |id| JsValue::from_str(id.as_str()));
            set(&detail, "payment", &payment);
            set_order(&detail, flow);
            ("oneclick-pending", detail)
        }
        DomEvent::Expiring(end) => {
            let detail = object(&[]);
            set(&detail, "expires_at", &number(end.unsigned_abs()));
            set_order(&detail, flow);
            ("oneclick-expiring", detail)
        }
        DomEvent::GivenUp(payment) => (
            "oneclick-cancelled",
            object(&[("payment", payment.as_str())]),
        ),
        DomEvent::Failed(code, request_id) => {
            let detail = object(&[("code", code)]);
            let request_id = request_id
                .as_deref()
                .map_or(JsValue::NULL, JsValue::from_str);
            set(&detail, "request_id", &request_id);
            ("oneclick-error", detail)
        }
    };
    let outlives = matches!(
        event,
        DomEvent::Succeeded(_)
            | DomEvent::Declined(_)
            | DomEvent::Pending
            | DomEvent::GivenUp(_)
            | DomEvent::Failed(..)
    );
    let payment = match event {
        DomEvent::Succeeded(payment) | DomEvent::Declined(payment) => Some(&payment.id),
        DomEvent::GivenUp(payment) => Some(payment),
        DomEvent::Pending
        | DomEvent::Ready
        | DomEvent::Changed
        | DomEvent::Expiring(_)
        | DomEvent::Failed(..) => None,
    };
    let mut bubbles = payment.is_none_or(|payment| is_new(name, payment));
    let is_first_alone = payment.is_some() || *event == DomEvent::Pending;
    let mut shown = !bubbles;
    for view in views.iter().filter(|view| view.host.is_connected()) {
        dispatch_on(&view.host, name, &detail, bubbles);
        bubbles &= !is_first_alone;
        shown = true;
    }
    let document = web_sys::window().and_then(|window| window.document());
    if let (false, true, Some(document)) = (shown, outlives, document) {
        dispatch_on(&document, name, &detail, true);
    }
}

/// Dispatches `oneclick-ready` on an element that comes later than the answer.
pub fn dispatch_ready(host: &HtmlElement, flow: &Flow) {
    dispatch_on(host, "oneclick-ready", &of_session(flow), true);
}

/// Returns whether the page has not heard this of the payment before.
fn is_new(name: &'static str, payment: &PaymentId) -> bool {
    DISPATCHED.with_borrow_mut(|dispatched| {
        let is_new = !dispatched
            .iter()
            .any(|one| one.0 == name && one.1 == *payment);
        if is_new {
            dispatched.push((name, payment.clone()));
        }
        is_new
    })
}

fn of_session(flow: &Flow) -> Object {
    match flow.session().checkout() {
        Some(session) => object(&[
            ("session", session.session.as_str()),
            ("order", &session.order),
        ]),
        None => Object::new(),
    }
}

fn of_pick(flow: &Flow) -> Object {
    let detail = Object::new();
    if let Some(card) = flow.session().picked_card() {
        set(&detail, "card", &JsValue::from_str(card.id.as_str()));
        set(&detail, "cvc", &JsValue::from_bool(card.cvc.asks()));
    } else if flow.session().is_new_card_picked() {
        set(&detail, "card", &JsValue::NULL);
        set(&detail, "cvc", &JsValue::FALSE);
    }
    detail
}

fn set_order(detail: &Object, flow: &Flow) {
    if let Some(session) = flow.session().checkout() {
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

fn dispatch_on(target: &EventTarget, name: &str, detail: &Object, bubbles: bool) {
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
