//! Smart2Pay's hosted pages.

use axum::http::Uri;

pub(super) use super::answer::PATH;
use super::dialect::Smart2paySimulation;
use super::payment::Smart2payPayment;
use super::{pattern, status};
use crate::hosted_pages::{HostedPages, PageStyle, TestCards, TypedCard, with_query};
use crate::simulation::Simulation;

impl HostedPages for Smart2paySimulation {
    const STYLE: PageStyle = PageStyle {
        name: "Smart2Pay test payment page",
        colour: "#1d4ed8",
        cards: TestCards::ANY,
        whole_units: false,
    };

    fn visited(&self, uri: &Uri) -> Option<&Smart2payPayment> {
        let mut members = form_urlencoded::parse(uri.query()?.as_bytes());
        let (_, token) = members.find(|(name, _)| name == "PaymentToken")?;
        self.store.of_page(&token)
    }

    /// The card is stored in any case; whether its token is told is another
    /// matter.
    fn inspect(
        &mut self,
        payment: &mut Smart2payPayment,
        typed: &TypedCard,
        _now: u64,
    ) -> Result<(), &'static str> {
        if !pattern::holder(&typed.holder) {
            return Err("The name on the card has letters and spaces alone.");
        }
        if !pattern::card_number(&typed.number) {
            return Err("The card number is not valid.");
        }
        payment.base.token = Some(self.save_card(None, typed.card()));
        Ok(())
    }

    /// Adds the hint and the reference that the documents show. Neither is
    /// secret, and neither is proof of anything.
    fn back(payment: &Smart2payPayment) -> Option<String> {
        // As the documents have it: 2 success, 3 cancelled, 4 failed, 7
        // processing.
        let hint = match payment.status {
            status::CANCELLED => 3,
            status::FAILED | status::EXPIRED => 4,
            status::OPEN | status::PENDING => 7,
            _ => 2,
        };
        let url = payment.return_url.replace("%3A%2F%2F", "://");
        let reference = &payment.base.reference;
        let query = format!("data={hint}&MerchantTransactionID={reference}");
        Some(with_query(&url, &query))
    }
}
