//! Reads where spans are sent.

use reqwest::Url;

use crate::config::reader::Section;
use crate::config::value::text;

/// Where spans are sent, by OTLP over HTTP. Nothing of a shopper, a card or an order stands
/// in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceSettings {
    /// The whole address of the collector, its path included.
    pub endpoint: String,
}

impl TraceSettings {
    /// Reads the section. It is refused if this program cannot send spans.
    pub(super) fn read(mut section: Section<'_>) -> Option<Self> {
        let endpoint = section.need("endpoint", text(address));
        if !cfg!(feature = "otlp") {
            section.wrong(
                "endpoint",
                "needs the feature `otlp`, without which this program was built: `cargo build --profile ship --package oneclick-server --features otlp` builds one that has it",
            );
        }
        section.finish();
        Some(Self {
            endpoint: endpoint?,
        })
    }
}

fn address(text: &str) -> Result<String, String> {
    let wrong = || {
        Err(String::from(
            "is not an http or https address with the collector's path, such as \"http://127.0.0.1:4318/v1/traces\"",
        ))
    };
    let Ok(url) = Url::parse(text) else {
        return wrong();
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(String::from("has a user name or a password in it"));
    }
    let is_whole = matches!(url.scheme(), "http" | "https") && url.path() != "/";
    if is_whole {
        Ok(String::from(url))
    } else {
        wrong()
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, EXAMPLE};

    fn read(endpoint: &str) -> Result<Option<String>, Vec<String>> {
        let text = format!("{EXAMPLE}\n[traces]\nendpoint = \"{endpoint}\"\n");
        match Config::parse(&text, &|_| None) {
            Ok(config) => Ok(config.traces.map(|traces| traces.endpoint)),
            Err(found) => Err(found.iter().map(ToString::to_string).collect()),
        }
    }

    #[test]
    fn a_collector_has_an_address_with_a_path() {
        for wrong in [
            "",
            "127.0.0.1:4318",
            "http://127.0.0.1:4318",
            "grpc://127.0.0.1:4317/v1/traces",
            "https://me:secret@collector.example/v1/traces",
        ] {
            let found = read(wrong).unwrap_err();
            assert!(found[0].contains("traces.endpoint: "), "{found:?}");
            assert!(!found[0].contains("secret"), "{found:?}");
        }
    }

    #[test]
    fn spans_are_sent_by_a_program_that_can() {
        let address = "http://127.0.0.1:4318/v1/traces";
        let read = read(address);
        if cfg!(feature = "otlp") {
            assert_eq!(read.unwrap().as_deref(), Some(address));
        } else {
            let found = read.unwrap_err();
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].contains("needs the feature `otlp`"), "{found:?}");
        }
    }
}
