//! Where Finpay is and who asks it; the addresses that are read, and the three
//! that act when they are.

use oneclick_rules::{CustomerId, ErrorCode};
use serde::Serialize;

use super::settings::{CUSTOMER, FinpaySettings};
use crate::body::written;
use crate::encoding::segment;
use crate::http::{HttpMethod, HttpRequest};
use crate::purchase::AttemptReference;
use crate::secret::Secret;
use crate::site::BasicSite;

/// A merchant at Finpay: "Authorization & Headers".
#[derive(Debug)]
pub(super) struct FinpaySite {
    basic: BasicSite,
    /// With [`CUSTOMER`] in it, and behind the address.
    stored_cards_path: Option<String>,
}

impl FinpaySite {
    /// Gives the site of these settings.
    pub(super) fn new(settings: &FinpaySettings) -> Self {
        let key = settings.merchant_key.expose();
        let fits = |path: &&String| path.starts_with('/') && path.contains(CUSTOMER);
        Self {
            basic: BasicSite::new(&settings.base_url, &settings.merchant_id, key),
            stored_cards_path: settings.stored_cards_path.as_ref().filter(fits).cloned(),
        }
    }

    /// Tells whether cards can be listed.
    pub(super) fn lists_cards(&self) -> bool {
        self.stored_cards_path.is_some()
    }

    /// Makes the request that begins a payment: `call` is `payment` or `initiate`.
    pub(super) fn post(&self, call: &str, body: &impl Serialize) -> Result<HttpRequest, ErrorCode> {
        let path = format!("/pg/payment/card/{call}");
        let json = [("content-type", "application/json")];
        Ok(self
            .basic
            .request(HttpMethod::Post, &path, &json, written(body)?))
    }

    /// Makes the request that reads a payment: always by the order's id, our reference.
    pub(super) fn check(&self, order: &str) -> HttpRequest {
        self.basic.get(&format!("/pg/payment/card/check/{order}"))
    }

    /// Makes the request that ends a payment: `call` is `void` of what is paid or
    /// authorised, `cancel` of what is still open.
    pub(super) fn end(&self, call: &str, order: &AttemptReference) -> HttpRequest {
        self.basic
            .get(&format!("/pg/payment/card/{call}/{}", order.as_str()))
    }

    /// Makes the request that lists a customer's cards; `None` where nobody said how,
    /// and for a customer who cannot stand in an address.
    pub(super) fn list_cards(&self, customer: &CustomerId) -> Option<HttpRequest> {
        let path = self.stored_cards_path.as_ref()?;
        let customer = segment(customer.as_str())?;
        Some(self.basic.get(&path.replace(CUSTOMER, &customer)))
    }

    /// Makes the request that deletes a stored card; `None` for a token that cannot
    /// stand in an address.
    pub(super) fn delete_card(&self, token: &Secret) -> Option<HttpRequest> {
        let token = segment(token.expose())?;
        let path = format!("/pg/payment/card/customer/delete/{}", token.as_str());
        Some(self.basic.get(&path))
    }
}
