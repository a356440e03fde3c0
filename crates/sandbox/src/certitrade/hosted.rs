//! The pay window (reference/process.md, common/test.md).

use super::decline::{REFUSED, decline, refused, test_card};
use super::dialect::CertitradeSimulation;
use super::payment::{CertitradePayment, CertitradeState};
use crate::clock;
use crate::faults::DeclineCause;
use crate::hosted_pages::{HostedPages, PageStyle, TestCards, TypedCard};
use crate::ledger::SecurityCode;
use crate::simulation::HostedPage;

impl HostedPages for CertitradeSimulation {
    const STYLE: PageStyle = PageStyle {
        name: "CertiTrade test pay window",
        colour: "#0f766e",
        // The documents' test cards (common/test.md).
        cards: TestCards {
            numbers: &[
                ("1234 5678 9000", "pays"),
                ("4444 3333 2222 0000", "pays after the bank's check"),
                ("1234 5678 9001", "is declined"),
                ("4444 3333 2222 1111", "is declined after the bank's check"),
                (
                    "1123 4500 0000 0002",
                    "pays, and is declined when it is stored and used again",
                ),
            ],
            others: "No other number is taken.",
        },
        whole_units: false,
    };

    fn open(payment: &mut CertitradePayment) {
        payment.state = CertitradeState::Pending;
    }

    fn leave(payment: &mut CertitradePayment, now: u64) {
        payment.fail(("USER_CANCELLED", ""), ("CANCEL", "3001"), now);
    }

    fn take_card(
        &mut self,
        payment: &mut CertitradePayment,
        typed: TypedCard,
        now: u64,
    ) -> Result<(), &'static str> {
        if typed.code.len() != 3 {
            return Err("The security code has three digits.");
        }
        let test = test_card(&typed.number).ok_or("Only the test cards are taken here.")?;
        payment.base.card = Some(typed.card());
        payment.base.security_code = SecurityCode::Matched;
        payment.declines = test.declines;
        payment.ends_in_fraud = test.ends_in_fraud;
        if test.secure || payment.base.wants_bank {
            payment.base.page = HostedPage::Bank;
        } else {
            charge_card(payment, payment.description(), now);
        }
        Ok(())
    }

    fn leave_bank(&mut self, payment: &mut CertitradePayment, approved: bool, now: u64) {
        if approved {
            charge_card(payment, "3D_AUTH", now);
        } else if let Some(why) = refused(DeclineCause::NotAuthenticated) {
            decline(payment, why, now);
        }
    }

    fn back(payment: &CertitradePayment) -> Option<String> {
        payment.return_url.clone()
    }
}

/// Charges the card once card and bank are behind.
fn charge_card(payment: &mut CertitradePayment, description: &'static str, now: u64) {
    let card = payment.base.card_details();
    let expired = card.is_some_and(|card| card.expired(clock::month(now)));
    let why = if expired {
        refused(DeclineCause::Expired)
    } else if payment.declines {
        Some(REFUSED)
    } else {
        DeclineCause::ordered(payment.base.outcome).and_then(refused)
    };
    match why {
        Some(why) => decline(payment, why, now),
        None => payment.authorise(description, now),
    }
}
