//! Finpay's hosted pages.

use super::dialect::FinpaySimulation;
use super::payment::{FinpayPayment, FinpayStatus};
use crate::faults::DeclineCause;
use crate::hosted_pages::{HostedPages, PageStyle, TestCards, TypedCard};
use crate::simulation::{HostedPage, SimulatedPayment};

impl HostedPages for FinpaySimulation {
    const STYLE: PageStyle = PageStyle {
        name: "Finpay test payment page",
        colour: "#b4232a",
        // No document names a test card (assumed: each is taken).
        cards: TestCards {
            numbers: &[
                ("4111 1111 1111 1111", "Visa"),
                ("5123 4500 0000 0008", "Mastercard"),
            ],
            others: "Any other number is taken, too.",
        },
        whole_units: true,
    };

    fn take_card(
        &mut self,
        payment: &mut FinpayPayment,
        typed: TypedCard,
        now: u64,
    ) -> Result<(), &'static str> {
        let code = typed.code.clone();
        let card = typed.card();
        let obstacle = payment.base.check(&card, Some(&code), now);
        payment.base.card = Some(card);
        payment.base.wants_bank = true;
        go_on(payment, obstacle, now);
        Ok(())
    }

    fn take_code(&mut self, payment: &mut FinpayPayment, code: &str, now: u64) {
        let token = payment.base.token.as_ref();
        let obstacle = match token.and_then(|token| self.cards.get(token)) {
            Some(stored) => payment.base.check(&stored.card, Some(code), now),
            // It was deleted meanwhile.
            None => Err(DeclineCause::NoSuchCard),
        };
        go_on(payment, obstacle, now);
    }

    fn leave_bank(&mut self, payment: &mut FinpayPayment, approved: bool, now: u64) {
        if approved {
            payment.capture(now);
        } else {
            payment.fail(DeclineCause::NotAuthenticated, now);
        }
    }

    /// With nothing added (assumed).
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

/// After the card is known: to the bank, or to the money. Two clicks ask for
/// the code alone (two-click-payment).
fn go_on(payment: &mut FinpayPayment, obstacle: Result<(), DeclineCause>, now: u64) {
    match obstacle {
        Err(decline) => payment.fail(decline, now),
        Ok(()) if payment.base.wants_bank => {
            payment.base.page = HostedPage::Bank;
            payment.move_to(FinpayStatus::AuthenticationInitiated, now);
        }
        Ok(()) => payment.capture(now),
    }
}
