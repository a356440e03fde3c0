//! `GET /v1/providers`: what each configured provider can do.

use axum::extract::State;
use oneclick_providers::Ability;
use serde::Serialize;

use crate::http::app::App;
use crate::http::key::Merchant;
use crate::registry::Configured;

/// The configured providers.
#[derive(Debug, Serialize)]
pub struct ProvidersView {
    providers: Vec<ProviderView>,
}

/// A provider, and whether it takes new cards where a session names none.
#[derive(Debug, Serialize)]
struct ProviderView {
    name: &'static str,
    default: bool,
    abilities: Vec<AbilityView>,
}

/// Says whether a provider can do something, and on what evidence.
#[derive(Debug, Serialize)]
struct AbilityView {
    ability: &'static str,
    evidence: &'static str,
    how: &'static str,
}

/// Lists the providers.
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
