//! Whether what the documentation names as proof is there.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// The page of the documentation that names files as proof.
const PAGE: &str = "docs/accessibility.md";

/// Checks that every file which the page names is there.
///
/// # Errors
/// Fails if the page cannot be read.
pub fn check(root: &Path) -> Result<Vec<String>> {
    let text =
        fs::read_to_string(root.join(PAGE)).with_context(|| format!("could not read {PAGE}"))?;
    let missing = named(&text).filter(|file| !root.join(file).is_file());
    Ok(missing
        .map(|file| format!("{PAGE}: `{file}` is named as proof, and is not there"))
        .collect())
}

/// The files that a page names in code's letters.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(|name| name.starts_with("tests/"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::folder::TemporaryFolder;
    use crate::place::Place;

    #[test]
    fn names_the_proof_that_is_missing() {
        let folder = TemporaryFolder::make("oneclick-evidence").unwrap();
        let write = |file: &str, text: &str| {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        write("tests/there.js", "");
        write(PAGE, "`cc-csc` `tests/there.js` and `tests/gone.js`");
        let [violation] = check(folder.path()).unwrap().try_into().unwrap();
        assert!(violation.contains("`tests/gone.js`"), "{violation}");
    }

    #[test]
    fn the_report_has_every_criterion_once_and_names_proof_for_what_it_supports() {
        let root = Place::find().unwrap().root;
        let text = fs::read_to_string(root.join(PAGE)).unwrap();
        let (wcag, _) = text.split_once("## EN 301 549").unwrap();
        let mut criteria = BTreeSet::new();
        for row in wcag.lines().filter_map(|line| line.strip_prefix("| ")) {
            let number = row.split(' ').next().unwrap();
            if !number.starts_with(|sign: char| sign.is_ascii_digit()) {
                continue;
            }
            assert!(criteria.insert(number), "{number} stands there twice");
            let cells: Vec<_> = row.split(" | ").collect();
            assert!(
                ["Supports", "Partially supports", "Not applicable"].contains(&cells[1]),
                "{row}"
            );
        }
        // Level A and level AA, without the one that WCAG 2.2 took away.
        assert_eq!(criteria.len(), 31 + 24);
    }
}
