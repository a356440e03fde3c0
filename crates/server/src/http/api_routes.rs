//! Routes of the two APIs, none without its description.

use axum::Router;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use crate::http::app::App;

/// Routes of the two APIs. A call comes in by `routes!` alone, which takes its method,
/// its address and its description from one place.
#[derive(Default)]
pub struct ApiRoutes(OpenApiRouter<App>);

impl ApiRoutes {
    /// Adds the calls at one address.
    pub fn with(self, calls: UtoipaMethodRouter<App>) -> Self {
        Self(self.0.routes(calls))
    }

    /// Adds calls at another address than the one that describes them.
    pub fn also_at(self, path: &str, (_, _, calls): UtoipaMethodRouter<App>) -> Self {
        Self(self.0.route(path, calls))
    }

    /// Adds all of another's routes.
    pub fn merge(self, other: Self) -> Self {
        Self(self.0.merge(other.0))
    }

    /// Returns what answers, and what describes it.
    pub fn split(self) -> (Router<App>, OpenApi) {
        self.0.split_for_parts()
    }
}
