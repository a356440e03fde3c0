//! The website at CostPlus: where it is, who asks, and how its orders are made.

use zeroize::Zeroizing;

use super::id::is_id;
use super::placement::DetailsPlacement;
use super::time;
use crate::http::{HttpMethod, HttpRequest};
use crate::site::BasicSite;

/// A merchant's website.
#[derive(Debug)]
pub(super) struct CostPlusSite {
    pub(super) basic: BasicSite,
    pub(super) placement: DetailsPlacement,
    pub(super) capture_within_days: u32,
}

impl CostPlusSite {
    /// Makes a request that reads what is at `path`.
    pub(super) fn get(&self, path: &str) -> HttpRequest {
        self.basic.get(path)
    }

    /// Makes a request that does something, with a body or without.
    pub(super) fn request(
        &self,
        method: HttpMethod,
        path: &str,
        body: Zeroizing<Vec<u8>>,
    ) -> HttpRequest {
        let json = [("content-type", "application/json")];
        let headers = if body.is_empty() { &[] } else { &json[..] };
        self.basic.request(method, path, headers, body)
    }

    /// Lists the orders that were made from `since` to `until`, Unix seconds.
    pub(super) fn orders(&self, since: i64, until: i64) -> HttpRequest {
        self.get(&format!(
            "/orders/?created_since={}&created_until={}",
            time::written(since),
            time::written(until)
        ))
    }

    /// Gives an order with its amounts. An id that is none is not put into an
    /// address: 0 is asked for, which no order has.
    pub(super) fn order(&self, id: &str) -> HttpRequest {
        let id = if is_id(id) { id } else { "0" };
        self.get(&format!("/orders/{id}/?fields[]=amount_details"))
    }
}
