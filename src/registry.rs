//! Runs the flows of the page outside every view: a view subscribes and may go at any time.

mod asking;
mod attached_view;
mod dom_events;
mod holding;

pub use attached_view::{AttachedView, Voice};

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::task::spawn_local;
use oneclick_rules::IdempotencyKey;
use oneclick_rules::wire::SaveConsent;
use web_sys::ShadowRoot;
use zeroize::Zeroizing;

use crate::client::Client;
use crate::flow::{Effect, Flow, FlowEvent, Pick, Press, State, jittered};
use crate::storage;

thread_local! {
    static FLOWS: RefCell<Vec<Rc<RunningFlow>>> = const { RefCell::new(Vec::new()) };
}

/// Runs a flow: holds its client, its views and the body of its charge.
pub struct RunningFlow {
    client: Client,
    flow: RefCell<Rc<Flow>>,
    views: RefCell<Vec<Rc<AttachedView>>>,
    body: RefCell<Option<(IdempotencyKey, Zeroizing<Vec<u8>>)>>,
    begun: Cell<bool>,
    /// The number of the last charge that the page holds back, or held back.
    held_back: Cell<u32>,
}

impl RunningFlow {
    /// Finds the flow of this endpoint and token; begins it if it is not there, in the
    /// place of one where `picked` was picked.
    pub fn find(client: &Client, picked: Option<Pick>) -> Rc<Self> {
        let found =
            FLOWS.with_borrow(|flows| flows.iter().find(|one| one.client.is(client)).cloned());
        found.unwrap_or_else(|| {
            let running = Rc::new(Self {
                client: client.clone(),
                flow: RefCell::new(Rc::new(Flow::in_place_of(picked))),
                views: RefCell::default(),
                body: RefCell::default(),
                begun: Cell::new(false),
                held_back: Cell::default(),
            });
            FLOWS.with_borrow_mut(|flows| flows.push(running.clone()));
            running
        })
    }

    /// Returns the flow as it is now.
    pub fn flow(&self) -> Rc<Flow> {
        self.flow.borrow().clone()
    }

    /// Returns the client that makes its calls.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Adds a view; the first one begins the flow, a later one asks anew.
    pub fn show(self: &Rc<Self>, shown: Rc<AttachedView>) {
        let flow = self.flow();
        self.views.borrow_mut().push(shown.clone());
        shown.update(&flow, self.voice(&shown, Voice::Changes));
        if flow.session().checkout().is_some() {
            dom_events::dispatch_ready(&shown.host, &flow);
        }
        // Not before something is mounted: that starts what runs the tasks.
        if !self.begun.replace(true) {
            self.ask(0, flow.turn());
        } else if *flow.state() != State::Loading {
            self.handle(FlowEvent::Renewed);
        }
    }

    /// Takes a view away; the flow goes on.
    pub fn hide(&self, shown: &Rc<AttachedView>) {
        self.views
            .borrow_mut()
            .retain(|one| !Rc::ptr_eq(one, shown));
    }

    /// Lets the first of several views speak, and no other.
    fn voice(&self, shown: &Rc<AttachedView>, voice: Voice) -> Voice {
        let views = self.views.borrow();
        let is_first = views.first().is_some_and(|first| Rc::ptr_eq(first, shown));
        if is_first { voice } else { Voice::Silent }
    }

    /// Presses the button of the view with this root.
    pub fn press(self: &Rc<Self>, root: &ShadowRoot) {
        let typed = attached_view::cvc_field(root).map(|field| Zeroizing::new(field.value()));
        if let Some(fresh) = self.client.new_key() {
            let at = self.now();
            self.handle(FlowEvent::Pressed(Press {
                typed,
                save: consent(root),
                fresh,
                at,
            }));
        }
    }

    /// Looks at the end of the session: after pause number `turn`, or as the
    /// page is seen again.
    pub fn look(self: &Rc<Self>, turn: Option<u32>) {
        let present = web_sys::window()
            .and_then(|window| window.document())
            .is_some_and(|document| !document.hidden());
        let at = self.now();
        self.handle(FlowEvent::Looked { turn, present, at });
    }

    /// Reads the local clock, seconds.
    pub fn now(&self) -> i64 {
        i64::from(self.client.seconds())
    }

    /// Takes an event and performs the effects that the flow gives.
    pub fn handle(self: &Rc<Self>, event: FlowEvent) {
        let is_asked = match event {
            FlowEvent::Pressed(_) => self.flow().may_press(),
            FlowEvent::Retried | FlowEvent::GiveUpAnswered(_) => true,
            FlowEvent::CheckoutAnswered { .. }
            | FlowEvent::Picked(_)
            | FlowEvent::Edited(_)
            | FlowEvent::EditAnswered { .. }
            | FlowEvent::CvcTyped
            | FlowEvent::PageAgreed
            | FlowEvent::PageRefused
            | FlowEvent::ChargeAnswered(_)
            | FlowEvent::WentOn
            | FlowEvent::GaveUp
            | FlowEvent::RedirectRefused
            | FlowEvent::Connection { .. }
            | FlowEvent::CameBack
            | FlowEvent::CardsChanged
            | FlowEvent::Renewed
            | FlowEvent::Withdrawn
            | FlowEvent::PressedElsewhere
            | FlowEvent::Looked { .. }
            | FlowEvent::ExtendAnswered { .. } => false,
        };
        let voice = if is_asked {
            Voice::Answer
        } else {
            Voice::Changes
        };
        // No borrow is held while listeners of the page run: they may come back here.
        let effects = Rc::make_mut(&mut self.flow.borrow_mut()).after(event);
        let flow = self.flow();
        self.client.claim(flow.sends_for());
        let views = self.views.borrow().clone();
        for shown in &views {
            shown.update(&flow, self.voice(shown, voice));
        }
        for effect in effects {
            self.perform(effect, &flow, &views);
        }
    }

    fn perform(self: &Rc<Self>, effect: Effect, flow: &Flow, views: &[Rc<AttachedView>]) {
        match effect {
            Effect::Ask { after, turn } => self.ask(after, turn),
            Effect::HoldBack(request, key) => {
                *self.body.borrow_mut() = Some((key, request.to_json()));
                // Else one of them may claim that nothing was charged.
                self.tell_the_others(false, || FlowEvent::PressedElsewhere);
                self.hold_back(views);
            }
            Effect::SendCharge(after) => self.send_charge(after),
            Effect::ForgetBody => *self.body.borrow_mut() = None,
            Effect::StoreKey(pending) => {
                if let Some(session) = flow.session().id() {
                    storage::store(&self.client, session, &pending);
                }
            }
            Effect::ForgetKey => {
                if let Some(session) = flow.session().id() {
                    storage::forget(&self.client, session);
                }
            }
            Effect::StorePaid => {
                if let Some(session) = flow.session().id() {
                    storage::store_paid(&self.client, session);
                }
            }
            Effect::Reload => {
                if let Some(shown) = views.iter().find(|shown| shown.host.is_connected()) {
                    self.client.reload(&shown.host);
                }
            }
            Effect::GoTo(url) => {
                if !self.client.leave(&url) {
                    self.handle(FlowEvent::RedirectRefused);
                }
            }
            Effect::GiveUp(payment) => {
                let running = self.clone();
                spawn_local(async move {
                    let answer = running.client.give_up(payment).await;
                    running.handle(FlowEvent::GiveUpAnswered(answer));
                });
            }
            Effect::ClearCvc => {
                for shown in views {
                    shown.clear_cvc();
                }
            }
            Effect::FocusCvc => {
                for shown in views {
                    shown.focus_cvc();
                }
            }
            Effect::EditCard(edit, card, after) => {
                let running = self.clone();
                spawn_local(async move {
                    running.rest(after).await;
                    // The page may have taken the session away meanwhile.
                    if running.flow().edits().is_running() {
                        let answer = running.client.edit_card(edit, &card).await;
                        let at = running.now();
                        running.handle(FlowEvent::EditAnswered { answer, at });
                        if !running.flow().edits().is_running() {
                            running.tell_the_others(true, || FlowEvent::CardsChanged);
                        }
                    }
                });
            }
            Effect::TellEdit => {
                if let Some(shown) = views.first() {
                    shown.tell_edit(flow);
                }
            }
            Effect::Extend => {
                let running = self.clone();
                spawn_local(async move {
                    let answer = running.client.ask_extend().await;
                    let at = running.now();
                    running.handle(FlowEvent::ExtendAnswered { answer, at });
                });
            }
            Effect::Look { after, turn } => {
                let running = self.clone();
                spawn_local(async move {
                    running.client.wait(after).await;
                    running.look(Some(turn));
                });
            }
            Effect::Dispatch(what) => dom_events::dispatch(views, &what, flow),
            Effect::Complain(detail) => self.client.complain(&detail),
        }
    }

    /// Sends the charge whose body is kept, after a pause.
    fn send_charge(self: &Rc<Self>, after: u64) {
        let running = self.clone();
        spawn_local(async move {
            running.rest(after).await;
            // The script makes a string of it, the engine's from here on; ours is wiped.
            let body = running.body.borrow().clone();
            if let Some((key, body)) = body {
                let answer = running.client.charge(&key, &body).await;
                drop(body);
                running.handle(FlowEvent::ChargeAnswered(answer));
            }
        });
    }

    async fn rest(&self, after: u64) {
        if after > 0 {
            let pause = jittered(after, self.client.chance());
            self.client.wait(pause).await;
        }
    }
}

/// Reads the consent to save a new card, if its box is ticked: which text stands there, in
/// which language.
fn consent(root: &ShadowRoot) -> Option<SaveConsent> {
    let ticked = root.query_selector("[name=save]:checked").ok()??;
    let language = root.query_selector(".base").ok()??.get_attribute("lang")?;
    let text = ticked.get_attribute("value")?;
    Some(SaveConsent { text, language })
}
