//! Every reader at once, for what holds of any answer.

use oneclick_providers::{
    Balance, CardDeletion, CardToSave, CredentialCheck, HttpResponse, OperationKind,
    OperationOutcome, OperationRequest, Outcome, ProviderCard, ProviderPayment, Secret,
};
use oneclick_rules::CustomerId;

use super::requests::{MERCHANT, ONE_CLICK};
use super::words::provider;
use crate::attempt::{NOW, amount, by_payment, by_reference, reference};
use crate::reads::Reads as _;

/// What every reader made of an answer.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is the word of a reader"
)]
pub(super) struct CertitradeReadings {
    pub(super) charge: Outcome,
    pub(super) found: Vec<Option<String>>,
    pub(super) balance: Option<Balance>,
    pub(super) prepared: bool,
    pub(super) learned: bool,
    pub(super) usable: bool,
    pub(super) forgotten: bool,
    pub(super) movements: Vec<OperationOutcome>,
    pub(super) accepted: bool,
}

pub(super) fn read_by_all(response: HttpResponse<'_>) -> CertitradeReadings {
    let provider = provider();
    let reference = reference();
    let customer = CustomerId::parse("c-77").unwrap();
    let token = Secret::new(String::from("1"));
    let at = ProviderPayment {
        id: String::from("1"),
        reference: reference.clone(),
        amount: amount(1, "SEK"),
        now: NOW,
    };
    let card = ProviderCard {
        token: token.clone(),
        customer: customer.clone(),
        initial_transaction: None,
        now: NOW,
    };
    let learned = [(ONE_CLICK, None), (MERCHANT, Some(&token))].map(|(keep, prepared)| {
        let paid = CardToSave {
            provider_payment_id: String::from("1"),
            reference: reference.clone(),
            customer: customer.clone(),
            keep,
            prepared: prepared.cloned(),
            now: NOW,
        };
        provider.read_learned(&paid, response)
    });
    let before = |outcome| Balance {
        authorised: Some(at.amount),
        captured: Some(at.amount).filter(|_| outcome == Outcome::Captured),
        outcome,
        refunded: None,
        refunds: Vec::new(),
        transaction: None,
    };
    let kinds = [
        OperationKind::Capture,
        OperationKind::Cancel,
        OperationKind::Refund,
    ];
    let movements = kinds.map(|kind| {
        let movement = OperationRequest {
            kind,
            payment: at.clone(),
            reference: reference.clone(),
            amount: at.amount,
            before: before(match kind {
                OperationKind::Capture | OperationKind::Cancel => Outcome::Authorised,
                OperationKind::Refund => Outcome::Captured,
            }),
            description: None,
        };
        provider.read_movement(&movement, response).outcome
    });
    let mut found = Vec::new();
    for by in [by_reference(&reference), by_payment("1", &reference)] {
        let answers = provider
            .read_look_up(&by, response)
            .unwrap_or_default()
            .payments;
        let moved = answers
            .into_iter()
            .filter(|answer| answer.outcome.moved_money());
        found.extend(moved.map(|answer| answer.reference));
    }
    CertitradeReadings {
        charge: provider.read_charge(response).outcome,
        found,
        balance: provider.read_balance(&at, &[response, response]).ok(),
        prepared: provider.read_prepared(response).is_ok(),
        learned: learned
            .into_iter()
            .any(|cards| cards.is_ok_and(|cards| !cards.is_empty())),
        usable: provider
            .read_card_answer(&card, response)
            .is_ok_and(|told| told.usable),
        forgotten: provider.read_forgotten(response) == CardDeletion::Done,
        movements: movements.into_iter().collect(),
        accepted: provider.read_harmless_call(response) == CredentialCheck::Accepted,
    }
}
