//! Every call of the two APIs, and those about the server itself.

use crate::http::api_routes::ApiRoutes;
use crate::http::{checkout, health, merchant};

/// Routes them all.
pub fn calls() -> ApiRoutes {
    ApiRoutes::default()
        .merge(health::routes())
        .merge(checkout::routes())
        .merge(merchant::routes())
}
