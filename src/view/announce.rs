//! What is said to a shopper who does not see the face change.

use web_sys::ShadowRoot;

use super::{message, notice};
use crate::flow::{Flow, Stage};
use crate::texts::Texts;

/// Names the face on the base element, and says what has changed if this view
/// is the one that `speaks`.
pub fn announce(root: &ShadowRoot, flow: &Flow, texts: &Texts, speaks: bool) {
    if let Some(base) = root.query_selector(".base").ok().flatten() {
        // A name and a word of ours: never refused.
        let _ = base.set_attribute("data-face", flow.face().as_str());
    }
    if speaks {
        let (polite, urgent) = words(flow, texts);
        write(root, "[role=status]", &polite);
        write(root, "[role=alert]", &urgent);
    }
}

/// What the polite and the urgent region say.
fn words(flow: &Flow, texts: &Texts) -> (String, String) {
    let silent = String::new();
    if let Some(face) = message::face(flow, texts) {
        let text = [face.said.title, face.said.text].join(" ");
        return match flow.stage() {
            Stage::Loading | Stage::Paid | Stage::Bank(_) | Stage::Ready(_) => (text, silent),
            Stage::Submitting
            | Stage::Processing(_)
            | Stage::Closed
            | Stage::Superseded
            | Stage::Expired
            | Stage::Unavailable => (silent, text),
        };
    }
    match (flow.stage(), notice::said(flow, texts)) {
        (_, Some(said)) => (silent, [said.title, said.text].join(" ")),
        (Stage::Submitting, None) => (texts.get("paying"), silent),
        (_, None) => (silent.clone(), silent),
    }
}

/// The same words again are not news: nothing is written then.
fn write(root: &ShadowRoot, region: &str, words: &str) {
    let region = root.query_selector(region).ok().flatten();
    let changed = region.filter(|region| region.text_content().as_deref() != Some(words));
    if let Some(region) = changed {
        region.set_text_content(Some(words));
    }
}
