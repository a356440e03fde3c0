//! The terms that docs/languages.md lists are those that the messages use.

use std::fs;
use std::path::Path;

use super::{expect_none, languages};

#[test]
fn the_terms_of_a_language_stand_in_its_messages() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/languages.md");
    let table = fs::read_to_string(file).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .map(|line| line.split(" | ").collect())
        .collect();
    let mut wrong = Vec::new();
    for (name, language) in languages() {
        let all: Vec<_> = language.values().map(|text| text.to_lowercase()).collect();
        let row = rows.iter().find(|row| row.first() == Some(&name.as_str()));
        let terms = row.map_or(&[][..], |row| row.get(1..).unwrap_or_default());
        if terms.len() < 9 {
            wrong.push(format!("{name}: docs/languages.md has no row of its terms"));
        }
        let unused = terms
            .iter()
            .filter(|term| !all.iter().any(|text| text.contains(&term.to_lowercase())));
        wrong.extend(unused.map(|term| format!("{name}: no message says {term:?}")));
    }
    expect_none(wrong);
}
