//! The seam between the engine and a provider.

use core::fmt;

use oneclick_rules::{Amount, Code, Cvc, CvcSupport, OrderReference};

use crate::{Answer, HttpRequest, HttpResponse, NotReadable, Secret};

/// The name of a provider, as the config, the API and the store spell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProviderName(pub &'static str);

impl fmt::Display for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Our reference of an attempt at the provider: 26 of `a–z 2–7`, 130 random
/// bits, which fits the alphabet and the length of every provider's field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference(String);

impl Reference {
    /// Reads a reference; `None` for another length or alphabet.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 26
            && text
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'));
        fits.then(|| Self(String::from(text)))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a provider can do. The engine and the merchant API are driven by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Security codes on a charge by token.
    pub cvc: CvcSupport,
    /// Whether 3-D Secure can be asked for.
    pub three_d_secure: bool,
    /// Whether a charge can be authorised now and captured later.
    pub manual_capture: bool,
    /// How long a look-up by our reference may find nothing although the
    /// charge was booked, seconds.
    pub not_found_after: u64,
    /// The most characters of a description.
    pub description: usize,
    /// The most characters of a statement descriptor.
    pub statement_descriptor: usize,
}

/// A charge of a stored card that the shopper asked for.
#[expect(missing_debug_implementations, reason = "it may hold a security code")]
pub struct Charge<'a> {
    /// Our reference, new for each attempt.
    pub reference: &'a Reference,
    /// The merchant's reference of the order.
    pub order: &'a OrderReference,
    /// What is charged.
    pub amount: Amount,
    /// The card's token.
    pub token: &'a Secret,
    /// The security code.
    pub cvc: Option<&'a Cvc>,
    /// Whether the provider's page shall ask for the code.
    pub hosted_cvc: bool,
    /// Whether 3-D Secure is asked for.
    pub three_d_secure: bool,
    /// Capture at once, or only authorise.
    pub capture: bool,
    /// Where the provider sends the shopper back to.
    pub return_url: &'a str,
    /// How long a redirect may be used, minutes.
    pub redirect_minutes: u32,
    /// Shown to the shopper by the provider.
    pub description: Option<&'a str>,
    /// Shown on the shopper's statement.
    pub statement_descriptor: Option<&'a str>,
}

/// By what a payment is looked up.
#[derive(Clone, Copy, Debug)]
pub enum LookUp<'a> {
    /// By our exact reference. `since` and `until` (Unix seconds) bound the
    /// search where a provider can only list by time.
    Reference {
        /// Our reference.
        reference: &'a Reference,
        /// The intent's time less ten minutes.
        since: i64,
        /// Now.
        until: i64,
    },
    /// By the provider's own id.
    Payment(&'a str),
}

/// A provider: pure functions between our words and its HTTP.
pub trait Provider: fmt::Debug + Send + Sync {
    /// Its name.
    fn name(&self) -> ProviderName;

    /// What it can do.
    fn capabilities(&self) -> Capabilities;

    /// Whether it can express the amount in its own units.
    ///
    /// # Errors
    /// [`Code::AmountNotRepresentable`].
    fn check_amount(&self, amount: Amount) -> Result<(), Code>;

    /// The request that charges a stored card.
    ///
    /// # Errors
    /// The rule that a field broke; nothing may be sent then.
    fn charge(&self, charge: &Charge<'_>) -> Result<HttpRequest, Code>;

    /// What the answer to a charge says. Never fails: what cannot be read is
    /// [`crate::Outcome::Unknown`].
    fn read_charge(&self, response: HttpResponse<'_>) -> Answer;

    /// The request that looks a payment up.
    fn look_up(&self, by: LookUp<'_>) -> HttpRequest;

    /// Every payment that the answer to a look-up lists under what was asked;
    /// empty only where the provider clearly says that there is none.
    ///
    /// # Errors
    /// [`NotReadable`] where the answer says nothing that can be relied on.
    fn read_look_up(
        &self,
        by: LookUp<'_>,
        response: HttpResponse<'_>,
    ) -> Result<Vec<Answer>, NotReadable>;
}
