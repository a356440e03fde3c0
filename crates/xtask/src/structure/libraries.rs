//! The libraries of the packages, against the page that says why each is used.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::packages::Package;

/// The page, from the root of the checkout.
const PAGE: &str = "docs/decisions/libraries.md";

/// Checks that the page names each library that a package uses, and no other.
///
/// # Errors
/// Fails if the page cannot be read.
pub fn check(root: &Path, packages: &[Package]) -> Result<Vec<String>> {
    let page =
        fs::read_to_string(root.join(PAGE)).with_context(|| format!("could not read {PAGE}"))?;
    let used: BTreeSet<&str> = packages
        .iter()
        .flat_map(|package| package.libraries.iter().map(String::as_str))
        .collect();
    let named = named(&page);
    let missing = used.difference(&named);
    let unused = named.difference(&used);
    let missing = missing.map(|name| format!("{PAGE}: `{name}` is missing: say why it is used"));
    let unused = unused.map(|name| format!("{PAGE}: `{name}` is used nowhere: delete its line"));
    Ok(missing.chain(unused).collect())
}

/// The names between backticks in the first column of the page's tables.
fn named(page: &str) -> BTreeSet<&str> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let columns = rows
        .filter_map(|row| row.split_once(" |"))
        .map(|(column, _)| column);
    columns
        .flat_map(|column| column.split('`').step_by(2))
        .filter(|name| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_names_of_the_first_column() {
        let page =
            "# Libraries\n| library | for |\n|---|---|\n| `a`, `b-c` | not `d` |\ntext `e`\n";
        assert_eq!(named(page), BTreeSet::from(["a", "b-c"]));
    }
}
