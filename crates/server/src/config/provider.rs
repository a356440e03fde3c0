//! Reads each provider's settings: a section of its own under `providers`.

mod address;
mod certitrade;
mod costplus;
mod finpay;
pub(crate) mod settings;
mod shared;
mod smart2pay;

use oneclick_providers::ProviderName;

use crate::config::provider::settings::ProviderSettings;
use crate::config::provider::shared::Outside;
use crate::config::reader::Section;
use crate::config::value::{one_of, text};
use crate::config::variables::Variables;

type Read = fn(&mut Section<'_>, &Outside<'_>) -> Option<ProviderSettings>;

/// Picks the reader of a provider's section.
fn reader(name: ProviderName) -> Read {
    match name {
        ProviderName::CertiTrade => certitrade::read,
        ProviderName::CostPlus => costplus::read,
        ProviderName::Finpay => finpay::read,
        ProviderName::Smart2Pay => smart2pay::read,
    }
}

/// Reads every section there is; the default provider comes first.
///
/// With one provider that is the default, with several `payments.provider` says.
pub(super) fn read(
    root: &mut Section<'_>,
    payments: &mut Section<'_>,
    live: bool,
    variables: &Variables<'_>,
) -> Option<Vec<ProviderSettings>> {
    let outside = Outside { live, variables };
    let mut section = root.section("providers");
    if section.names().is_empty() {
        let known = ProviderName::ALL.map(ProviderName::as_str).join(", ");
        root.wrong(
            "providers",
            format!("is missing; at least one provider is needed: {known}"),
        );
        return None;
    }
    let mut read = Vec::new();
    let mut whole = true;
    for name in ProviderName::ALL {
        let mut one = section.section(name.as_str());
        if one.is_there() {
            match reader(name)(&mut one, &outside) {
                Some(settings) => read.push(settings),
                None => whole = false,
            }
            one.finish();
        }
    }
    let there = section.names();
    section.finish();
    let named = payments.may("provider", text(|name| default(name, &there)));
    if there.len() > 1 && named.is_none() {
        let which = format!("which provider takes new cards: {}", there.join(", "));
        payments.missing("provider", &which);
        return None;
    }
    read.sort_by_key(|settings| Some(settings.provider.name().as_str()) != named.as_deref());
    (whole && !read.is_empty()).then_some(read)
}

fn default(name: &str, there: &[String]) -> Result<String, String> {
    if there.iter().any(|one| one == name) {
        return Ok(String::from(name));
    }
    Err(format!(
        "{} with a section under providers",
        one_of(there.iter().map(String::as_str))
    ))
}

#[cfg(test)]
mod tests;
