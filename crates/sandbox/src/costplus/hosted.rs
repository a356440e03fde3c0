//! CostPlus's hosted pages: one of an order without a transaction, where cards
//! are all there is to choose, and one of each transaction.

use axum::http::Uri;

use super::dialect::CostplusSimulation;
use super::order::{CostplusOrder, CostplusStatus};
use super::transaction::{CostplusTransaction, TransactionReason, TransactionStatus};
use crate::hosted_pages::{HostedPages, PageStyle, TestCards, TypedCard, with_query};
use crate::simulation::{SimulatedPayment, Simulation};

impl HostedPages for CostplusSimulation {
    const STYLE: PageStyle = PageStyle {
        name: "CostPlus test payment page",
        colour: "#7c2d8e",
        // The documents' test cards (testing).
        cards: TestCards {
            numbers: &[
                ("4111 1111 1111 1111", "pays"),
                ("5544 3300 0000 0037", "pays"),
                ("4462 0300 0000 0000", "pays"),
                ("4111 1111 1111 1105", "is declined"),
                ("4111 1111 1111 1143", "is declined as stolen"),
                ("4111 1111 1111 1151", "has not enough money"),
            ],
            others: "Any other number pays, too.",
        },
        whole_units: false,
    };

    fn visited(&self, uri: &Uri) -> Option<&CostplusOrder> {
        let (_, rest) = uri.path().split_once("/pay/")?;
        let mut parts = rest.trim_end_matches('/').split('/');
        let order = self.find(parts.next()?)?;
        let own = match parts.next_back() {
            None => !order.has_transaction,
            Some(id) => order
                .transactions
                .iter()
                .any(|one| one.id == id && one.has_page),
        };
        own.then_some(order)
    }

    fn failure(order: &CostplusOrder) -> Option<&'static str> {
        let reason = order.transactions.last()?.reason?;
        Some(reason.message)
    }

    /// "Cancelled, either by the customer or via the API" (status-requests):
    /// leaving the card's page does.
    fn leave(order: &mut CostplusOrder, now: u64) {
        order.move_to(CostplusStatus::Cancelled, now);
    }

    /// After a failed attempt the order's own page begins another transaction,
    /// a transaction's page goes on with its own (assumed).
    fn inspect(
        &mut self,
        order: &mut CostplusOrder,
        typed: &TypedCard,
        now: u64,
    ) -> Result<(), &'static str> {
        order.base.wants_bank = true;
        let failed = |last: &CostplusTransaction| last.status == TransactionStatus::Error;
        let wants_another = order.transactions.last().is_none_or(failed);
        if wants_another && !order.has_transaction {
            order.transactions.push(CostplusTransaction::new(true, now));
        }
        order.decline = TransactionReason::of_number(&typed.number);
        if let Some(last) = order.transactions.last_mut() {
            last.card = Some(typed.card().details);
            last.token = None;
        }
        Ok(())
    }

    /// Adds the order's id: `failure_url` unless it is paid or will be (assumed:
    /// also where the shopper leaves without paying).
    fn back(order: &CostplusOrder) -> Option<String> {
        let paid = [CostplusStatus::Completed, CostplusStatus::Processing].contains(&order.status);
        let failure = order.failure_url.as_ref();
        let failure = failure.filter(|_| !paid || order.is_open());
        let url = failure.or(order.return_url.as_ref())?;
        let query = format!("order_id={}", order.base.id);
        Some(with_query(url, &query))
    }
}
