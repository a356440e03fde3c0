//! Stored cards: imported, removed, brought back; customers erased.

use oneclick_providers::{CardAt, CardFace, Secret, StoredCardAnswer};
use oneclick_rules::{
    Brand, CardId, CardUse, Code, Customer, CustomerId, Expiry, LastFour, Violation,
};
use sqlx::SqliteConnection;

use super::{Engine, Refusal, milliseconds};
use crate::random;
use crate::store::cards::{self, Card, Consent};
use crate::store::orders;

/// What is shown of a card.
#[derive(Clone, Debug)]
pub struct Face {
    /// The brand.
    pub brand: Brand,
    /// The last four digits.
    pub last_four: LastFour,
    /// When it ends; `None` where nobody tells.
    pub expiry: Option<Expiry>,
}

impl Face {
    /// What a provider tells; `None` without the last four digits.
    pub(crate) fn told(face: CardFace) -> Option<Self> {
        Some(Self {
            brand: face.brand.unwrap_or(Brand::Unknown),
            last_four: face.last_four?,
            expiry: face.expiry,
        })
    }
}

/// A card to be kept, every member judged.
#[derive(Debug)]
pub struct NewCard {
    /// The provider that keeps it.
    pub provider: String,
    /// Its token there.
    pub token: Secret,
    /// What is shown of it; `None` asks the provider.
    pub face: Option<Face>,
    /// Whether it is picked at first.
    pub usual: bool,
    /// The consent on record.
    pub consent: Consent,
    /// The uses that its owner agreed to.
    pub uses: Vec<CardUse>,
    /// The provider's id of the payment that first stored it.
    pub initial_transaction: Option<String>,
}

impl Engine {
    /// Keeps a token that the merchant has. `false` beside it where it was
    /// there already.
    ///
    /// # Errors
    /// [`Refusal::CardUnreadable`] where the provider was asked what to show
    /// of it and did not tell; [`Refusal::Rules`] where it says that the card
    /// cannot pay.
    pub async fn import_card(
        &self,
        customer: CustomerId,
        mut new: NewCard,
    ) -> Result<(Card, bool), Refusal> {
        let now = self.clock().now();
        let face = match new.face.take() {
            Some(face) => face,
            None => match self.present(&customer, &new).await? {
                Some(present) => return Ok((present, false)),
                None => self.ask_face(&customer, &new).await?,
            },
        };
        let mut writing = self.store().begin().await?;
        let present = self
            .find_same(&mut writing, &new.provider, &customer, &new.token)
            .await?;
        if let Some(present) = present {
            return Ok((present, false));
        }
        let nobody_yet = Customer {
            id: customer.clone(),
            email: None,
            first_name: None,
            last_name: None,
            phone: None,
        };
        orders::save_customer(&mut writing, &nobody_yet, now).await?;
        let card = self.insert_card(&mut writing, customer, face, new).await?;
        writing.commit().await?;
        self.wake.notify_one();
        Ok((card, true))
    }

    async fn present(&self, customer: &CustomerId, new: &NewCard) -> Result<Option<Card>, Refusal> {
        let mut store = self.store().reader().acquire().await?;
        let same = self.find_same(&mut store, &new.provider, customer, &new.token);
        Ok(same.await?)
    }

    /// Asks the provider what to show of a token.
    async fn ask_face(&self, customer: &CustomerId, new: &NewCard) -> Result<Face, Refusal> {
        let at = CardAt {
            token: &new.token,
            customer,
            initial_transaction: new.initial_transaction.as_deref(),
            now: self.clock().seconds(),
        };
        let told = self.read_card(&new.provider, &at).await;
        let told = told.map_err(|error| Refusal::CardUnreadable(error.to_string()))?;
        if !told.usable {
            let closed = Violation::new(Code::CardLocked, "token");
            return Err(Refusal::Rules(vec![closed]));
        }
        Face::told(told.face).ok_or_else(|| {
            Refusal::CardUnreadable(String::from("it does not tell the last four digits"))
        })
    }

    /// What its provider says of a stored card now.
    ///
    /// # Errors
    /// Why that is not known; names no token.
    pub(crate) async fn read_card(
        &self,
        provider: &str,
        card: &CardAt<'_>,
    ) -> anyhow::Result<StoredCardAnswer> {
        let configured = self.providers().find(provider);
        let provider = &configured
            .ok_or_else(|| anyhow::anyhow!("its provider is not configured"))?
            .provider;
        let request = provider
            .read_card(card)
            .ok_or_else(|| anyhow::anyhow!("its provider has no such call"))?;
        let received = self.read(provider.name(), request).await;
        let received =
            received.map_err(|error| anyhow::anyhow!("the provider did not answer: {error:?}"))?;
        Ok(provider.read_card_answer(card, received.as_response())?)
    }

    /// The same token of the same customer, also where an older key
    /// fingerprinted it.
    pub(crate) async fn find_same(
        &self,
        store: &mut SqliteConnection,
        provider: &str,
        customer: &CustomerId,
        token: &Secret,
    ) -> sqlx::Result<Option<Card>> {
        for print in self.fingerprints(provider, customer, token) {
            let same = cards::find_same(&mut *store, provider, customer, &print).await?;
            if same.is_some() {
                return Ok(same);
            }
        }
        Ok(None)
    }

    /// Writes a new card. Where the same token was removed and is still to be
    /// forgotten, that is not done any more.
    pub(crate) async fn insert_card(
        &self,
        store: &mut SqliteConnection,
        customer: CustomerId,
        face: Face,
        new: NewCard,
    ) -> anyhow::Result<Card> {
        let now = self.clock().now();
        for print in self.fingerprints(&new.provider, &customer, &new.token) {
            cards::take_over_removed(&mut *store, &new.provider, &customer, &print, now).await?;
        }
        let id = random::card_id()?;
        let sealed = self.seal_token(&new.provider, &customer, &id, &new.token)?;
        let card = Card {
            id,
            customer,
            provider: new.provider,
            token_key: sealed.key,
            token_sealed: sealed.sealed,
            fingerprint: sealed.fingerprint,
            brand: face.brand,
            last_four: face.last_four,
            expiry: face.expiry,
            uses: new.uses,
            consent: new.consent,
            initial_transaction: new.initial_transaction,
            usual: new.usual,
            locked_at: None,
        };
        cards::insert(store, &card, now).await?;
        Ok(card)
    }

    /// Removes a card: unusable from now on, forgotten at its provider when
    /// the settings' time has passed.
    ///
    /// # Errors
    /// [`Refusal::CardUnknown`].
    pub async fn remove_card(&self, customer: &CustomerId, id: &CardId) -> Result<(), Refusal> {
        let now = self.clock().now();
        let forget_at = now + milliseconds(self.parts.settings.forget_after);
        let mut writing = self.store().begin().await?;
        if !cards::remove(&mut writing, id, customer, forget_at, now).await? {
            return Err(Refusal::CardUnknown);
        }
        writing.commit().await?;
        self.wake.notify_one();
        Ok(())
    }

    /// Brings a removed card back; one that is there stays.
    ///
    /// # Errors
    /// [`Refusal::CardUnknown`]; [`Refusal::CardForgotten`] where it is too late.
    pub async fn restore_card(&self, customer: &CustomerId, id: &CardId) -> Result<Card, Refusal> {
        let mut writing = self.store().begin().await?;
        cards::restore(&mut writing, id, customer, self.clock().now()).await?;
        let there = cards::find(&mut writing, id, customer).await?;
        let known = cards::is_known(&mut writing, id, customer).await?;
        writing.commit().await?;
        match there {
            Some(card) => Ok(card),
            None if known => Err(Refusal::CardForgotten),
            None => Err(Refusal::CardUnknown),
        }
    }

    /// Removes the customer's cards without a way back, and what is known of
    /// the person. Nothing is to do for one that is not known.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn erase_customer(&self, customer: &CustomerId) -> Result<(), Refusal> {
        let mut writing = self.store().begin().await?;
        cards::erase_customer(&mut writing, customer, self.clock().now()).await?;
        writing.commit().await?;
        self.wake.notify_one();
        Ok(())
    }
}
