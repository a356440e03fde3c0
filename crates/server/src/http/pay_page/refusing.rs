//! The screens of what refuses the whole page.

use http::StatusCode;
use maud::html;
use oneclick_rules::MessageKey as Key;

use crate::http::pay_page::answer::{PageAnswer, PageRefresh};
use crate::http::pay_page::opened::OpenedPage;
use crate::http::pay_page::screens::{PageScreen, to_shop};
use crate::refusal::Refusal;

/// Seconds after which a page is asked for anew that could not be shown.
const LATER: u64 = 10;

/// What refuses a page.
#[derive(Clone, Copy, Debug)]
pub enum RefusedPage {
    /// The session has ended.
    Expired,
    /// A newer session of the order has another amount.
    Superseded,
    /// The server knows nothing for now, and a payment may have been made.
    Unknown(StatusCode),
}

impl RefusedPage {
    /// Returns what the refusal says of the page.
    pub fn of(refusal: &Refusal) -> Self {
        if let Refusal::SessionExpired = refusal {
            return Self::Expired;
        }
        if let Refusal::Superseded = refusal {
            return Self::Superseded;
        }
        Self::Unknown(refusal.problem().status)
    }

    /// Makes the page.
    pub fn answer(self, page: &OpenedPage) -> PageAnswer {
        let texts = page.texts;
        let (status, kind, title, text) = match self {
            Self::Expired => (
                StatusCode::GONE,
                "stopped",
                Key::ExpiredTitle,
                Key::ExpiredText,
            ),
            Self::Superseded => (
                StatusCode::CONFLICT,
                "stopped",
                Key::SupersededTitle,
                Key::ExpiredText,
            ),
            Self::Unknown(status) => (status, "unknown", Key::UnknownTitle, Key::UnknownText),
        };
        let asks_again = matches!(self, Self::Unknown(_));
        let more = if asks_again {
            html! { a .action.quiet href=(page.token) { (texts.get(Key::UnknownAction)) } }
        } else {
            to_shop(page)
        };
        let screen = PageScreen {
            kind,
            title: texts.get(title),
            text: String::from(texts.get(text)),
            more,
        };
        PageAnswer {
            status,
            refresh: asks_again.then_some(PageRefresh::After(LATER)),
            retry_after: asks_again.then_some(LATER),
            ..screen.page(page, None)
        }
    }
}
