//! What the script calls: a view of a flow in an element.

use std::rc::Rc;

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::{AnyView, IntoAny as _, LocalStorage, Owner, Render, RwSignal, Set as _};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use crate::flow::Event;
use crate::page::Page;
use crate::registry::{Running, Shown};
use crate::texts::Texts;
use crate::view::{Scope, draw};

/// A drawn view. Freeing it clears the element; the flow goes on.
#[wasm_bindgen]
#[expect(
    missing_debug_implementations,
    reason = "a handle that the script holds"
)]
pub struct View {
    running: Rc<Running>,
    shown: Rc<Shown>,
    texts: RwSignal<Texts, LocalStorage>,
    // The view goes before the signals that it draws by.
    _handle: UnmountHandle<<AnyView as Render>::State>,
    _owner: Owner,
}

/// Draws the flow of `page` into `stage`, which stands in the shadow root of
/// `host`, with the texts `words` and amounts as the language `tag` has them.
#[wasm_bindgen]
pub fn attach(
    host: HtmlElement,
    root: ShadowRoot,
    stage: HtmlElement,
    page: &Page,
    words: JsValue,
    tag: String,
) -> View {
    let running = Running::find(page);
    let owner = Owner::new();
    let (flow, texts, handle) = owner.with(|| {
        let flow = RwSignal::new(running.flow());
        let texts = RwSignal::new_local(Texts::new(words, tag, page.clone()));
        let scope = Scope::new(flow, texts, &running, &root);
        let handle = mount_to(stage, move || draw(scope).into_any());
        (flow, texts, handle)
    });
    let shown = Rc::new(Shown { host, root, flow });
    running.show(shown.clone());
    View {
        running,
        shown,
        texts,
        _handle: handle,
        _owner: owner,
    }
}

#[wasm_bindgen]
impl View {
    /// The language has changed.
    pub fn speak(&self, words: JsValue, tag: String) {
        let texts = Texts::new(words, tag, self.running.page().clone());
        let _ = self.texts.try_set(texts);
    }

    /// The page came back from the browser's page cache.
    #[wasm_bindgen(js_name = cameBack)]
    pub fn came_back(&self) {
        self.running.send(Event::CameBack);
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.running.hide(&self.shown);
    }
}
