//! Routes what the merchant's backend calls.

mod cards;
mod customers;
mod examples;
mod judging;
mod operations;
mod payments;
mod providers;
mod sessions;
mod webhooks;

pub use crate::http::merchant::examples::answers;

use utoipa_axum::routes;

use crate::http::api_routes::ApiRoutes;

/// Routes the calls under `/v1`.
pub fn routes() -> ApiRoutes {
    ApiRoutes::default()
        .with(routes!(sessions::open))
        .with(routes!(sessions::show, sessions::change))
        .with(routes!(payments::charge))
        .with(routes!(payments::show))
        .with(routes!(payments::resolve))
        .with(routes!(operations::capture))
        .with(routes!(operations::cancel))
        .with(routes!(operations::refund))
        .with(routes!(providers::list))
        .with(routes!(webhooks::list))
        .with(routes!(webhooks::redeliver_many))
        .with(routes!(webhooks::redeliver))
        .with(routes!(webhooks::skip))
        .with(routes!(cards::import, cards::list))
        .with(routes!(customers::erase))
        .with(routes!(customers::reset_limits))
        .with(routes!(cards::remove))
        .with(routes!(cards::restore))
        .with(routes!(cards::unlock))
}
