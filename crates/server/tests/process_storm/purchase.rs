//! A purchase: an order, its customer's stored card at one of the providers, a session.

use fastrand::Rng;
use oneclick_sandbox::{Rule, SandboxProvider};
use serde_json::Value;

use crate::bodies::{self, StormTerms};
use crate::calls::Caller;
use crate::configuration::ORIGIN;
use crate::decisions::decided;
use crate::merchant_deed::MerchantDeed;
use crate::process_fault::ProcessFault;

/// How many orders CostPlus has at most: it lists all of ten minutes whenever it is asked,
/// and of more than some thousand nothing is learnt.
const MOST_AT_COSTPLUS: u64 = 2_000;

/// Draws an order's provider.
fn draw_provider(payments: u64, rng: &mut Rng) -> Option<SandboxProvider> {
    let drawn = *rng.choice(&SandboxProvider::ALL)?;
    let quarter = (payments / 4).max(1);
    if drawn == SandboxProvider::Costplus && rng.u64(..quarter) >= MOST_AT_COSTPLUS {
        return Some(SandboxProvider::Smart2pay);
    }
    Some(drawn)
}

/// A purchase that can be paid for.
#[derive(Clone)]
pub struct StormPurchase {
    pub order: String,
    pub terms: StormTerms,
    pub client_token: String,
    /// What the merchant does with its money once it is paid.
    pub deed: Option<MerchantDeed>,
    customer: String,
    means: StormMeans,
}

/// What is paid with.
#[derive(Clone)]
enum StormMeans {
    /// A stored card, with what imports it.
    Stored { card: String, import: Value },
    /// A card that is typed on the provider's page.
    New { is_kept: bool },
}

impl StormMeans {
    /// Has the sandbox make a stored card.
    async fn stored(caller: &Caller, terms: StormTerms) -> Option<Self> {
        let sandbox = caller.storm.sandbox.url();
        let stored = caller
            .client
            .post(format!("{sandbox}/control/tokens"))
            .json(&bodies::stored_card(terms.provider));
        let stored: Value = stored.send().await.ok()?.json().await.ok()?;
        Some(Self::Stored {
            card: String::new(),
            import: bodies::card_import(terms.provider, stored.get("value")?),
        })
    }
}

impl StormPurchase {
    /// The merchant prepares it; none if its calls are never answered.
    pub async fn prepare(caller: &Caller, number: u64, rng: &mut Rng) -> Option<Self> {
        let provider = draw_provider(caller.storm.payments, rng)?;
        let terms = bodies::terms(provider);
        // At Finpay nobody knows the page whose address was lost, and it stays open for ten minutes.
        let may_be_new = provider != SandboxProvider::Finpay;
        let means = match rng.u32(..6) {
            0 if may_be_new => {
                caller.storm.hit(ProcessFault::NewCard);
                let is_kept = rng.bool();
                StormMeans::New { is_kept }
            }
            _ => StormMeans::stored(caller, terms).await?,
        };
        let mut purchase = Self {
            order: format!("order-{number}"),
            terms,
            client_token: String::new(),
            customer: format!("lind-{number}"),
            deed: MerchantDeed::draw(provider, rng),
            means,
        };
        purchase.make_known(caller).await?;
        purchase.rule(caller, provider, rng);
        Some(purchase)
    }

    /// The merchant imports the card and opens a session, also for servers that have lost
    /// what they knew; none if its calls are never answered.
    pub async fn make_known(&mut self, caller: &Caller) -> Option<()> {
        let progress = &caller.storm.progress;
        loop {
            let restored = progress.restored();
            if let StormMeans::Stored { card, import } = &mut self.means {
                let path = format!("/v1/customers/{}/cards", self.customer);
                let imported = caller.insist(&path, import).await?;
                imported.text("id").clone_into(card);
            }
            self.client_token = self.session(caller).await?;
            // Else the card may be lost and the session be there.
            if progress.restored() == restored {
                return Some(());
            }
        }
    }

    /// Opens a session; its client token.
    pub async fn session(&self, caller: &Caller) -> Option<String> {
        let is_manual = self.deed.is_some_and(MerchantDeed::is_by_hand);
        let body = bodies::session(&self.order, &self.customer, self.terms, is_manual, ORIGIN);
        let session = caller.insist("/v1/sessions", &body).await?;
        Some(session.text("client_token").to_owned())
    }

    /// The body of a press, by a page that has seen the payment `previous` last and
    /// shows `amount`.
    pub fn press(&self, previous: Option<&str>, amount: u64) -> Value {
        match &self.means {
            StormMeans::Stored { card, .. } => bodies::press(card, self.terms, amount, previous),
            StormMeans::New { is_kept } => {
                bodies::press_new_card(*is_kept, self.terms, amount, previous)
            }
        }
    }

    /// Says what the provider decides about the order's money.
    fn rule(&self, caller: &Caller, provider: SandboxProvider, rng: &mut Rng) {
        let drawn = decided(provider, rng);
        // A page on which a card was declined asks for another one until its ten minutes are over.
        let drawn = drawn.filter(|_| matches!(self.means, StormMeans::Stored { .. }));
        let Some(behaviour) = drawn else {
            return;
        };
        let rule = Rule {
            times: Some(rng.u32(1..3)),
            milliseconds: Some(rng.u64(500..5_000)),
            ..Rule::always(Some(&self.order), behaviour)
        };
        if let Err(refused) = caller.storm.sandbox.behave(rule) {
            caller.storm.wrong(refused);
        }
    }
}
