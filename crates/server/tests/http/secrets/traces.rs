//! The traces that a secret leaves: itself, in every form in which it may be written down.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// What is looked for, by names that may be printed.
#[derive(Default)]
pub struct Traces {
    /// Of each form: whose it is, and whether it counts as a number of its own alone.
    names: Vec<(String, bool)>,
    forms: Vec<Vec<u8>>,
}

impl Traces {
    /// Looks for a secret that is too long to be there by chance.
    pub fn add(&mut self, name: &str, secret: &[u8]) {
        assert!(secret.len() >= 8, "{name} is short");
        self.push(name, forms(secret));
    }

    /// Looks for a security code of four digits: as JSON and forms have it, and as a
    /// number of its own.
    pub fn add_code(&mut self, name: &str, code: &str) {
        let mut all = forms(format!("\"{code}\"").as_bytes());
        all.push(format!("={code}&").into_bytes());
        all.push(format!("%22{code}%22").into_bytes());
        all.push(escaped(code.as_bytes()).into_bytes());
        self.push(name, all);
        self.names.push((name.to_owned(), true));
        self.forms.push(code.as_bytes().to_vec());
    }

    fn push(&mut self, name: &str, forms: Vec<Vec<u8>>) {
        let once: BTreeSet<Vec<u8>> = forms.into_iter().collect();
        for form in once {
            self.names.push((name.to_owned(), false));
            self.forms.push(form);
        }
    }

    /// Looks for all of them at once from now on.
    pub fn finder(self) -> TraceFinder {
        let automaton = AhoCorasick::new(&self.forms).unwrap();
        let traces = self;
        TraceFinder { traces, automaton }
    }
}

/// Finds traces.
pub struct TraceFinder {
    traces: Traces,
    automaton: AhoCorasick,
}

impl TraceFinder {
    /// How often something of each stands in the bytes, where it does.
    pub fn count_in(&self, bytes: &[u8]) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for found in self.automaton.find_overlapping_iter(bytes) {
            let (name, is_digits) = &self.traces.names[found.pattern().as_usize()];
            if !is_digits || is_number(bytes, found.range()) {
                *counts.entry(name.as_str()).or_default() += 1;
            }
        }
        counts
    }
}

/// Text, hexadecimal, base64 wherever it begins, percent-encoded, escaped as JSON has it,
/// and as a list of numbers.
fn forms(secret: &[u8]) -> Vec<Vec<u8>> {
    let hex = joined(secret, |byte| format!("{byte:02x}"));
    let percent = joined(secret, |byte| format!("%{byte:02X}"));
    let mut numbers = joined(secret, |byte| format!("{byte}, "));
    numbers.truncate(numbers.len() - 2);
    let mut all = vec![
        secret.to_vec(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        percent.to_lowercase().into_bytes(),
        percent.into_bytes(),
        numbers.replace(' ', "").into_bytes(),
        numbers.into_bytes(),
        escaped(secret).into_bytes(),
        escaped(secret)
            .to_uppercase()
            .replace("\\U", "\\u")
            .into_bytes(),
    ];
    for skipped in 0..3 {
        let standard = base64_behind(skipped, secret);
        let url_safe = standard.replace('+', "-").replace('/', "_");
        all.extend([standard.into_bytes(), url_safe.into_bytes()]);
    }
    if let Ok(text) = str::from_utf8(secret) {
        let form: String = form_urlencoded(text);
        all.extend([
            form.into_bytes(),
            text.replace('/', "\\/").into_bytes(),
            text.replace('"', "\\\"").into_bytes(),
        ]);
    }
    all
}

fn joined(bytes: &[u8], one: impl Fn(u8) -> String) -> String {
    bytes.iter().map(|byte| one(*byte)).collect()
}

fn escaped(bytes: &[u8]) -> String {
    joined(bytes, |byte| format!("\\u{byte:04x}"))
}

/// Percent-encodes what a form does not carry as it is.
fn form_urlencoded(text: &str) -> String {
    let mut encoded = String::new();
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() || "-_.*".contains(letter) {
            encoded.push(letter);
        } else {
            for byte in letter.to_string().bytes() {
                write!(encoded, "%{byte:02X}").unwrap();
            }
        }
    }
    encoded
}

/// The letters of base64 that the secret alone decides, behind so many other bytes.
fn base64_behind(skipped: usize, secret: &[u8]) -> String {
    let bytes = [vec![0; skipped], secret.to_vec()].concat();
    let from = (skipped * 8).div_ceil(6);
    let to = bytes.len() * 8 / 6;
    STANDARD_NO_PAD.encode(bytes)[from..to].to_owned()
}

/// Whether the digits in this place stand alone.
fn is_number(bytes: &[u8], place: Range<usize>) -> bool {
    let word = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
    let before = place.start.checked_sub(1).and_then(|at| bytes.get(at));
    !word(before) && !word(bytes.get(place.end))
}

#[test]
fn every_form_of_a_secret_is_found() {
    let secret = "k3y/with+sp=ce";
    let mut traces = Traces::default();
    traces.add("key", secret.as_bytes());
    traces.add_code("code", "7373");
    let finder = traces.finder();
    let found_in = |bytes: &[u8]| finder.count_in(bytes).into_keys().collect::<Vec<_>>();
    let body = format!("{{\"cvc\":\"7373\",\"key\":\"{secret}\"}}");
    for skipped in 0..3 {
        let written = STANDARD_NO_PAD.encode(format!("{}{body}", &"xyz"[..skipped]));
        let found = found_in(written.as_bytes());
        assert_eq!(found, ["code", "key"], "base64 {skipped}");
    }
    let hex = joined(body.as_bytes(), |byte| format!("{byte:02x}"));
    for written in [
        hex.to_uppercase(),
        hex,
        format!("{:?}", body.as_bytes()),
        format!("{body:?}"),
        form_urlencoded(&body),
        escaped(body.as_bytes()),
        serde_json::to_string(&body).unwrap(),
    ] {
        assert_eq!(found_in(written.as_bytes()), ["code", "key"], "{written}");
    }
    assert!(found_in(b"17373 a7373 73731").is_empty());
    assert_eq!(found_in(b"cvc: 7373"), ["code"]);
    assert_eq!(finder.count_in(secret.repeat(2).as_bytes())["key"], 2);
}
