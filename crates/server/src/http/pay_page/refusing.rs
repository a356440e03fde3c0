//! The screens of what refuses the whole page.

use http::StatusCode;
use maud::html;
use oneclick_rules::MessageKey as Key;

use crate::http::pay_page::answer::{PageAnswer, PageRefresh};
use crate::http::pay_page::opened::OpenedPage;
use crate::http::pay_page::screens::{PageScreen, joined, to_shop};
use crate::http::returns::texts::ReturnTexts;
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

    /// Makes the page, behind what became of the order's last payment. One that is over
    /// says nothing of paying: the order may be paid, and this page shows that no more.
    pub fn answer(self, page: &OpenedPage, before: Option<String>) -> PageAnswer {
        let texts = page.texts;
        let over = ReturnTexts::of(texts.language).text;
        let (status, kind, title, text) = match self {
            Self::Expired => (StatusCode::GONE, "stopped", Key::ExpiredTitle, over),
            Self::Superseded => (StatusCode::CONFLICT, "stopped", Key::SupersededTitle, over),
            Self::Unknown(status) => {
                let text = texts.get(Key::UnknownText);
                (status, "unknown", Key::UnknownTitle, text)
            }
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
            text: joined(texts, before, text),
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
