//! What a provider reads, whatever was asked: for tests that have a response
//! and ask as every test would.

use oneclick_providers::{
    Balance, CallStep, CardDeletion, CardToSave, CardUses, CredentialCheck, FoundPayments,
    HttpResponse, LookUp, NotReadable, OpenPayment, OperationRequest, OperationStatus,
    PaymentStatus, Provider, ProviderCard, ProviderName, ProviderPayment, RetrievedCard, SavedCard,
    Secret,
};
use oneclick_rules::CustomerId;

use crate::attempt::{AttemptValues, NOW, amount};

fn never<T>() -> Result<T, NotReadable> {
    Err(NotReadable(String::from("nothing is asked")))
}

/// The readers of a provider's calls.
pub(crate) trait Reads: Provider {
    /// Reads the response to a charge that each of the four takes.
    fn read_charge(&self, response: HttpResponse<'_>) -> PaymentStatus {
        let currency = match self.name() {
            ProviderName::Finpay => "IDR",
            ProviderName::CertiTrade | ProviderName::CostPlus | ProviderName::Smart2Pay => "SEK",
        };
        let held = AttemptValues::new("4711", amount(1_500_000, currency));
        let mut charge = held.charge();
        charge.attempt.purchase.customer = Some(&held.customer);
        self.charge(&charge).unwrap().read(response)
    }

    fn read_prepared(&self, response: HttpResponse<'_>) -> Result<Secret, NotReadable> {
        let keep = CardUses {
            one_click: false,
            scheduled: true,
            unscheduled: false,
        };
        let call = self.prepare(keep, NOW);
        call.map_or_else(never, |call| call.read(response))
    }

    fn read_look_up(
        &self,
        by: &LookUp,
        response: HttpResponse<'_>,
    ) -> Result<FoundPayments, NotReadable> {
        self.look_up(by).read(response)
    }

    fn read_learned(
        &self,
        paid: &CardToSave,
        response: HttpResponse<'_>,
    ) -> Result<Vec<SavedCard>, NotReadable> {
        self.save_card(paid).unwrap().read(response)
    }

    fn read_card_answer(
        &self,
        card: &ProviderCard,
        response: HttpResponse<'_>,
    ) -> Result<RetrievedCard, NotReadable> {
        let call = self.retrieve_card(card);
        call.map_or_else(never, |call| call.read(response))
    }

    fn read_forgotten(&self, response: HttpResponse<'_>) -> CardDeletion {
        let card = ProviderCard {
            token: Secret::new(String::from("4711")),
            customer: CustomerId::parse("c-77").unwrap(),
            initial_transaction: None,
            now: NOW,
        };
        self.delete_card(&card).unwrap().read(response)
    }

    /// Reads the responses in turn; an error where there are fewer or more of
    /// them than calls.
    fn read_balance(
        &self,
        payment: &ProviderPayment,
        responses: &[HttpResponse<'_>],
    ) -> Result<Balance, NotReadable> {
        let mut call = self.balance(payment);
        for (place, response) in responses.iter().enumerate() {
            match call.read(*response) {
                CallStep::Done(Ok(_)) if place + 1 < responses.len() => return never(),
                CallStep::Done(balance) => return balance,
                CallStep::Next(next) => call = next,
            }
        }
        never()
    }

    fn read_movement(
        &self,
        movement: &OperationRequest,
        response: HttpResponse<'_>,
    ) -> OperationStatus {
        self.operation(movement).unwrap().read(response)
    }

    fn read_cancel_open(
        &self,
        payment: &OpenPayment,
        response: HttpResponse<'_>,
    ) -> OperationStatus {
        self.cancel_open(payment).unwrap().read(response)
    }

    fn read_harmless_call(&self, response: HttpResponse<'_>) -> CredentialCheck {
        self.check_credentials(NOW).read(response)
    }
}

impl<P: Provider + ?Sized> Reads for P {}
