//! Draws the screens that stand in place of the cards.

use super::banner::{self, TitledText};
use super::callbacks::ViewCallbacks;
use super::markup::Markup;
use super::{card, edits, receipt};
use crate::flow::{Flow, FlowEvent, GivingUp, Polling, State};
use crate::messages::{MessageKey as Key, Messages};

/// Holds the texts of a screen and of its buttons.
pub struct ScreenText {
    /// Its texts.
    pub said: TitledText,
    /// The text of its button.
    action: Option<String>,
    /// The way out of a page that is open.
    out: Option<WayOut>,
}

/// Holds the texts of the way out of a page that is open.
struct WayOut {
    /// The text of how long the page holds the order.
    until: String,
    /// The text of the button that gives up, if there is one.
    give_up: Option<String>,
    /// Whether that button has been pressed.
    busy: bool,
}

/// The screen of a session that takes no payment any more.
const EXPIRED: (&str, Key, Key, Option<Key>) = (
    "stopped",
    Key::ExpiredTitle,
    Key::ExpiredText,
    Some(Key::Reload),
);

/// Returns the texts of the flow's screen, unless that is the cards.
pub fn text(flow: &Flow, messages: &Messages) -> Option<ScreenText> {
    let (kind, title, text, action) = match flow.state() {
        // The skeleton stands until the first answer, and a word after a retry.
        State::Loading if flow.turn() > 0 => ("calm", Key::LoadingTitle, Key::LoadingText, None),
        State::Loading | State::Submitting => return None,
        State::Ready(_) if flow.shows_cards() => return None,
        // The page has taken it away, and gives another one.
        State::Ready(_) if flow.is_withdrawn() => (EXPIRED.0, EXPIRED.1, EXPIRED.2, None),
        State::Ready(_) if flow.session().unusable_cards().next().is_some() => {
            ("calm", Key::EmptyUnusable, Key::EmptyText, None)
        }
        State::Ready(_) => ("calm", Key::EmptyTitle, Key::EmptyText, None),
        State::ActionRequired(redirect) => {
            let (title, text, action) = Key::of_redirect(redirect.kind);
            ("bank", title, text, Some(action))
        }
        State::Processing(Polling::Review) => ("review", Key::ReviewTitle, Key::ReviewText, None),
        State::Processing(polling) => {
            let (kind, title, text) = match polling {
                Polling::Active | Polling::Review => {
                    ("unknown", Key::UnknownTitle, Key::UnknownText)
                }
                Polling::Ended => ("warning", Key::ContactTitle, Key::ContactText),
            };
            let action = if flow.is_hurried() {
                Key::UnknownBusy
            } else {
                Key::UnknownAction
            };
            (kind, title, text, Some(action))
        }
        State::Succeeded => ("paid", Key::PaidTitle, Key::PaidText, None),
        State::Closed => ("stopped", Key::ClosedTitle, Key::ClosedText, None),
        State::Superseded => {
            let action = Some(Key::Reload);
            ("stopped", Key::SupersededTitle, Key::SupersededText, action)
        }
        State::Limited { limit, .. } => {
            let (title, text) = Key::of_limit(*limit);
            ("stopped", title, text, None)
        }
        State::Expired => EXPIRED,
        State::Unavailable if flow.is_offline() => {
            let action = Some(Key::UnavailableAction);
            ("warning", Key::OfflineTitle, Key::OfflineText, action)
        }
        State::Unavailable => {
            let action = Some(Key::UnavailableAction);
            (
                "warning",
                Key::UnavailableTitle,
                Key::UnavailableText,
                action,
            )
        }
    };
    let space = banner::space(messages);
    let mut text = messages.fill(text, &messages.amount(flow.session().checkout()));
    if *flow.state() == State::Unavailable && flow.charge().nothing_was_sent() {
        text = [messages.get(Key::Nothing), text].join(space);
    }
    if let State::Limited {
        wait: Some(seconds),
        ..
    } = flow.state()
    {
        let until = messages.lasting(i64::try_from(*seconds).unwrap_or_default());
        text = [text, messages.fill(Key::TooManyUntil, &until)].join(space);
    }
    if flow.giving_up() == GivingUp::Held {
        text = [messages.get(Key::GiveUpHeld), text].join(space);
    }
    // If no card is left, the outcome of the last attempt is still said.
    if let Some(before) = banner::said(flow, messages)
        && *flow.state() != State::Unavailable
    {
        text = [before.sentences(messages), text].join(space);
    }
    Some(ScreenText {
        said: TitledText {
            kind,
            title: messages.get(title),
            text,
        },
        action: action.map(|key| messages.get(key)),
        out: out(flow, messages),
    })
}

/// Returns the texts of the way out, if a page is open.
fn out(flow: &Flow, messages: &Messages) -> Option<WayOut> {
    let State::ActionRequired(redirect) = flow.state() else {
        return None;
    };
    let until = match flow.page_left(messages.clock()) {
        Some(left @ 1..) => messages.fill(Key::PageUntil, &messages.lasting(left)),
        Some(_) => messages.get(Key::PageOver),
        None if redirect.cancellable => String::new(),
        None => messages.get(Key::PageLeave),
    };
    let busy = flow.giving_up() == GivingUp::Asked;
    let key = if busy { Key::GiveUpBusy } else { Key::GiveUp };
    Some(WayOut {
        until,
        give_up: redirect.cancellable.then(|| messages.get(key)),
        busy,
    })
}

/// Draws the screen, unless that is the cards.
pub fn draw(flow: &Flow, messages: &Messages, callbacks: &ViewCallbacks) -> Option<Markup> {
    let ScreenText { said, action, out } = text(flow, messages)?;
    let goes_on = matches!(flow.state(), State::ActionRequired(_));
    let event = move || {
        if goes_on {
            FlowEvent::WentOn
        } else {
            FlowEvent::Retried
        }
    };
    let is_secondary = matches!(flow.state(), State::Processing(_));
    let action = action.map(|label| {
        let fixed = if is_secondary {
            "class=action quiet; part=action; type=button"
        } else {
            "class=action; part=action; type=button"
        };
        Markup::new("button", fixed)
            .truth("aria-disabled", flow.is_hurried())
            .on("click", callbacks.handling(event))
            .text(label)
    });
    let lists_cards = matches!(flow.state(), State::Ready(_));
    let cards = lists_cards.then(|| card::draw_unusable(flow, messages, callbacks));
    let cards = cards.flatten();
    let lists = cards.is_some() || (lists_cards && !flow.edits().removed().is_empty());
    let cards = lists.then(|| {
        let rows = Markup::new("div", "class=rows; part=rows").child(cards);
        edits::removed(rows, flow, messages, callbacks)
    });
    let mut screen = Markup::new("div", "class=screen; part=screen")
        .attribute("data-kind", said.kind)
        .child(
            Markup::new("span", "class=sign; part=sign; aria-hidden=true")
                .attribute("data-kind", said.kind),
        )
        .child(
            Markup::new(
                "h2",
                "class=screen-title; part=screen-title; data-heading=; tabindex=-1",
            )
            .text(said.title),
        )
        .child(Markup::new("p", "class=screen-text; part=screen-text").text(said.text))
        .child(receipt::draw(flow, messages))
        .child(action);
    if let Some(out) = out {
        screen = draw_out(screen, out, callbacks);
    }
    Some(
        screen
            .child(cards)
            .child(banner::request_id(flow, messages)),
    )
}

/// Draws the way out below the way on, with how long that is open.
fn draw_out(screen: Markup, out: WayOut, callbacks: &ViewCallbacks) -> Markup {
    let give_up = out.give_up.map(|label| {
        Markup::new("button", "class=action quiet; part=give-up; type=button")
            .truth("aria-disabled", out.busy)
            .on("click", callbacks.handling(|| FlowEvent::GaveUp))
            .text(label)
    });
    screen
        .child(give_up)
        .child(Markup::new("p", "class=until; part=until").text(out.until))
}
