//! Updates a view of a flow: what is drawn, what is announced, and where the focus is.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::{ArcRwSignal, GetUntracked as _, Set as _};
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, HtmlInputElement, ShadowRoot};

use crate::client::Client;
use crate::flow::Flow;
use crate::messages::Messages;
use crate::view::Drawn;
use crate::view::announce::{Announcement, edited, name_screen};

/// Holds a view of a flow: the element, its shadow root, and the signal that it draws by.
pub struct AttachedView {
    /// The element on the page.
    pub host: HtmlElement,
    /// Its shadow root.
    pub root: ShadowRoot,
    /// The signal of what is drawn.
    pub drawn: ArcRwSignal<Drawn>,
    /// The text that was announced last.
    pub said: RefCell<String>,
}

/// Says which texts a view announces.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// None: another view speaks, or nothing has happened.
    Silent,
    /// Those that are new.
    Changes,
    /// All, the same ones too: they answer the shopper.
    Answer,
}

impl AttachedView {
    /// Draws the flow. If that replaces the control that had the focus, the focus goes to
    /// the heading of what is there instead; focus elsewhere on the page is never taken.
    pub fn update(self: &Rc<Self>, flow: &Rc<Flow>, voice: Voice) {
        let Drawn { messages, .. } = self.drawn.get_untracked();
        self.draw(flow.clone(), messages, voice);
    }

    /// Draws the flow in another language, which is not announced.
    pub fn translate(self: &Rc<Self>, messages: Messages) {
        let Drawn { flow, .. } = self.drawn.get_untracked();
        self.draw(flow, messages, Voice::Silent);
    }

    fn draw(self: &Rc<Self>, flow: Rc<Flow>, messages: Messages, voice: Voice) {
        let active = self.root.active_element();
        let had_focus = active.is_some();
        name_screen(&self.root, &flow);
        // If the focus goes to the field, that is described by the same text.
        let is_read = flow.state().cvc_problem().is_some() && had_focus && !self.is_in_cvc();
        self.say(
            Announcement::of(&flow, &messages),
            messages.client(),
            voice,
            is_read,
        );
        self.drawn.set(Drawn { flow, messages });
        if had_focus {
            let shown = self.clone();
            // Runs when it is drawn: the signal woke the effect before.
            spawn_local(async move {
                // What was moved has lost it. One that has gone takes none.
                if let Some(active) = active.filter(|_| !shown.has_focus()) {
                    focus_on(active);
                }
                // Without a heading the focus goes to all of the content.
                for place in ["[data-next]", "[data-heading]", ".content"] {
                    if !shown.has_focus() {
                        shown.focus(place);
                    }
                }
            });
        }
    }

    /// Announces a text that is new; not one that `is_read` anyway.
    fn say(&self, spoken: Announcement, client: &Client, voice: Voice, is_read: bool) {
        let Announcement {
            text,
            urgent,
            meanwhile,
        } = spoken;
        let is_new = self.said.replace(text.clone()) != text;
        if voice == Voice::Answer || (voice == Voice::Changes && is_new) {
            let text = if is_read { "" } else { &text };
            client.announce(&self.root, text, urgent, &meanwhile);
        }
    }

    /// Announces what became of a change of a stored card.
    pub fn tell_edit(&self, flow: &Flow) {
        let Drawn { messages, .. } = self.drawn.get_untracked();
        let (text, urgent) = edited(flow, &messages);
        messages.client().announce(&self.root, &text, urgent, "");
    }

    /// Empties the field of the security code.
    pub fn clear_cvc(&self) {
        if let Some(field) = cvc_field(&self.root) {
            field.set_value("");
        }
    }

    /// Brings the focus to the field of the security code when it is drawn, if
    /// this view has the focus.
    pub fn focus_cvc(self: &Rc<Self>) {
        if self.has_focus() {
            let shown = self.clone();
            spawn_local(async move { shown.focus("[name=cvc]") });
        }
    }

    fn is_in_cvc(&self) -> bool {
        let active = self.root.active_element();
        active.is_some_and(|active| active.get_attribute("name").as_deref() == Some("cvc"))
    }

    fn has_focus(&self) -> bool {
        self.root.active_element().is_some()
    }

    fn focus(&self, selector: &str) {
        let found = self.root.query_selector(selector).ok().flatten();
        if let Some(element) = found {
            focus_on(element);
        }
    }
}

/// Brings the focus there; an element that cannot take it leaves it where it is.
fn focus_on(element: Element) {
    if let Ok(element) = element.dyn_into::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Finds the field of the security code, if there is one.
pub fn cvc_field(root: &ShadowRoot) -> Option<HtmlInputElement> {
    let found = root.query_selector("[name=cvc]").ok().flatten()?;
    found.dyn_into().ok()
}
