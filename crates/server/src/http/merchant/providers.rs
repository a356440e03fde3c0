//! `GET /v1/providers`: what each configured provider can do.

use axum::extract::State;
use oneclick_providers::Ability;
use serde_json::{Value, json};

use crate::http::App;
use crate::http::key::Merchant;

/// Lists the providers.
pub async fn list(State(app): State<App>, _: Merchant) -> axum::Json<Value> {
    let registry = app.engine.providers();
    let default = registry.default().map(|one| one.provider.name());
    let providers: Vec<Value> = registry
        .0
        .iter()
        .map(|configured| {
            let provider = &configured.provider;
            let table = provider.capabilities().table();
            json!({
                "name": provider.name().as_str(),
                "default": Some(provider.name()) == default,
                "abilities": table.map(|(name, ability)| view(name, ability)),
            })
        })
        .collect();
    axum::Json(json!({ "providers": providers }))
}

fn view(name: &str, ability: Ability) -> Value {
    let (evidence, how) = match ability {
        Ability::Documented(how) => ("documented", how),
        Ability::Assumed(how) => ("assumed", how),
        Ability::Absent(why) => ("absent", why),
    };
    json!({ "ability": name, "evidence": evidence, "how": how })
}
