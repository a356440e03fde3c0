//! What a provider reads, whatever was asked: for tests that have a response
//! and ask as every test would.

use oneclick_providers::{
    Answer, CallStep, CardAt, Credentials, Forgotten, Found, HttpResponse, Keep, LearnedCard,
    LookUp, Movement, MovementAnswer, NotReadable, OpenPayment, PaidCard, PaymentAt, Provider,
    ProviderName, Secret, StoredCardAnswer, Totals,
};
use oneclick_rules::CustomerId;

use crate::attempt::{Held, NOW, amount};

fn never<T>() -> Result<T, NotReadable> {
    Err(NotReadable(String::from("nothing is asked")))
}

/// The readers of a provider's calls.
pub(crate) trait Reads: Provider {
    /// Reads the response to a charge that each of the four takes.
    fn read_charge(&self, response: HttpResponse<'_>) -> Answer {
        let currency = match self.name() {
            ProviderName::Finpay => "IDR",
            ProviderName::CertiTrade | ProviderName::CostPlus | ProviderName::Smart2Pay => "SEK",
        };
        let held = Held::new("4711", amount(1_500_000, currency));
        let mut charge = held.charge();
        charge.attempt.purchase.customer = Some(&held.customer);
        self.charge(&charge).unwrap().read(response)
    }

    fn read_prepared(&self, response: HttpResponse<'_>) -> Result<Secret, NotReadable> {
        let keep = Keep {
            one_click: false,
            scheduled: true,
            unscheduled: false,
        };
        let call = self.prepare(keep, NOW);
        call.map_or_else(never, |call| call.read(response))
    }

    fn read_look_up(&self, by: &LookUp, response: HttpResponse<'_>) -> Result<Found, NotReadable> {
        self.look_up(by).read(response)
    }

    fn read_learned(
        &self,
        paid: &PaidCard,
        response: HttpResponse<'_>,
    ) -> Result<Vec<LearnedCard>, NotReadable> {
        self.learn_card(paid).unwrap().read(response)
    }

    fn read_card_answer(
        &self,
        card: &CardAt,
        response: HttpResponse<'_>,
    ) -> Result<StoredCardAnswer, NotReadable> {
        let call = self.read_card(card);
        call.map_or_else(never, |call| call.read(response))
    }

    fn read_forgotten(&self, response: HttpResponse<'_>) -> Forgotten {
        let card = CardAt {
            token: Secret::new(String::from("4711")),
            customer: CustomerId::parse("c-77").unwrap(),
            initial_transaction: None,
            now: NOW,
        };
        self.forget_card(&card).unwrap().read(response)
    }

    /// Reads the responses in turn; an error where there are fewer or more of
    /// them than calls.
    fn read_totals(
        &self,
        payment: &PaymentAt,
        responses: &[HttpResponse<'_>],
    ) -> Result<Totals, NotReadable> {
        let mut call = self.totals(payment);
        for (place, response) in responses.iter().enumerate() {
            match call.read(*response) {
                CallStep::Done(Ok(_)) if place + 1 < responses.len() => return never(),
                CallStep::Done(totals) => return totals,
                CallStep::Next(next) => call = next,
            }
        }
        never()
    }

    fn read_movement(&self, movement: &Movement, response: HttpResponse<'_>) -> MovementAnswer {
        self.movement(movement).unwrap().read(response)
    }

    fn read_cancel_open(
        &self,
        payment: &OpenPayment,
        response: HttpResponse<'_>,
    ) -> MovementAnswer {
        self.cancel_open(payment).unwrap().read(response)
    }

    fn read_harmless_call(&self, response: HttpResponse<'_>) -> Credentials {
        self.harmless_call(NOW).read(response)
    }
}

impl<P: Provider + ?Sized> Reads for P {}
