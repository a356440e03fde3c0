//! A checkout session and what the merchant asks for in it.

use oneclick_providers::{PostalAddress, Purchase};
use oneclick_rules::{
    Amount, CardUse, Customer, CustomerId, CvcPolicy, Mode, OrderReference, SessionId,
};

use crate::model::order::Order;

/// One try of the merchant's page to have an order paid.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The order it is for.
    pub order: OrderReference,
    /// Whether it was made without a customer.
    pub guest: bool,
    /// The amount it was made for, or changed to.
    pub amount: Amount,
    /// What the merchant asked for.
    pub terms: Terms,
    /// Whether real money moves.
    pub mode: Mode,
    /// When it was made, Unix milliseconds.
    pub created_at: i64,
    /// When it ends, Unix milliseconds.
    pub expires_at: i64,
}

impl Session {
    /// Says whose cards it shows and charges: the customer of its order, unless it
    /// was made for a guest.
    pub fn customer<'a>(&self, order: &'a Order) -> Option<&'a CustomerId> {
        order.customer.as_ref().filter(|_| !self.guest)
    }

    /// Says what is bought, as a provider is told it; `three_d_secure` where the session
    /// leaves that to the provider.
    pub fn purchase<'a>(
        &'a self,
        amount: Amount,
        customer: Option<&'a Customer>,
        three_d_secure: bool,
    ) -> Purchase<'a> {
        self.terms
            .purchase(&self.order, amount, customer, three_d_secure)
    }
}

/// Holds what the merchant asks for in a session, every member judged.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Where the shopper goes back to.
    pub return_url: String,
    /// BCP 47 tag that the merchant asked for.
    pub language: Option<String>,
    /// For the provider to show.
    pub description: Option<String>,
    /// For the shopper's statement.
    pub statement_descriptor: Option<String>,
    /// Whether 3-D Secure is asked for.
    pub three_d_secure: bool,
    /// Whether a charge is captured at once.
    pub capture: bool,
    /// What the merchant wants of the security code.
    pub cvc: CvcPolicy,
    /// The provider of a new card; `None` for the default.
    pub provider: Option<String>,
    /// The uses that the shopper is asked to agree to when a new card is kept.
    pub save_uses: Vec<CardUse>,
    /// Where the bill goes.
    pub billing: Option<PostalAddress>,
    /// Where the goods go.
    pub shipping: Option<PostalAddress>,
}

impl Terms {
    /// Says what is bought, as a provider is told it; `three_d_secure` where the session
    /// leaves that to the provider.
    pub fn purchase<'a>(
        &'a self,
        order: &'a OrderReference,
        amount: Amount,
        customer: Option<&'a Customer>,
        three_d_secure: bool,
    ) -> Purchase<'a> {
        Purchase {
            order,
            amount,
            customer,
            description: self.description.as_deref(),
            statement_descriptor: self.statement_descriptor.as_deref(),
            billing: self.billing.as_ref(),
            shipping: self.shipping.as_ref(),
            language: self.language.as_deref(),
            capture: self.capture,
            three_d_secure: self.three_d_secure || three_d_secure,
        }
    }
}
