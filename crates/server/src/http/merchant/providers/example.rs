//! What the description shows of the configured providers.

use oneclick_providers::Ability;

use crate::http::example::Example;
use crate::http::merchant::providers::{AbilityView, ProviderView, ProvidersView};

impl Example for ProvidersView {
    fn example() -> Option<Self> {
        let abilities = [
            (
                "capture",
                Ability::Documented("POST /v1/payments/{id}/capture"),
            ),
            ("retrieve the stored card", Ability::Absent("no such call")),
        ];
        Some(Self {
            providers: vec![ProviderView {
                name: "smart2pay",
                default: true,
                abilities: abilities.map(AbilityView::of).into(),
            }],
        })
    }
}
