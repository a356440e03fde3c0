//! Answers a page that is open: with what is shown, or with why it is not.

use std::sync::Arc;

use axum::response::Response;

use crate::http::error::{Error, OwnBody};
use crate::http::pay_page::answer::PageAnswer;
use crate::http::pay_page::opened::OpenedPage;
use crate::http::pay_page::refusing::RefusedPage;
use crate::http::pay_page::shown::{PageEntry, ShownPage};
use crate::refusal::Refusal;

/// Shows the checkout as it stands.
pub async fn show(page: &OpenedPage, entry: PageEntry) -> Response {
    show_as(page, entry, |_| ()).await
}

/// Shows the checkout as it stands, with what `change` says of it.
pub async fn show_as(
    page: &OpenedPage,
    entry: PageEntry,
    change: impl FnOnce(&mut ShownPage<'_>),
) -> Response {
    let view = match page.view().await {
        Ok(view) => view,
        Err(refusal) => return refuse(page, refusal),
    };
    let mut shown = ShownPage::of(page, &view);
    change(&mut shown);
    match shown.answer(&entry) {
        Ok(answer) => answer.into_response(),
        Err(refusal) => refuse(page, refusal),
    }
}

/// Answers a refusal of the whole page.
pub fn refuse(page: &OpenedPage, refusal: Refusal) -> Response {
    let answer = RefusedPage::of(&refusal).answer(page, None);
    logged(answer, Error::of_session(refusal))
}

/// Answers a page, with its error in the log.
pub fn logged(answer: PageAnswer, error: Error) -> Response {
    let mut response = answer.into_response();
    let extensions = response.extensions_mut();
    extensions.insert(Arc::new(error));
    extensions.insert(OwnBody);
    response
}
