//! What a page shows of the checkout as it stands.

use http::StatusCode;
use oneclick_rules::wire::{CheckoutView, PaymentView, Redirect};
use oneclick_rules::{CardId, ErrorCode, MessageKey, PaymentId, PaymentState};

use crate::http::pay_page::answer::PageAnswer;
use crate::http::pay_page::banner::PageBanner;
use crate::http::pay_page::list::{CvcMistake, PaymentForm, usable};
use crate::http::pay_page::opened::OpenedPage;
use crate::http::pay_page::refusing::RefusedPage;
use crate::http::pay_page::screens;
use crate::refusal::Refusal;

/// How a shopper came to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageEntry {
    /// By its address, or back from another page.
    Opened,
    /// By this payment, which they have just made, and which may lead on.
    Paid(PaymentId),
    /// By giving a payment up, in vain.
    GaveUp,
}

impl PageEntry {
    /// What the query of an address begins with that leads on by itself.
    const GOES_ON: &'static str = "on=";

    /// Reads an address's query.
    pub fn of_query(query: Option<&str>) -> Self {
        let payment = query.and_then(|query| query.strip_prefix(Self::GOES_ON));
        let payment = payment.and_then(|id| PaymentId::parse(id).ok());
        payment.map_or(Self::Opened, Self::Paid)
    }

    /// Returns the address of a page that leads on by itself to where this payment goes on,
    /// and to no other's: what holds the order then may be another card's.
    pub fn going_on(token: &str, payment: &PaymentId) -> String {
        format!("{token}?{}{payment}", Self::GOES_ON)
    }
}

/// What a page shows of the checkout as it stands.
pub struct ShownPage<'a> {
    page: &'a OpenedPage,
    view: &'a CheckoutView,
    /// What is said above the button.
    pub banner: Option<PageBanner>,
    /// What is wrong with the security code that was sent.
    pub mistake: Option<CvcMistake>,
    /// What the page is answered with, when it shows the cards.
    pub status: StatusCode,
    /// With a limit that was reached: its end, seconds.
    pub retry_after: Option<u64>,
}

impl<'a> ShownPage<'a> {
    /// Shows the checkout, with what became of the order's last payment.
    pub fn of(page: &'a OpenedPage, view: &'a CheckoutView) -> Self {
        Self {
            page,
            view,
            banner: PageBanner::of_payment(view),
            mistake: None,
            status: StatusCode::OK,
            retry_after: None,
        }
    }

    /// Says which rules the card or its security code breaks.
    pub fn refuse_card(&mut self, card: Option<&CardId>, codes: &[ErrorCode]) {
        let mut cards = usable(self.view);
        let card = cards.find(|one| Some(&one.id) == card && one.cvc.asks());
        let [code] = codes else {
            self.banner = Some(PageBanner::Card);
            return;
        };
        match card.filter(|_| code.is_of_cvc()) {
            Some(card) => {
                self.banner = None;
                self.mistake = Some(CvcMistake {
                    card: card.id.clone(),
                    message: MessageKey::cvc_rule(*code, card.brand),
                });
            }
            None => self.banner = Some(PageBanner::Card),
        }
    }

    /// Makes the page: the screen of the order's payment, else the cards.
    ///
    /// # Errors
    /// Fails if the operating system has no randomness to give.
    pub fn answer(&self, entry: &PageEntry) -> Result<PageAnswer, Refusal> {
        let Self { page, view, .. } = *self;
        let Some(payment) = &view.payment else {
            return self.cards();
        };
        Ok(match payment.state {
            PaymentState::Succeeded => screens::paid(page, view, payment),
            PaymentState::Processing if payment.needs_review => {
                screens::review(page, view, payment)
            }
            PaymentState::Processing => screens::unknown(page, payment),
            PaymentState::ActionRequired => self.elsewhere(payment, entry),
            PaymentState::Cancelled | PaymentState::Refunded => screens::closed(page, payment),
            PaymentState::Declined | PaymentState::Failed | PaymentState::Expired => {
                return self.cards();
            }
        })
    }

    fn elsewhere(&self, payment: &PaymentView, entry: &PageEntry) -> PageAnswer {
        let redirect = payment.redirect.as_ref();
        let Some(redirect) = redirect.filter(|redirect| is_web(redirect)) else {
            return screens::unknown(self.page, payment);
        };
        let goes_on = matches!(entry, PageEntry::Paid(made) if *made == payment.id);
        let is_held = *entry == PageEntry::GaveUp;
        screens::go_on(
            self.page,
            self.view,
            (payment, redirect),
            (goes_on, is_held),
        )
    }

    fn cards(&self) -> Result<PageAnswer, Refusal> {
        let Self { page, view, .. } = *self;
        let before = self.banner.as_ref();
        let before = before.map(|banner| banner.sentences(page.texts));
        if view.now >= view.expires_at {
            return Ok(RefusedPage::Expired.answer(page, before));
        }
        if let Some(limited) = &view.limited {
            return Ok(screens::limited(page, view, limited, before));
        }
        if usable(view).next().is_none() && view.new_card.is_none() {
            return Ok(screens::empty(page, view, before));
        }
        let key = page.app.deployment.environment.random().page_key()?;
        let form = PaymentForm {
            texts: page.texts,
            view,
            action: &page.token,
            key: &key,
            banner: self.banner.as_ref(),
            mistake: self.mistake.as_ref(),
        };
        let shop = &page.app.config.merchant;
        let texts = page.texts;
        let said = self
            .mistake
            .as_ref()
            .map(|mistake| texts.get(mistake.message));
        let said = said.or_else(|| Some(self.banner.as_ref()?.title(texts)));
        let said = said.map_or_else(|| texts.amount(view.amount), String::from);
        Ok(PageAnswer {
            status: self.status,
            texts,
            title: format!("{said} – {shop}"),
            refresh: None,
            retry_after: self.retry_after,
            comes_back: None,
            body: screens::around(page, Some(view.amount), form.draw()),
        })
    }
}

/// Tells whether a page can be led to: https, or http on this machine. The server has
/// compared its host with the provider's list.
fn is_web(redirect: &Redirect) -> bool {
    crate::config::Origin::of(&redirect.url).is_some()
}
