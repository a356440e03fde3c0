//! Draws the banner above the button.

use super::callbacks::ViewCallbacks;
use super::markup::Markup;
use crate::flow::{Banner, Flow, FlowEvent};
use crate::messages::{MessageKey as Key, Messages};

/// Holds a title and a text, and how they look.
pub struct TitledText {
    /// `error`, `warning` or `calm`.
    pub kind: &'static str,
    /// The heading.
    pub title: String,
    /// The text below it.
    pub text: String,
}

impl TitledText {
    /// Joins both into sentences for a screen reader: without a stop they are one.
    pub fn sentences(&self, messages: &Messages) -> String {
        self.joined(space(messages))
    }

    fn joined(&self, space: &str) -> String {
        let between = match self.title.chars().next_back() {
            None | Some('。') => "",
            Some('.' | '!' | '?' | '…' | '؟') => space,
            // A language that writes a stop of its own puts no space behind it.
            Some(_) if space.is_empty() => "。",
            Some(_) => ". ",
        };
        [&self.title, between, &self.text].concat()
    }
}

/// Returns what the language writes between two sentences: what it writes behind a comma.
pub fn space(messages: &Messages) -> &'static str {
    let is_spaced = messages.get(Key::Comma).ends_with(' ');
    if is_spaced { " " } else { "" }
}

/// Returns the texts of the banner, if there is one: without a connection of that, else of
/// what happened, and of another amount beside it.
pub fn said(flow: &Flow, messages: &Messages) -> Option<TitledText> {
    if flow.is_offline() {
        return Some(TitledText {
            kind: "warning",
            title: messages.get(Key::OfflineTitle),
            text: messages.get(Key::OfflineText),
        });
    }
    let happened = happened(flow, messages);
    let Some(amount) = changed_amount(flow, messages) else {
        return happened;
    };
    let Some(happened) = happened else {
        return Some(amount);
    };
    let text = [happened.text, amount.text].join(space(messages));
    Some(TitledText { text, ..happened })
}

/// Returns the texts of another amount than the one that the shopper has seen.
fn changed_amount(flow: &Flow, messages: &Messages) -> Option<TitledText> {
    let before = flow.amount_before().filter(|_| flow.shows_cards())?;
    let now = messages.amount(flow.session().checkout());
    Some(TitledText {
        kind: "warning",
        title: messages.get(Key::AmountTitle),
        text: messages.with_amount(Key::AmountText, &now, &messages.price(before)),
    })
}

/// Returns the texts of what happened.
fn happened(flow: &Flow, messages: &Messages) -> Option<TitledText> {
    let (kind, title, text) = match flow.state().banner()? {
        Banner::Declined(decline) => {
            let title = Key::decline_title(decline.reason);
            ("error", title, Key::decline_text(decline.reason))
        }
        Banner::NotCharged(state, failure) => {
            let text = Key::not_charged_text(state, failure);
            ("warning", Key::NotCharged, text)
        }
        Banner::Cvc(_) | Banner::AmountChanged => return None,
        Banner::LastCvc { elsewhere: true } => ("error", Key::WrongCvc, Key::WrongCvcElsewhere),
        Banner::LastCvc { elsewhere: false } => {
            // Without cards on screen it advises none of them.
            let text = if flow.shows_cards() {
                Key::WrongCvcOut
            } else {
                Key::Nothing
            };
            ("error", Key::WrongCvc, text)
        }
        Banner::GivenUp => ("calm", Key::GivenUpTitle, Key::GivenUpText),
        Banner::Card => ("error", Key::CardTitle, Key::CardText),
        Banner::TooMany(limit) => {
            let (title, text) = Key::of_limit(limit);
            ("error", title, text)
        }
        Banner::Ending => ("warning", Key::EndingTitle, Key::EndingText),
        Banner::NotArrived => ("warning", Key::NotArrivedTitle, Key::NotArrivedText),
        Banner::Refused => ("error", Key::RefusedTitle, Key::RefusedText),
    };
    Some(TitledText {
        kind,
        title: messages.get(title),
        text: messages.fill(text, &messages.amount(flow.session().checkout())),
    })
}

/// Draws the request id, by which the shop's support finds the error.
pub fn request_id(flow: &Flow, messages: &Messages) -> Option<Markup> {
    let request_id = flow.request_id()?;
    let text = messages.fill(Key::RequestId, request_id);
    Some(Markup::new("p", "class=request-id; part=request-id").text(text))
}

/// Draws the banner, with a button for more time where the session ends.
pub fn draw(flow: &Flow, messages: &Messages, callbacks: &ViewCallbacks) -> Option<Markup> {
    let said = said(flow, messages)?;
    let ends = flow.state().banner() == Some(Banner::Ending);
    let reload = ends.then(|| {
        Markup::new("button", "class=action quiet; part=action; type=button")
            .on("click", callbacks.handling(|| FlowEvent::Retried))
            .text(messages.get(Key::Reload))
    });
    Some(
        Markup::new("div", "class=banner; part=banner")
            .attribute("data-kind", said.kind)
            .child(
                Markup::new(
                    "h2",
                    "class=banner-title; part=banner-title; data-heading=; tabindex=-1",
                )
                .text(said.title),
            )
            .child(Markup::new("p", "class=banner-text; part=banner-text").text(said.text))
            .child(reload)
            .child(request_id(flow, messages)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_ends_as_its_language_ends_a_sentence() {
        for (title, text, space, said) in [
            ("Paid", "Thank you!", " ", "Paid. Thank you!"),
            ("One moment…", "We look.", " ", "One moment… We look."),
            ("", "No code.", " ", "No code."),
            ("完了", "ありがとう。", "", "完了。ありがとう。"),
            (
                "お待ちください…",
                "確認中です。",
                "",
                "お待ちください…確認中です。",
            ),
        ] {
            let titled = TitledText {
                kind: "calm",
                title: title.to_owned(),
                text: text.to_owned(),
            };
            assert_eq!(titled.joined(space), said);
        }
    }
}
