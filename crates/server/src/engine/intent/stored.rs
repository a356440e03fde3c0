//! What is checked of a payment by a stored card.

use oneclick_rules::{CardId, CvcPolicy, ErrorCode, Limit, RedirectKind};
use sqlx::SqliteConnection;

use super::attempt::Instrument;
use super::{PayRequest, free};
use crate::engine::charge::Charging;
use crate::engine::{Engine, Refusal};
use crate::store::orders::{self, Order};
use crate::store::sessions::Session;
use crate::store::{attempts, cards, limits, tokens};

impl Engine {
    /// Checks the card and the code, and writes the intent.
    pub(super) async fn stored(
        &self,
        store: &mut SqliteConnection,
        session: Session,
        order: &Order,
        request: &PayRequest,
        card: &CardId,
        typed: Option<&str>,
    ) -> Result<Charging, Refusal> {
        let now = self.clock().now();
        let card = match session.customer(order) {
            Some(customer) => cards::find(store, card, customer).await?,
            None => None,
        };
        let card = card.ok_or(Refusal::CardUnknown)?;
        let tries = limits::cvc_tries(store, &card, now).await?;
        let until = typed.and(tries.blocked_until);
        free(Limit::WrongCodesPerCard, until, now)?;
        self.check_declines(store, order, Some(&card.customer))
            .await?;
        let customer = orders::customer(store, &card.customer).await?;
        let terms = self
            .stored_card(store, &session, order, customer.as_ref(), &card)
            .await?;
        let cvc = terms.check(typed, now / 1000).map_err(Refusal::Card)?;
        let configured = self
            .providers()
            .find(&card.provider)
            .ok_or(Refusal::Card(vec![ErrorCode::CardProvider]))?;
        let by = Instrument {
            provider: card.provider.clone(),
            card: Some(card.id.clone()),
            cvc_given: cvc.is_some(),
            page: if terms.cvc == CvcPolicy::Hosted {
                RedirectKind::CodePage
            } else {
                RedirectKind::Authentication
            },
        };
        let attempt = self.new_attempt(&session, order, request, by)?;
        attempts::insert(store, &attempt).await?;
        tokens::note_use(store, &attempt.id, &card).await?;
        Ok(Charging {
            attempt,
            session,
            customer,
            card,
            terms,
            cvc,
            configured: configured.clone(),
        })
    }
}
