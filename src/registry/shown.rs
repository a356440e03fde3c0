//! A view that shows a flow: what is drawn, and where the focus is.

use std::rc::Rc;

use leptos::prelude::{GetUntracked as _, LocalStorage, RwSignal, Set as _};
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlInputElement, ShadowRoot};

use crate::flow::Flow;
use crate::texts::Texts;
use crate::view::{Drawn, announce::announce};

/// A view of a flow: the element, what is inside, and the signal that it draws by.
pub struct Shown {
    /// The element on the page.
    pub host: HtmlElement,
    /// Its shadow root.
    pub root: ShadowRoot,
    /// What the view draws.
    pub drawn: RwSignal<Drawn, LocalStorage>,
}

impl Shown {
    /// Draws the flow. Where that replaces the control that had the focus, the
    /// focus goes to the heading of what is there instead; focus elsewhere on
    /// the page is never taken.
    pub fn update(self: &Rc<Self>, flow: &Rc<Flow>, speaks: bool) {
        // The view may have gone while an answer was awaited.
        let Some(Drawn { texts, .. }) = self.drawn.try_get_untracked() else {
            return;
        };
        self.draw(flow.clone(), texts, speaks);
    }

    /// Draws the flow in other words.
    pub fn speak(self: &Rc<Self>, texts: Texts, speaks: bool) {
        if let Some(Drawn { flow, .. }) = self.drawn.try_get_untracked() {
            self.draw(flow, texts, speaks);
        }
    }

    fn draw(self: &Rc<Self>, flow: Rc<Flow>, texts: Texts, speaks: bool) {
        let had_focus = self.has_focus();
        announce(&self.root, &flow, &texts, speaks);
        let _ = self.drawn.try_set(Drawn { flow, texts });
        if had_focus {
            let shown = self.clone();
            spawn_local(async move {
                leptos::task::tick().await;
                // Where there is no heading, the stage that stands is better than nothing.
                for place in ["[data-heading]", ".stage"] {
                    if !shown.has_focus() {
                        shown.focus(place);
                    }
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
