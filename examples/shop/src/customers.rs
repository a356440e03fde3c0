//! The demo's customers: each has cards of their own, imported once.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use tokio::sync::{Mutex, OnceCell};

use crate::merchant_api::{Buyer, CardExpiry, CheckoutServer, CustomerConsent, ImportedCard};
use crate::provider::DemoProvider;
use crate::refusal::ShopRefusal;
use crate::sandbox::{SandboxCard, SandboxClient};

/// The cards of every returning customer: the first is the default card, and the
/// month of the last has passed.
const CARDS: [SandboxCard; 4] = [
    card("visa", "4242", 12, 2031, "123"),
    card("mastercard", "4444", 8, 2030, "456"),
    card("american_express", "0005", 5, 2029, "7373"),
    card("visa", "1881", 3, 2024, "123"),
];

const fn card(
    brand: &'static str,
    last_four: &'static str,
    month: u8,
    year: u16,
    security_code: &'static str,
) -> SandboxCard {
    SandboxCard {
        brand,
        last_four,
        month,
        year,
        holder: "Ada Lind",
        security_code,
    }
}

/// The customers seen since the shop started.
pub struct Customers {
    returning: String,
    seen: Mutex<HashMap<String, Arc<OnceCell<()>>>>,
}

impl Customers {
    /// Nobody yet. The returning customer gets an id of this start, so that
    /// a database kept from before does not pile up their cards.
    ///
    /// # Errors
    ///
    /// The system gave no randomness.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self {
            returning: format!("ada-{}", random_name()?),
            seen: Mutex::new(HashMap::new()),
        })
    }

    /// The id of the demo's returning customer, who has cards at one provider.
    pub fn returning(&self, provider: &DemoProvider) -> String {
        format!("{}-{}", self.returning, provider.name)
    }

    /// Sees to it that a customer has their cards at the checkout server.
    ///
    /// # Errors
    ///
    /// The sandbox gave no token or the server refused the import; the next
    /// order of the customer tries again.
    pub async fn with_cards(
        &self,
        customer: &str,
        provider: &DemoProvider,
        checkout: &CheckoutServer,
        sandbox: &SandboxClient,
    ) -> Result<(), ShopRefusal> {
        // The map's lock is not held while the cards are imported.
        let once = Arc::clone(
            self.seen
                .lock()
                .await
                .entry(customer.to_owned())
                .or_default(),
        );
        once.get_or_try_init(|| import(customer, provider, checkout, sandbox))
            .await
            .copied()
    }
}

/// Who a customer is to the provider. A real shop takes this from its accounts.
pub fn buyer(id: &str) -> Buyer<'_> {
    Buyer {
        id,
        email: "ada@example.com",
        first_name: "Ada",
        last_name: "Lind",
        phone: "+46701234567",
    }
}

/// Ten random digits, in hex.
///
/// # Errors
///
/// The system gave no randomness.
pub fn random_name() -> anyhow::Result<String> {
    let random = getrandom::u64().context("the system gave no randomness")?;
    Ok(format!("{:010X}", random >> 24))
}

async fn import(
    customer: &str,
    provider: &DemoProvider,
    checkout: &CheckoutServer,
    sandbox: &SandboxClient,
) -> Result<(), ShopRefusal> {
    let given_at = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    for (position, card) in CARDS.iter().enumerate() {
        let token = sandbox.token(provider.name, card).await?;
        let imported = ImportedCard {
            provider: provider.name,
            token: &token,
            brand: card.brand,
            last_four: card.last_four,
            expiry: CardExpiry {
                month: card.month,
                year: card.year,
            },
            default: position == 0,
            consent: CustomerConsent {
                text: "keep-card-2026-01",
                language: "en",
                given_at,
            },
            uses: ["one_click"],
        };
        checkout.import_card(customer, &imported).await?;
    }
    Ok(())
}
