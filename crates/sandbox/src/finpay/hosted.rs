//! Finpay's hosted pages.

use super::dialect::FinpaySimulation;
use super::payment::{FinpayPayment, FinpayStatus};
use crate::faults::DeclineCause;
use crate::hosted_pages::{HostedPages, PageStyle, TestCards, TypedCard};
use crate::simulation::SimulatedPayment;

impl HostedPages for FinpaySimulation {
    const STYLE: PageStyle = PageStyle {
        name: "Finpay test payment page",
        colour: "#b4232a",
        cards: TestCards::ANY,
        whole_units: true,
    };

    fn inspect(
        &mut self,
        payment: &mut FinpayPayment,
        _typed: &TypedCard,
        _now: u64,
    ) -> Result<(), &'static str> {
        payment.base.wants_bank = true;
        Ok(())
    }

    /// Two clicks ask for the code alone (two-click-payment). The card may have
    /// been deleted meanwhile.
    fn take_code(&mut self, payment: &mut FinpayPayment, code: &str, now: u64) {
        let token = payment.base.token.as_ref();
        let stored = token.and_then(|token| self.store.cards.get(token));
        let checked = stored.map_or(Err(DeclineCause::NoSuchCard), |stored| {
            payment.base.check(stored, Some(code), now)
        });
        payment.go_on(checked, now);
    }

    /// Adds nothing to the address (assumed).
    fn back(payment: &FinpayPayment) -> Option<String> {
        let url = if payment.is_open() {
            &payment.urls.back
        } else if payment.is_charged() || payment.status == FinpayStatus::Pending {
            &payment.urls.success
        } else {
            &payment.urls.fail
        };
        url.clone()
    }
}
