//! Announces the screen to a shopper who does not see it change.

use web_sys::ShadowRoot;

use super::{banner, card_name, cvc, edits, screen};
use crate::flow::{Banner, EditOutcome, Flow, GivingUp, State};
use crate::messages::{MessageKey as Key, Messages};

/// Names the screen on the base element.
pub fn name_screen(root: &ShadowRoot, flow: &Flow) {
    if let Some(base) = root.query_selector(".base").ok().flatten() {
        // A name and a word of ours: never refused.
        let _ = base.set_attribute("data-screen", flow.screen().as_str());
    }
}

/// Returns what became of a change of a stored card, and whether that may interrupt.
pub fn edited(flow: &Flow, messages: &Messages) -> (String, bool) {
    match flow.edits().outcome() {
        Some((card, outcome)) => {
            let text = edits::said(outcome, &card_name::name(card, messages), messages);
            (text, !matches!(outcome, EditOutcome::Done(_)))
        }
        None => (String::new(), false),
    }
}

/// Holds the texts for the live regions.
#[derive(Default)]
pub struct Announcement {
    /// The text; empty if there is nothing to say.
    pub text: String,
    /// Whether it may interrupt.
    pub urgent: bool,
    /// The text that is repeated while nothing else happens.
    pub meanwhile: String,
}

impl Announcement {
    /// Makes the announcement of the flow's state.
    pub fn of(flow: &Flow, messages: &Messages) -> Self {
        if let Some(screen) = screen::text(flow, messages) {
            let urgent = match flow.state() {
                State::Loading | State::Succeeded | State::ActionRequired(_) | State::Ready(_) => {
                    false
                }
                State::Submitting
                | State::Processing(_)
                | State::Closed
                | State::Superseded
                | State::Limited { .. }
                | State::Expired
                | State::Unavailable => true,
            };
            let text = if flow.giving_up() == GivingUp::Asked {
                messages.get(Key::GiveUpBusy)
            } else if flow.is_hurried() {
                messages.get(Key::UnknownBusy)
            } else {
                screen.said.sentences(messages)
            };
            return Self {
                text,
                urgent,
                ..Self::default()
            };
        }
        if *flow.state() == State::Submitting {
            return Self {
                text: messages.get(Key::Paying),
                meanwhile: messages.get(Key::PayingStill),
                ..Self::default()
            };
        }
        let said = banner::said(flow, messages).or_else(|| cvc::said(flow, messages));
        Self {
            text: said
                .map(|said| said.sentences(messages))
                .unwrap_or_default(),
            // Minutes are left then.
            urgent: flow.state().banner() != Some(Banner::Ending),
            ..Self::default()
        }
    }
}
