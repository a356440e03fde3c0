//! Tokens that are imported or learned: a new card, or a known one renewed.

use oneclick_providers::{CardUses, ProviderCard, Secret};
use oneclick_rules::{Brand, CardUse, Customer, CustomerId, ErrorCode, Violation};

use crate::cards::sealing::CardTokens;
use crate::cards::{Cards, Face, NewCard};
use crate::model::card::Card;
use crate::model::consent::Consent;
use crate::refusal::Refusal;
use crate::store::{self, Tx, cards, orders, tokens};

/// Holds what is new of a card that is known.
pub(crate) struct Renewal {
    /// What is shown of it.
    pub face: Face,
    /// Whether that is the provider's word.
    pub told_by_provider: bool,
    /// Whether it is picked at first; `None` leaves that as it is.
    pub default: Option<bool>,
    /// The consent.
    pub consent: Consent,
    /// The uses that the consent is for.
    pub uses: Vec<CardUse>,
    /// The provider's id of the payment that first stored it.
    pub initial_transaction: Option<String>,
}

impl Cards {
    /// Keeps a token that the merchant has, or renews the card that has it;
    /// `false` beside it then.
    ///
    /// # Errors
    /// Fails with [`Refusal::CardUnreadable`] where the provider was asked what to show
    /// of it and did not tell; [`Refusal::CardDeleting`] while the provider
    /// is being asked to delete it; [`Refusal::Rules`] where the provider does
    /// not take it, or keeps no card for these uses and those before.
    pub async fn import_card(
        &self,
        customer: CustomerId,
        mut new: NewCard,
    ) -> Result<(Card, bool), Refusal> {
        let now = self.deployment.clock().now();
        let (face, told_by_provider) = match new.face.take() {
            Some(face) => (face, false),
            None => (self.ask_face(&customer, &new).await?, true),
        };
        let this = self.clone();
        let (card, is_new) = self
            .deployment
            .store
            .write(move |tx| this.record_import(tx, customer, new, face, told_by_provider, now))
            .await?;
        if is_new {
            self.deployment.wake.notify_one();
        }
        Ok((card, is_new))
    }

    /// Renews the card that has the token, or writes a new one; `true` beside it
    /// then.
    fn record_import(
        &self,
        tx: &Tx<'_>,
        customer: CustomerId,
        new: NewCard,
        face: Face,
        told_by_provider: bool,
        now: i64,
    ) -> Result<(Card, bool), Refusal> {
        let present = self.find_same(tx, &new.provider, &customer, &new.token)?;
        let before = present.as_ref().map_or(&[][..], |card| &card.uses);
        self.check_uses(&new.provider, &[before, &new.uses].concat())?;
        if let Some(present) = present {
            let initial_transaction = new
                .initial_transaction
                .or(present.initial_transaction.clone());
            let renewal = Renewal {
                face,
                told_by_provider,
                default: new.default,
                consent: new.consent,
                uses: new.uses,
                initial_transaction,
            };
            return Ok((self.renew_card(tx, present, renewal)?, false));
        }
        if self.is_being_deleted(tx, &new.provider, &new.token)? {
            return Err(Refusal::CardDeleting);
        }
        let nobody_yet = Customer {
            id: customer.clone(),
            email: None,
            first_name: None,
            last_name: None,
            phone: None,
        };
        orders::save_customer(tx, &nobody_yet, now)?;
        Ok((self.insert_card(tx, customer, face, new)?, true))
    }

    /// Refuses uses for which the provider keeps no card, and those that it keeps two for:
    /// what a token was stored for there is one or the other.
    fn check_uses(&self, provider: &str, uses: &[CardUse]) -> Result<(), Refusal> {
        let configured = self.deployment.providers.find(provider);
        let can = configured.map(|configured| configured.provider.capabilities());
        if can.is_none_or(|can| can.can_keep(CardUses::of(uses))) {
            return Ok(());
        }
        let broken = Violation::new(ErrorCode::CardUse, "uses");
        Err(Refusal::Rules(vec![broken]))
    }

    /// Asks the provider what to show of a token.
    async fn ask_face(&self, customer: &CustomerId, new: &NewCard) -> Result<Face, Refusal> {
        let fingerprint = CardTokens::of(&self.deployment).fingerprint(&new.provider, &new.token);
        let (provider, owner) = (new.provider.clone(), customer.clone());
        let known = self
            .deployment
            .store
            .read(move |tx| cards::find_same(tx, &provider, &owner, &fingerprint))
            .await?
            .and_then(|card| card.initial_transaction);
        let initial_transaction = new.initial_transaction.as_ref().or(known.as_ref());
        let at = ProviderCard {
            token: new.token.clone(),
            customer: customer.clone(),
            initial_transaction: initial_transaction.cloned(),
            now: self.deployment.clock().seconds(),
        };
        let told = self.read_card(&new.provider, &at).await;
        let told = told.map_err(|error| Refusal::CardUnreadable(error.to_string()))?;
        if !told.usable {
            let refused = Violation::new(ErrorCode::CardToken, "token");
            return Err(Refusal::Rules(vec![refused]));
        }
        Face::told(told.details).ok_or_else(|| {
            Refusal::CardUnreadable(String::from("it does not tell the last four digits"))
        })
    }

    /// Finds the customer's card that has this token.
    pub(crate) fn find_same(
        &self,
        tx: &Tx<'_>,
        provider: &str,
        customer: &CustomerId,
        token: &Secret,
    ) -> store::Result<Option<Card>> {
        let fingerprint = CardTokens::of(&self.deployment).fingerprint(provider, token);
        cards::find_same(tx, provider, customer, &fingerprint)
    }

    /// Tells whether the provider is being asked to delete this token.
    pub(crate) fn is_being_deleted(
        &self,
        tx: &Tx<'_>,
        provider: &str,
        token: &Secret,
    ) -> store::Result<bool> {
        let fingerprint = CardTokens::of(&self.deployment).fingerprint(provider, token);
        cards::is_being_deleted(tx, provider, &fingerprint)
    }

    /// Writes a new card. A row of the same customer and token that was removed is
    /// not brought back any more; a lock of the token is this card's too.
    pub(crate) fn insert_card(
        &self,
        tx: &Tx<'_>,
        customer: CustomerId,
        face: Face,
        new: NewCard,
    ) -> anyhow::Result<Card> {
        let now = self.deployment.clock().now();
        let fingerprint = CardTokens::of(&self.deployment).fingerprint(&new.provider, &new.token);
        cards::take_over_removed(tx, &new.provider, &customer, &fingerprint, now)?;
        let locked_at = tokens::locked_at(tx, &new.provider, &fingerprint)?;
        let id = self.deployment.environment.random().card_id()?;
        let sealed = CardTokens::of(&self.deployment).seal_token(
            &new.provider,
            &customer,
            &id,
            &new.token,
        )?;
        let card = Card {
            id,
            customer,
            provider: new.provider,
            token_key: sealed.key,
            token_sealed: sealed.sealed,
            fingerprint,
            brand: face.brand,
            last_four: face.last_four,
            expiry: face.expiry,
            uses: new.uses,
            consent: new.consent,
            initial_transaction: new.initial_transaction,
            default: new.default.unwrap_or(false),
            locked_at,
        };
        cards::insert(tx, &card, now)?;
        Ok(card)
    }

    /// Renews a card: what is told replaces what was shown, what is not told stays
    /// unless it has ended; uses are added by the consent that comes with them.
    ///
    /// An import lifts no lock: it is a merchant's routine, and its date is their
    /// word. That the bank has renewed the card is believed when its provider tells
    /// a later date.
    pub(crate) fn renew_card(
        &self,
        tx: &Tx<'_>,
        mut card: Card,
        new: Renewal,
    ) -> store::Result<Card> {
        let Renewal { face, consent, .. } = new;
        let now = self.deployment.clock().now();
        let later = matches!((card.expiry, face.expiry), (Some(before), Some(after))
            if (after.year(), after.month()) > (before.year(), before.month()));
        if new.told_by_provider && later && card.locked_at.take().is_some() {
            tokens::unlock(tx, &card)?;
            tracing::info!(card = %card.id, "unlocked: its bank has renewed it");
        }
        let good = card
            .expiry
            .filter(|expiry| !expiry.has_ended_everywhere(now / 1000));
        card.expiry = face.expiry.or(good);
        card.last_four = face.last_four;
        if face.brand != Brand::Unknown {
            card.brand = face.brand;
        }
        let all = CardUse::ALL.iter().copied();
        card.uses = all
            .filter(|one| card.uses.contains(one) || new.uses.contains(one))
            .collect();
        if consent.given_at >= card.consent.given_at {
            card.consent = consent.clone();
        }
        card.initial_transaction = new.initial_transaction;
        card.default = new.default.unwrap_or(card.default);
        cards::renew(tx, &card, &consent, &new.uses, now)?;
        Ok(card)
    }
}
