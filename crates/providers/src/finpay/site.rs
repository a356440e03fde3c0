//! Where Finpay is and who asks it; the addresses that are read, and the three
//! that act when they are.

use oneclick_rules::{Code, CustomerId};
use serde::Serialize;

use super::settings::{CUSTOMER, Settings};
use crate::body::written;
use crate::encoding::segment;
use crate::http::{HttpRequest, Method};
use crate::purchase::Reference;
use crate::secret::Secret;
use crate::site::BasicSite;

/// A merchant at Finpay: "Authorization & Headers".
#[derive(Debug)]
pub(super) struct Site {
    basic: BasicSite,
    /// With [`CUSTOMER`] in it, and behind the address.
    stored_cards_path: Option<String>,
}

impl Site {
    /// The site of these settings.
    pub(super) fn new(settings: &Settings) -> Self {
        let key = settings.merchant_key.expose();
        let fits = |path: &&String| path.starts_with('/') && path.contains(CUSTOMER);
        Self {
            basic: BasicSite::new(&settings.base_url, &settings.merchant_id, key),
            stored_cards_path: settings.stored_cards_path.as_ref().filter(fits).cloned(),
        }
    }

    /// Whether cards can be listed.
    pub(super) fn lists_cards(&self) -> bool {
        self.stored_cards_path.is_some()
    }

    /// The request that begins a payment: `call` is `payment` or `initiate`.
    pub(super) fn post(&self, call: &str, body: &impl Serialize) -> Result<HttpRequest, Code> {
        let path = format!("/pg/payment/card/{call}");
        let json = [("content-type", "application/json")];
        Ok(self
            .basic
            .request(Method::Post, &path, &json, written(body)?))
    }

    /// The request that reads a payment: always by the order's id, our reference.
    pub(super) fn check(&self, order: &str) -> HttpRequest {
        self.basic.get(&format!("/pg/payment/card/check/{order}"))
    }

    /// The request that ends a payment: `call` is `void` of what is paid or
    /// authorised, `cancel` of what is still open.
    pub(super) fn end(&self, call: &str, order: &Reference) -> HttpRequest {
        self.basic
            .get(&format!("/pg/payment/card/{call}/{}", order.as_str()))
    }

    /// The request that lists a customer's cards; `None` where nobody said how,
    /// and for a customer who cannot stand in an address.
    pub(super) fn list_cards(&self, customer: &CustomerId) -> Option<HttpRequest> {
        let path = self.stored_cards_path.as_ref()?;
        let customer = segment(customer.as_str())?;
        Some(self.basic.get(&path.replace(CUSTOMER, &customer)))
    }

    /// The request that deletes a stored card; `None` for a token that cannot
    /// stand in an address.
    pub(super) fn delete_card(&self, token: &Secret) -> Option<HttpRequest> {
        let token = segment(token.expose())?;
        let path = format!("/pg/payment/card/customer/delete/{}", token.as_str());
        Some(self.basic.get(&path))
    }
}
