//! The provider's return codes, as far as the sandbox gives them.

use serde::Serialize;

use crate::faults::DeclineCause;

/// Why a payment is as it is: one of the provider's return codes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ReturnCode {
    pub(super) code: u16,
    pub(super) info: &'static str,
}

impl ReturnCode {
    /// Finds the text that the documents give a code.
    pub(super) const fn of(code: u16) -> Self {
        let info = match code {
            1 => "Invalid data",
            2 => "Validation failed",
            17 => "Invalid payment",
            106 => "Invalid offset",
            107 => "Invalid limit",
            110 => "Merchant transaction ID is invalid",
            114 => "Skin ID is invalid",
            116 => "Transaction rejected by fraud provider",
            117 => "Transaction challenged by fraud provider",
            119 => "Transaction cancelled by customer",
            1000 => "Payment.MerchantTransactionID is invalid",
            1001 => "Payment.Amount is invalid",
            1002 => "Payment.Currency is invalid",
            1003 => "Payment.ReturnURL is invalid",
            1004 => "Payment.Description is invalid",
            1005 => "Payment.StatementDescriptor is invalid",
            1006 => "Payment.State is invalid",
            1007 => "Payment.Language is invalid",
            1011 => "Payment.OriginatorTransactionID is invalid",
            1012 => "Payment.AmountToCapture format is invalid",
            1013 => "Payment.AmountToCapture exceeds initial payment authorized amount",
            1014 => "Payment.Installments is invalid",
            1204 => "Card.SecurityCode is invalid",
            1205 => "Card is expired",
            1408 => "Address.Country is invalid",
            1601 => "Customer.Email is invalid",
            1606 => "Customer.Phone is invalid",
            2200 => "Refund.MerchantTransactionID is invalid",
            2201 => "Refund.Amount is invalid",
            2203 => "Refund.Description is invalid",
            2205 => "Refund.State is invalid",
            2206 => "Refund amount exceeds initial payment amount",
            2400 => "CreditCardToken is invalid",
            2401 => "CreditCardToken is not available",
            2402 => "CreditCardToken usage limit exceeded",
            2404 => "CreditCardToken details are missing",
            // Assumed: what is public of the provider's list has no codes for
            // an issuer's decline. 5288 shows that they stand above 5000.
            5043 => "Stolen card",
            5051 => "Insufficient funds",
            5288 => "Capture failed but will retry again later",
            _ => "Generic error",
        };
        Self { code, info }
    }

    /// Puts a decline into the provider's words.
    pub(super) fn of_decline(decline: DeclineCause) -> Self {
        Self::of(match decline {
            DeclineCause::InsufficientFunds => 5051,
            DeclineCause::Stolen => 5043,
            DeclineCause::WrongCvc => 1204,
            DeclineCause::Expired => 1205,
            DeclineCause::UsedUp => 2402,
            DeclineCause::NoSuchCard => 2401,
            DeclineCause::NotAuthenticated => 119,
        })
    }
}
