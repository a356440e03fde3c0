//! What is bought, and the attempt to have it paid.

use oneclick_rules::{Amount, CardUse, Customer, Cvc, OrderReference};

use crate::secret::Secret;

/// Our reference of an attempt at the provider: 26 of `a–z 2–7`, 130 bits that nobody
/// can guess, which fits the alphabet and the length of every provider's field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AttemptReference(String);

impl AttemptReference {
    /// Reads a reference; `None` for another length or alphabet.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 26
            && text
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'));
        fits.then(|| Self(String::from(text)))
    }

    /// Gives the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its 130 bits less the first two, as a number.
    pub fn bits(&self) -> u128 {
        self.0.bytes().fold(0, |bits, letter| {
            let value = match letter {
                b'a'..=b'z' => letter - b'a',
                _ => letter.saturating_sub(b'2') + 26,
            };
            (bits << 5) | u128::from(value)
        })
    }
}

/// Where somebody lives; every member is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostalAddress {
    /// Who.
    pub name: Option<String>,
    /// The company.
    pub company: Option<String>,
    /// Street and house.
    pub line1: Option<String>,
    /// More of it.
    pub line2: Option<String>,
    /// More of it.
    pub line3: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// State or province.
    pub region: Option<String>,
    /// ISO 3166-1, two capital letters.
    pub country: Option<String>,
}

/// What a session says of a purchase: all that a provider can judge before
/// anyone presses "Pay".
#[derive(Clone, Copy, Debug)]
pub struct Purchase<'a> {
    /// The merchant's reference of the order.
    pub order: &'a OrderReference,
    /// What it costs, as the caller says: in a charge, the attempt's amount.
    pub amount: Amount,
    /// Whose it is; `None` for a guest.
    pub customer: Option<&'a Customer>,
    /// Shown to the shopper by the provider.
    pub description: Option<&'a str>,
    /// Shown on the shopper's statement.
    pub statement_descriptor: Option<&'a str>,
    /// Where the bill goes.
    pub billing: Option<&'a PostalAddress>,
    /// Where the goods go.
    pub shipping: Option<&'a PostalAddress>,
    /// BCP 47 tag of the language in which the provider's pages shall speak.
    pub language: Option<&'a str>,
    /// Capture at once, or only authorise.
    pub capture: bool,
    /// Whether 3-D Secure is asked for.
    pub three_d_secure: bool,
}

/// What an attempt to have a purchase paid needs, whatever card it is by.
#[derive(Clone, Copy, Debug)]
pub struct AttemptRequest<'a> {
    /// Our reference, new for each attempt.
    pub reference: &'a AttemptReference,
    /// What is bought.
    pub purchase: Purchase<'a>,
    /// Where the provider sends the shopper back to.
    pub return_url: &'a str,
    /// Where the provider tells of changes, where it takes that per payment.
    pub notification_url: &'a str,
    /// How long a redirect may be used, minutes.
    pub redirect_minutes: u32,
    /// Unix seconds.
    pub now: i64,
}

/// Who wants a stored card charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initiator<'a> {
    /// The shopper, who is there.
    Shopper,
    /// The merchant, without the shopper.
    Merchant {
        /// On a schedule, or when something happens.
        scheduled: bool,
        /// The provider's id of the payment that first stored the card.
        initial_transaction: Option<&'a str>,
    },
}

/// A charge of a stored card.
#[expect(missing_debug_implementations, reason = "it may hold a security code")]
pub struct Charge<'a> {
    /// The attempt.
    pub attempt: AttemptRequest<'a>,
    /// Who asked for it.
    pub initiator: Initiator<'a>,
    /// The card's token.
    pub token: &'a Secret,
    /// The security code.
    pub cvc: Option<&'a Cvc>,
    /// Whether the provider's page shall ask for the code.
    pub hosted_cvc: bool,
}

/// For which uses a card is kept, by its owner's consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardUses {
    /// The shopper pays with one click.
    pub one_click: bool,
    /// The merchant charges on a schedule.
    pub scheduled: bool,
    /// The merchant charges when something happens.
    pub unscheduled: bool,
}

impl CardUses {
    /// Reads the uses of a list.
    pub fn of(uses: &[CardUse]) -> Self {
        Self {
            one_click: uses.contains(&CardUse::OneClick),
            scheduled: uses.contains(&CardUse::MerchantScheduled),
            unscheduled: uses.contains(&CardUse::MerchantUnscheduled),
        }
    }

    /// Tells whether the merchant may charge without the shopper.
    pub fn by_merchant(self) -> bool {
        self.scheduled || self.unscheduled
    }
}

/// A payment by a new card on the provider's page.
#[derive(Clone, Copy, Debug)]
pub struct NewCardPayment<'a> {
    /// The attempt.
    pub attempt: AttemptRequest<'a>,
    /// For which uses the card is kept; `None` asks the provider to store nothing.
    pub keep: Option<CardUses>,
    /// What [`crate::Provider::prepare`] answered with, where something was prepared.
    pub prepared: Option<&'a Secret>,
}
