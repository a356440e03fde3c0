//! The functions that the script calls: they attach a view of a flow to an element.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::ArcRwSignal;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use crate::client::Client;
use crate::flow::{FlowEvent, Pick};
use crate::messages::Messages;
use crate::registry::{AttachedView, RunningFlow};
use crate::view::{Drawn, MountedView, ViewCallbacks};

/// Holds a drawn view. Freeing it clears the element; the flow goes on.
#[wasm_bindgen]
#[expect(
    missing_debug_implementations,
    reason = "a handle that the script holds"
)]
pub struct View {
    running: Rc<RunningFlow>,
    shown: Rc<AttachedView>,
    _mounted: MountedView,
}

/// Draws the flow of `client` into `content`, an element in the shadow root of
/// `host`, with the messages `messages` and amounts as the language `tag` has them,
/// in the place of a view where `picked` was picked.
#[wasm_bindgen]
pub fn attach(
    host: HtmlElement,
    root: ShadowRoot,
    content: HtmlElement,
    client: &Client,
    messages: JsValue,
    tag: String,
    picked: Option<String>,
) -> View {
    let picked = picked.and_then(|picked| Pick::parse(&picked));
    let running = RunningFlow::find(client, picked);
    let flow = running.flow();
    let messages = Messages::new(messages, tag, client.clone());
    let drawn = ArcRwSignal::new(Drawn { flow, messages });
    let callbacks = callbacks(&running, &root);
    let mounted = MountedView::new(content.into(), drawn.clone(), callbacks);
    let shown = Rc::new(AttachedView {
        host,
        root,
        drawn,
        said: RefCell::default(),
    });
    running.show(shown.clone());
    View {
        running,
        shown,
        _mounted: mounted,
    }
}

/// Makes the callbacks of a view in this shadow root, by which it reaches its flow.
fn callbacks(running: &Rc<RunningFlow>, root: &ShadowRoot) -> ViewCallbacks {
    let (handles, presses) = (running.clone(), running.clone());
    let (asks, tells) = (running.clone(), running.clone());
    let root = root.clone();
    ViewCallbacks::new(
        move |event| handles.handle(event),
        move || presses.press(&root),
        move || asks.flow().may_press(),
        move || tells.now(),
    )
}

/// Takes the session of `client` away; returns whether a payment stays on screen.
#[wasm_bindgen]
pub fn withdraw(client: &Client) -> bool {
    RunningFlow::withdraw(client)
}

#[wasm_bindgen]
impl View {
    /// Shows the view in another language.
    pub fn speak(&self, messages: JsValue, tag: String) {
        let messages = Messages::new(messages, tag, self.running.client().clone());
        self.shown.translate(messages);
    }

    /// Presses the button for the shopper.
    pub fn press(&self) {
        self.running.press(&self.shown.root);
    }

    /// Returns what came of the press, once it is no longer sent.
    pub fn outcome(&self) -> String {
        self.running.flow().screen().outcome().to_owned()
    }

    /// Reads the session anew.
    pub fn renew(&self) {
        self.running.handle(FlowEvent::Renewed);
    }

    /// Drops a charge that is held back: the element has another session from now on, or has gone.
    pub fn replaced(&self) {
        self.running.replaced();
    }

    /// Looks at the end of the session: the page is seen again and may have slept.
    pub fn seen(&self) {
        self.running.look(None);
    }

    /// Finds out whether there is a connection: the browser tells that it changed.
    pub fn connection(&self, is_there: bool) {
        self.running.handle(FlowEvent::Connection { is_there });
    }

    /// Returns the id of the card that is picked; an empty one for a new card.
    pub fn picked(&self) -> Option<String> {
        let flow = self.running.flow();
        flow.session().pick().map(|pick| pick.as_str().to_owned())
    }

    /// Asks how the payment stands: the page came back from the browser's page cache.
    #[wasm_bindgen(js_name = cameBack)]
    pub fn came_back(&self) {
        self.running.handle(FlowEvent::CameBack);
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.running.hide(&self.shown);
    }
}
