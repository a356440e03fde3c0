//! The structure of the source: no circle of files, and no dialect that knows
//! another one.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what the tests share stands outside test functions"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A file by its module path, for example `finpay::calls`.
type Module = Vec<String>;

/// Reads every file of the library, less its comments and its own tests.
fn files(folder: &Path, module: &Module, found: &mut BTreeMap<Module, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let inside = [module.clone(), vec![name.clone()]].concat();
        if path.is_dir() {
            files(&path, &inside, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && name != "main" {
            let text = fs::read_to_string(&path).unwrap();
            let (code, _) = text.split_once("#[cfg(test)]").unwrap_or((&text, ""));
            let lines = code.lines().map(|line| line.split("//").next().unwrap());
            let inside = if name == "lib" { Vec::new() } else { inside };
            found.insert(inside, lines.collect::<Vec<_>>().join("\n"));
        }
    }
}

/// Every path of a file, such as `super::payment::Status`, with the braces of
/// `use` written out.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for statement in code.split_inclusive(';') {
        let import = statement.rfind("use ").filter(|_| statement.ends_with(';'));
        let (before, import) = statement.split_at(import.unwrap_or(statement.len()));
        let words = |character: char| !character.is_alphanumeric() && !"_:".contains(character);
        let inline = before.split(words).filter(|word| word.contains("::"));
        found.extend(inline.map(segments));
        if let Some(tree) = import.strip_prefix("use ") {
            spread("", tree.trim_end_matches(';'), &mut found);
        }
    }
    found
}

fn segments(path: &str) -> Vec<String> {
    path.split("::").map(|one| one.trim().to_owned()).collect()
}

fn spread(before: &str, tree: &str, found: &mut Vec<Vec<String>>) {
    let mut depth = 0;
    let mut start = 0;
    let mut branches = Vec::new();
    for (place, character) in tree.char_indices() {
        depth += i32::from(character == '{') - i32::from(character == '}');
        if depth == 0 && character == ',' {
            branches.push(&tree[start..place]);
            start = place + 1;
        }
    }
    branches.push(&tree[start..]);
    for branch in branches.into_iter().map(str::trim) {
        match branch.split_once('{') {
            Some((head, rest)) => {
                let inside = rest.strip_suffix('}').unwrap_or(rest);
                spread(&format!("{before}{head}"), inside, found);
            }
            None => found.push(segments(&format!("{before}{branch}"))),
        }
    }
}

/// The file that a path leads to, seen from a module.
fn target(from: &Module, path: &[String], files: &BTreeMap<Module, String>) -> Option<Module> {
    let mut rest = path;
    let mut place = from.clone();
    match rest.first()?.as_str() {
        "crate" => place.clear(),
        "self" | "super" => {}
        // A child of this module, or a path from outside the crate.
        child => {
            let child = [place.clone(), vec![child.to_owned()]].concat();
            files.get(&child)?;
        }
    }
    while let Some(first) = rest.first() {
        match first.as_str() {
            "super" => drop(place.pop()),
            "crate" | "self" => {}
            _ => break,
        }
        rest = &rest[1..];
    }
    for name in rest {
        let next = [place.clone(), vec![name.clone()]].concat();
        if !files.contains_key(&next) {
            break;
        }
        place = next;
    }
    Some(place).filter(|place| place != from)
}

fn arrows() -> BTreeMap<Module, BTreeSet<Module>> {
    let mut all = BTreeMap::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    files(&folder, &Vec::new(), &mut all);
    let arrows = all.iter().map(|(from, code)| {
        let to = paths(code);
        let to = to.iter().filter_map(|path| target(from, path, &all));
        (from.clone(), to.collect())
    });
    arrows.collect()
}

/// The first circle that is met on the way from a file.
fn circle(
    from: &Module,
    arrows: &BTreeMap<Module, BTreeSet<Module>>,
    way: &mut Vec<Module>,
    done: &mut BTreeSet<Module>,
) -> Option<Vec<String>> {
    if let Some(start) = way.iter().position(|one| one == from) {
        return Some(way[start..].iter().map(|one| one.join("::")).collect());
    }
    if !done.insert(from.clone()) {
        return None;
    }
    way.push(from.clone());
    let found = arrows[from]
        .iter()
        .find_map(|to| circle(to, arrows, way, done));
    way.pop();
    found
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let arrows = arrows();
    let mut done = BTreeSet::new();
    for from in arrows.keys() {
        assert_eq!(circle(from, &arrows, &mut Vec::new(), &mut done), None);
    }
    let count: usize = arrows.values().map(BTreeSet::len).sum();
    assert!(count > 100, "{count} arrows: the imports are not read");
}

#[test]
fn no_dialect_knows_another() {
    let dialects = ["certitrade", "finpay", "costplus", "smart2pay"];
    let dialect = |module: &Module| {
        let first = module.first()?.clone();
        dialects.contains(&first.as_str()).then_some(first)
    };
    for (from, all) in arrows() {
        for to in all {
            let both = (dialect(&from), dialect(&to));
            if let (Some(own), Some(other)) = both {
                assert_eq!(own, other, "{from:?} -> {to:?}");
            }
        }
    }
}

#[test]
fn reads_imports_as_they_are_written() {
    let code = "use crate::{a, b::{self, C}};\nuse super::d;\nfn f() { e::g(); }";
    let found: Vec<String> = paths(code).iter().map(|path| path.join("::")).collect();
    let expected = [
        "crate::a",
        "crate::b::self",
        "crate::b::C",
        "super::d",
        "e::g",
    ];
    assert_eq!(found, expected);
}
