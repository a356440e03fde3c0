//! CostPlus's orders, written from its documents. Not there yet.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::any;

use crate::book;
use crate::cards::Card;
use crate::house::House;
use crate::ledger::Entry;
use crate::notice::{Notice, Post};

/// The dialect's routes.
pub(crate) fn router(house: &Arc<House>) -> Router {
    Router::new()
        .route("/{*any}", any(StatusCode::NOT_IMPLEMENTED))
        .with_state(Arc::clone(house))
}

/// The provider's payments and cards.
pub(crate) struct Book;

impl Book {
    pub(crate) fn new(_base: String, _post: Post) -> Self {
        Self
    }
}

impl book::Book for Book {
    fn settle(&mut self, _now: u64) {}

    fn ledger(&self) -> Vec<Entry> {
        Vec::new()
    }

    fn store(&mut self, token: Option<String>, _card: Card, _now: u64) -> String {
        token.unwrap_or_default()
    }

    fn change(&mut self, _reference: &str, _status: &str, _now: u64) -> Result<(), &'static str> {
        Ok(())
    }

    fn notice(&self, _reference: &str, _forged: bool, _now: u64) -> Option<Notice> {
        None
    }
}
