//! A view that shows a flow: what is drawn, and where the focus is.

use std::rc::Rc;

use leptos::prelude::{RwSignal, Set as _};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlInputElement, ShadowRoot};

use crate::flow::Flow;

/// A view of a flow: the element, what is inside, and the signal that it draws by.
pub struct Shown {
    /// The element on the page.
    pub host: HtmlElement,
    /// Its shadow root.
    pub root: ShadowRoot,
    /// What the view draws.
    pub flow: RwSignal<Flow>,
}

impl Shown {
    /// Draws the flow. Where that replaces the control that had the focus, the
    /// focus goes to the heading of what is there instead; focus elsewhere on
    /// the page is never taken.
    pub fn update(self: &Rc<Self>, flow: &Flow) {
        let had_focus = self.has_focus();
        // The view may have gone while an answer was awaited.
        let _ = self.flow.try_set(flow.clone());
        if had_focus {
            let shown = self.clone();
            spawn_local(async move {
                leptos::task::tick().await;
                if !shown.has_focus() {
                    shown.focus("[data-heading]");
                }
            });
        }
    }

    /// Empties the field of the security code.
    pub fn clear_code(&self) {
        if let Some(field) = code_field(&self.root) {
            field.set_value("");
        }
    }

    /// Brings the focus to the field of the security code when it is drawn, if
    /// this view has the focus.
    pub fn focus_code(self: &Rc<Self>) {
        if self.has_focus() {
            let shown = self.clone();
            spawn_local(async move {
                leptos::task::tick().await;
                shown.focus("[name=cvc]");
            });
        }
    }

    fn has_focus(&self) -> bool {
        self.root.active_element().is_some()
    }

    fn focus(&self, selector: &str) {
        let found = self.root.query_selector(selector).ok().flatten();
        if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            // What cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    }
}

/// The field of the security code, where it is asked.
pub fn code_field(root: &ShadowRoot) -> Option<HtmlInputElement> {
    let found = root.query_selector("[name=cvc]").ok().flatten()?;
    found.dyn_into().ok()
}
