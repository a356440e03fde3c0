//! `GET /v1/providers`: what each configured provider can do.

mod example;

use axum::extract::State;
use oneclick_providers::Ability;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::app::App;
use crate::http::key::Merchant;
use crate::registry::Configured;

/// The configured providers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Providers)]
pub struct ProvidersView {
    providers: Vec<ProviderView>,
}

/// A provider, and whether it takes new cards where a session names none.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Provider)]
struct ProviderView {
    name: &'static str,
    /// Whether new cards are paid there where a session names no provider.
    default: bool,
    abilities: Vec<AbilityView>,
}

/// Says whether a provider can do something, and on what evidence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ability)]
struct AbilityView {
    ability: &'static str,
    /// `documented`, `assumed` or `absent`.
    #[schema(pattern = "^(documented|assumed|absent)$")]
    evidence: &'static str,
    /// By which of its calls, or why not.
    how: &'static str,
}

/// Lists the providers.
#[utoipa::path(
    get,
    path = "/v1/providers",
    operation_id = "list_providers",
    tag = "Providers",
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The configured providers.", body = ProvidersView),
    ),
)]
pub async fn list(State(app): State<App>, _: Merchant) -> axum::Json<ProvidersView> {
    let registry = &app.deployment.providers;
    let default = registry.default().map(|one| one.provider.name());
    let view = |configured: &Configured| {
        let provider = &configured.provider;
        let abilities = provider.capabilities().table().into_iter();
        ProviderView {
            name: provider.name().as_str(),
            default: Some(provider.name()) == default,
            abilities: abilities.map(AbilityView::of).collect(),
        }
    };
    axum::Json(ProvidersView {
        providers: registry.0.iter().map(view).collect(),
    })
}

impl AbilityView {
    fn of((name, ability): (&'static str, Ability)) -> Self {
        let (evidence, how) = match ability {
            Ability::Documented(how) => ("documented", how),
            Ability::Assumed(how) => ("assumed", how),
            Ability::Absent(why) => ("absent", why),
        };
        Self {
            ability: name,
            evidence,
            how,
        }
    }
}
