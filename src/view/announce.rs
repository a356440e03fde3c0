//! What is said to a shopper who does not see the screen change.

use web_sys::ShadowRoot;

use super::{banner, cvc, screen};
use crate::flow::{Banner, Flow, GivingUp, State};
use crate::texts::Texts;

/// Names the screen on the base element.
pub fn name_screen(root: &ShadowRoot, flow: &Flow) {
    if let Some(base) = root.query_selector(".base").ok().flatten() {
        // A name and a word of ours: never refused.
        let _ = base.set_attribute("data-screen", flow.screen().as_str());
    }
}

/// Words for the ear.
#[derive(Default)]
pub struct Spoken {
    /// What is said; empty where there is nothing to say.
    pub words: String,
    /// Whether it may interrupt.
    pub urgent: bool,
    /// What is said while nothing else happens.
    pub meanwhile: String,
}

impl Spoken {
    /// What is said of where the flow stands.
    pub fn of(flow: &Flow, texts: &Texts) -> Self {
        if let Some(screen) = screen::text(flow, texts) {
            let urgent = match flow.state() {
                State::Loading | State::Paid | State::Bank(_) | State::Ready(_) => false,
                State::Submitting
                | State::Processing(_)
                | State::Closed
                | State::Superseded
                | State::Expired
                | State::Unavailable => true,
            };
            let words = if flow.giving_up() == GivingUp::Asked {
                texts.get("give_up.busy")
            } else {
                screen.said.sentences()
            };
            return Self {
                words,
                urgent,
                ..Self::default()
            };
        }
        if *flow.state() == State::Submitting {
            return Self {
                words: texts.get("paying"),
                meanwhile: texts.get("paying.still"),
                ..Self::default()
            };
        }
        let said = banner::said(flow, texts).or_else(|| cvc::said(flow, texts));
        Self {
            words: said.map(|said| said.sentences()).unwrap_or_default(),
            // Minutes are left then.
            urgent: flow.banner() != Some(Banner::Ending),
            ..Self::default()
        }
    }
}
