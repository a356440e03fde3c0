//! A shopper at the pay page of a session.

use axum::response::Response;
use http::HeaderMap;
use oneclick_rules::wire::CheckoutView;

use crate::http::app::App;
use crate::http::error::Error;
use crate::http::language::PageLanguage;
use crate::http::pay_page::texts::PageTexts;
use crate::http::returns::page::ReturnPage;
use crate::model::session::Session;
use crate::refusal::Refusal;
use crate::sessions::open::Sessions;
use crate::store::sessions;

/// The pay page of a session, opened by its token.
pub struct OpenedPage {
    /// What the server has.
    pub app: App,
    /// The session.
    pub session: Session,
    /// The page token: the page's address from itself.
    pub token: String,
    /// The texts, in the session's language, else in one that the browser asks for.
    pub texts: PageTexts,
}

impl OpenedPage {
    /// Opens the page of a token, else answers that there is none.
    pub async fn open(app: &App, headers: &HeaderMap, token: &str) -> Result<Self, Response> {
        let nowhere = ReturnPage::new(headers, &app.config.return_origins);
        let references = &app.deployment.references;
        let Some(id) = references.session_of(token) else {
            return Err(nowhere.nowhere());
        };
        let found = app
            .deployment
            .store()
            .read(move |tx| sessions::find(tx, &id));
        let session = match found.await {
            Ok(found) => found.filter(|session| session.mode == app.config.mode),
            Err(error) => return Err(nowhere.unknown(Error::from(error))),
        };
        let session = session.ok_or_else(|| nowhere.nowhere())?;
        let wanted = session
            .terms
            .language
            .as_deref()
            .and_then(PageLanguage::of_tag);
        let language = wanted.unwrap_or_else(|| PageLanguage::of_browser(headers));
        Ok(Self {
            app: app.clone(),
            session,
            token: String::from(token),
            texts: PageTexts::of(language),
        })
    }

    /// Reads the checkout as it stands.
    ///
    /// # Errors
    /// Fails as [`Sessions::checkout_view`] does.
    pub async fn view(&self) -> Result<CheckoutView, Refusal> {
        Sessions::of(&self.app.deployment)
            .checkout_view(&self.session)
            .await
    }
}
