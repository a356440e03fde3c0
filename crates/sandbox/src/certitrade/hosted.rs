//! The pay window (reference/process.md, common/test.md).

use super::decline::test_card;
use super::dialect::CertitradeSimulation;
use super::payment::{CertitradePayment, CertitradeState};
use crate::hosted_pages::{HostedPages, PageStyle, TestCards, TypedCard};
use crate::ledger::SecurityCode;
use crate::simulation::SimulatedPayment;

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

    fn inspect(
        &mut self,
        payment: &mut CertitradePayment,
        typed: &TypedCard,
        _now: u64,
    ) -> Result<(), &'static str> {
        if typed.code.len() != 3 {
            return Err("The security code has three digits.");
        }
        let test = test_card(&typed.number).ok_or("Only the test cards are taken here.")?;
        payment.declines = test.declines;
        payment.ends_in_fraud = test.ends_in_fraud;
        payment.base.wants_bank |= test.secure;
        Ok(())
    }

    /// Takes any code (assumed). What is wrong with the card shows once the bank
    /// is behind.
    fn take_card(&mut self, payment: &mut CertitradePayment, typed: &TypedCard, now: u64) {
        payment.base.card = Some(typed.card());
        payment.base.security_code = SecurityCode::Matched;
        payment.go_on(Ok(()), now);
    }

    fn back(payment: &CertitradePayment) -> Option<String> {
        payment.return_url.clone()
    }
}
