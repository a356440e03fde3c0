//! Whether the guide's catalogue has every code of the source, and no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// The page of the guide that lists the codes.
const PAGE: &str = "docs/guide/codes.md";

/// The page of the guide that lists what the sandbox does.
const TESTING: &str = "docs/guide/testing.md";
/// Its section.
const BEHAVIOURS: &str = "What the charge of a stored card comes to";
/// Where the sandbox says what it does.
const SANDBOX: &str = "crates/sandbox/src/faults/behaviour.rs";

/// Where the server's codes are written.
const SERVER: [&str; 5] = [
    "crates/rules/src/error_code.rs",
    "crates/server/src/refusal.rs",
    "crates/server/src/problem.rs",
    "crates/server/src/problem/rule.rs",
    "crates/server/src/http/error.rs",
];

/// Where the types of webhooks are written.
const WEBHOOKS: [&str; 3] = [
    "crates/server/src/model/webhook/told.rs",
    "crates/server/src/cards/save.rs",
    "crates/server/src/store/cards/removal.rs",
];

/// Where the element's codes are written.
const ELEMENT: [&str; 3] = ["src/script", "src/flow", "src/client"];

/// How the element's own codes begin.
const OF_THE_ELEMENT: [&str; 5] = ["network.", "payment.", "redirect.", "runtime.", "server."];

/// Codes that the element makes of a payment's state.
const OF_STATES: [&str; 2] = ["payment.expired", "payment.failed"];

/// Keys of texts that begin like codes.
const TEXTS: [&str; 4] = [
    "runtime.open",
    "runtime.setup",
    "runtime.text",
    "runtime.title",
];

/// Compares the page with the source, both ways.
///
/// # Errors
/// Fails if the page or a file of the source cannot be read.
pub fn check(root: &Path) -> Result<Vec<String>> {
    let page = read(&root.join(PAGE))?;
    let server = codes(root, &SERVER)?;
    let webhooks = codes(root, &WEBHOOKS)?;
    let mut element = codes(root, &ELEMENT)?;
    element.retain(|code| {
        let is_own = OF_THE_ELEMENT.iter().any(|start| code.starts_with(start));
        is_own && !server.contains(code) && !TEXTS.contains(&code.as_str())
    });
    element.extend(OF_STATES.map(String::from));
    let sections = [
        ("Answers of the server", server),
        ("What the element tells the page", element),
        ("Webhooks", webhooks),
    ];
    let testing = read(&root.join(TESTING))?;
    let behaviours = behaviours(&read(&root.join(SANDBOX))?);
    let of_codes = sections.iter();
    let of_codes = of_codes.flat_map(|(section, source)| compare(PAGE, &page, section, source));
    Ok(of_codes
        .chain(compare(TESTING, &testing, BEHAVIOURS, &behaviours))
        .collect())
}

/// Compares the first column of a section's tables with the source.
fn compare(file: &str, page: &str, section: &str, source: &BTreeSet<String>) -> Vec<String> {
    let rows = rows(page, section);
    let listed: BTreeSet<String> = rows.iter().cloned().collect();
    let missing = source.difference(&listed);
    let missing = missing.map(|name| format!("{file}: `{name}` is not in \"{section}\""));
    let gone = listed.difference(source);
    let gone = gone.map(|name| format!("{file}: nothing gives `{name}` of \"{section}\""));
    let twice = rows.len() != listed.len();
    let twice = twice.then(|| format!("{file}: \"{section}\" has a name twice"));
    missing.chain(gone).chain(twice).collect()
}

/// Lists what the sandbox does, as its control calls spell it.
fn behaviours(source: &str) -> BTreeSet<String> {
    let (_, listed) = source
        .split_once("pub enum Behaviour {")
        .unwrap_or_default();
    let (listed, _) = listed.split_once("\n}").unwrap_or_default();
    let mut renamed = None;
    let mut names = BTreeSet::new();
    for line in listed.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("#[serde(rename = \"") {
            renamed = name.split('"').next();
        } else if let Some(variant) = line.strip_suffix(',') {
            let name = renamed.take().map_or_else(|| snake(variant), String::from);
            names.insert(name);
        }
    }
    names
}

/// Writes a variant as serde's `snake_case` does.
fn snake(variant: &str) -> String {
    let mut name = String::new();
    for sign in variant.chars() {
        if sign.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(sign.to_ascii_lowercase());
    }
    name
}

/// Lists the codes in the first column of a section's tables.
fn rows(page: &str, section: &str) -> Vec<String> {
    let named = |part: &&str| part.lines().next() == Some(section);
    let part = page.split("\n## ").find(named).unwrap_or_default();
    let cells = part.lines().filter_map(|line| line.strip_prefix("| `"));
    let first = cells.filter_map(|cell| cell.split('`').next());
    first.map(String::from).collect()
}

/// Finds the codes of files and folders, tests aside.
fn codes(root: &Path, places: &[&str]) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for place in places {
        let path = root.join(place);
        if path.is_dir() {
            collect(&path, &mut found)?;
        }
        // A module may be a file beside its folder.
        let file = if path.is_dir() {
            path.with_extension("rs")
        } else {
            path.clone()
        };
        if file.is_file() {
            found.extend(quoted(&read(&file)?));
        } else if !path.is_dir() {
            anyhow::bail!("{} is not there: where are its codes now?", path.display());
        }
    }
    Ok(found)
}

fn collect(folder: &Path, found: &mut BTreeSet<String>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default();
        let ending = path.extension().unwrap_or_default();
        if name == "tests" {
            continue;
        }
        if path.is_dir() {
            collect(&path, found)?;
        } else if ending == "rs" || ending == "js" {
            found.extend(quoted(&read(&path)?));
        }
    }
    Ok(())
}

/// Finds what is quoted and has the form of a code, before the tests of a file.
fn quoted(text: &str) -> BTreeSet<String> {
    let (code, _) = text.split_once("#[cfg(test)]").unwrap_or((text, ""));
    let parts = code.split('"').filter(|part| is_code(part));
    parts.map(String::from).collect()
}

/// Whether it is two or more words of `a–z _` with dots between.
fn is_code(text: &str) -> bool {
    let is_word = |word: &str| {
        let mut signs = word.chars();
        signs.next().is_some()
            && word
                .chars()
                .all(|sign| sign.is_ascii_lowercase() || sign == '_')
    };
    text.contains('.') && text.split('.').all(is_word)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::TemporaryFolder;

    #[test]
    fn a_code_is_words_with_dots_between() {
        assert!(is_code("card.initial_transaction.format") && is_code("server.error"));
        for other in ["server", "server.", ".length", "a.B", "shop.example/x", ""] {
            assert!(!is_code(other), "{other}");
        }
    }

    #[test]
    fn names_the_codes_that_are_missing_and_those_that_nothing_gives() {
        let folder = TemporaryFolder::make("oneclick-catalogue").unwrap();
        let write = |file: &str, text: &str| {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        for file in SERVER.iter().chain(&WEBHOOKS) {
            write(file, "");
        }
        write(
            SERVER[0],
            "A = \"a.new\", \"a.listed\"\n#[cfg(test)] \"a.tried\"",
        );
        write(
            SANDBOX,
            "pub enum Behaviour {\n    /// Fails, twice.\n    ThreeDSecure,\n    #[serde(rename = \"error_500\")]\n    Error500,\n}\n",
        );
        write(
            TESTING,
            &format!("\n## {BEHAVIOURS}\n\n| `error_500` |\n| `lost` |\n"),
        );
        write(
            "src/script/start.js",
            "\"runtime.new\" \"runtime.title\" \"cvc.hint\"",
        );
        write("src/flow/tests.rs", "\"runtime.tried\"");
        write("src/client/received.rs", "");
        write("src/client.rs", "\"server.unheard\"");
        write(
            PAGE,
            "# Codes\n\n## Answers of the server\n\n| `a.listed` |\n| `a.gone` |\n\n## What the element tells the page\n\n| `payment.failed` |\n| `payment.expired` |\n| `payment.expired` |\n\n## Webhooks\n",
        );
        let told = check(folder.path()).unwrap().join("\n");
        for code in [
            "`a.new` is not",
            "gives `a.gone`",
            "`runtime.new` is not",
            "`server.unheard` is not",
            "`three_d_secure` is not",
            "gives `lost`",
        ] {
            assert!(told.contains(code), "{told}");
        }
        assert_eq!(told.lines().count(), 7, "{told}");
    }
}
