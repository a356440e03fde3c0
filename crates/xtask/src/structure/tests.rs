//! Each rule, broken in a small package on disk.

use std::fs;
use std::path::{Path, PathBuf};

use super::allowed::{Allowed, Exception};
use super::arrows::arrows;
use super::circles::circles;
use super::packages::Package;
use super::tree::Tree;
use super::{files, neighbours, types};
use crate::folder::TemporaryFolder;

/// A package with the files that a test gives it.
struct Written {
    folder: TemporaryFolder,
}

impl Written {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = TemporaryFolder::make(&format!("oneclick-structure-{name}")).unwrap();
        for (file, text) in files {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        Self { folder }
    }

    fn tree(&self) -> Tree {
        let package = package("oneclick-sandbox", &[]);
        Tree::read(self.folder.path(), &package, Path::new("src/lib.rs"), false).unwrap()
    }

    /// The arrows, each as `from -> to`.
    fn arrows(&self) -> Vec<String> {
        let mut shown = Vec::new();
        for (from, all) in arrows(&self.tree()) {
            for to in all.keys() {
                shown.push(format!("{} -> {}", from.display(), to.display()));
            }
        }
        shown
    }

    fn circles(&self) -> Vec<String> {
        let arrows = arrows(&self.tree());
        let circles = circles(&arrows);
        circles.iter().map(|one| one.describe(&arrows)).collect()
    }
}

fn package(name: &str, needs: &[&str]) -> Package {
    Package {
        name: name.to_owned(),
        folder: PathBuf::new(),
        programs: Vec::new(),
        tests: Vec::new(),
        needs: needs.iter().copied().map(str::to_owned).collect(),
        libraries: Vec::new(),
    }
}

#[test]
fn names_the_files_of_a_circle_and_the_uses_that_make_it() {
    let written = Written::new(
        "circle",
        &[
            ("src/lib.rs", "mod card;\nmod money;\nmod order;\n"),
            (
                "src/card.rs",
                "use crate::{money::Money, order};\npub struct Card(Money);\nfn a() { order::b(); }\n",
            ),
            ("src/money.rs", "pub struct Money;\n"),
            (
                "src/order.rs",
                "\npub fn b() -> super::card::Card { panic!() }\n",
            ),
        ],
    );
    let expected = "2 files use each other in a circle:\
        \n    src/card.rs:3 uses `order::b` of src/order.rs\
        \n    src/order.rs:2 uses `super::card::Card` of src/card.rs";
    assert_eq!(written.circles(), [expected]);
}

#[test]
fn finds_a_circle_of_three_and_none_where_all_uses_go_down() {
    let down = [
        ("src/lib.rs", "mod a;\nmod b;\nmod c;\nuse a::A;\n"),
        ("src/a.rs", "use crate::b::B;\npub struct A(B);\n"),
        ("src/b.rs", "use crate::c::C;\npub struct B(C);\n"),
    ];
    let good = [down.as_slice(), &[("src/c.rs", "pub struct C;\n")]].concat();
    assert_eq!(Written::new("down", &good).circles(), [""; 0]);
    let bad = [
        down.as_slice(),
        &[("src/c.rs", "pub struct C(crate::a::A);\n")],
    ]
    .concat();
    let circles = Written::new("three", &bad).circles();
    assert!(
        circles.len() == 1 && circles[0].starts_with("3 files"),
        "{circles:?}"
    );
}

#[test]
fn takes_a_declaration_and_a_re_export_of_a_child_for_no_use() {
    let written = Written::new(
        "re-export",
        &[
            (
                "src/lib.rs",
                "pub mod card;\npub use card::Card;\npub(crate) use card::face::Face;\n",
            ),
            (
                "src/card.rs",
                "mod _a {}\npub mod face;\nuse crate::Face;\npub struct Card(Face);\n",
            ),
            ("src/card/face.rs", "pub struct Face;\n"),
        ],
    );
    assert_eq!(written.arrows(), ["src/card.rs -> src/card/face.rs"]);
}

#[test]
fn follows_a_path_through_imports_renames_globs_and_own_modules() {
    let written = Written::new(
        "paths",
        &[
            ("src/lib.rs", "mod a;\nmod b;\nmod c;\nuse b::*;\n"),
            (
                "src/a.rs",
                "use crate::B as Renamed;\nuse crate::b;\nfn f(_: Renamed) { b::inner::G::new(); }\n",
            ),
            (
                "src/b.rs",
                "pub struct B;\npub mod inner { pub use crate::c::G; pub use super::B; }\n",
            ),
            ("src/c.rs", "use c::c;\npub struct G;\n"),
        ],
    );
    let expected = [
        "src/a.rs -> src/b.rs",
        "src/a.rs -> src/c.rs",
        "src/b.rs -> src/c.rs",
        "src/lib.rs -> src/b.rs",
    ];
    assert_eq!(written.arrows(), expected);
}

#[test]
fn sees_uses_in_macros_and_in_attributes_but_none_in_comments_texts_and_tests() {
    let written = Written::new(
        "macros",
        &[
            ("src/lib.rs", "mod a;\nmod b;\nmod c;\nmod d;\n"),
            (
                "src/a.rs",
                "use crate::b;\nfn f() { println!(\"{}\", [b::name()]); }\n",
            ),
            (
                "src/b.rs",
                "struct B { #[serde(with = \"crate::c::form\")] c: u8 }\npub fn name() {}\n",
            ),
            (
                "src/c.rs",
                "/// As [`crate::a::f`].\npub mod form {}\n// crate::a::f\nconst T: &str = \"crate::a::f\";\n\
                 #[cfg(test)] mod tests { use crate::a::f; }\n#[cfg(test)] mod more;\n",
            ),
            (
                "src/d.rs",
                "use ::c::form;\nuse std::fmt;\npub(in crate::d) struct D(fmt::Error);\n",
            ),
        ],
    );
    let mut expected = vec!["src/a.rs -> src/b.rs"];
    assert_eq!(written.arrows(), expected);
    let in_c = "pub mod form { pub fn serialize() {} }\n";
    fs::write(written.folder.path().join("src/c.rs"), in_c).unwrap();
    let with = "struct B { #[serde(serialize_with = \"crate::c::form::serialize\")] c: u8 }\npub fn name() {}\n";
    fs::write(written.folder.path().join("src/b.rs"), with).unwrap();
    expected.push("src/b.rs -> src/c.rs");
    assert_eq!(written.arrows(), expected);
}

#[test]
fn names_the_file_of_a_module_that_is_missing_and_one_that_is_not_rust() {
    let missing = Written::new("missing", &[("src/lib.rs", "mod gone;\n")]);
    let not_rust = Written::new("not-rust", &[("src/lib.rs", "fn f() {}\nmod {\n")]);
    for (written, expected) in [
        (missing, "src/lib.rs: the file of `mod gone` is missing"),
        (not_rust, "src/lib.rs:2 is not Rust: "),
    ] {
        let package = package("a", &[]);
        let root = written.folder.path();
        let error = Tree::read(root, &package, Path::new("src/lib.rs"), false).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

#[test]
fn refuses_a_type_name_in_two_files_unless_it_is_allowed() {
    let written = Written::new(
        "names",
        &[
            ("src/lib.rs", "mod a;\nstruct Card;\n"),
            (
                "src/a.rs",
                "#[cfg(unix)] enum Card {}\n#[cfg(windows)] enum Card {}\n",
            ),
        ],
    );
    let types = written.tree().types;
    let violations = types::used_twice(&types, &mut Allowed::new(&[], &[], &[]));
    let expected = "`Card` is the name of a type in 2 files, a name is used once: \
        src/a.rs:1, src/a.rs:2, src/lib.rs:2";
    assert_eq!(violations, [expected]);
    for (names, of) in [(&["Card"], &["other"]), (&["Other"], &["oneclick-sandbox"])] {
        let mut allowed = Allowed::new(&[], names, of);
        assert_eq!(types::used_twice(&types, &mut allowed), [""; 0]);
    }
}

#[test]
fn an_exception_that_nothing_needs_any_more_breaks_a_rule() {
    let mut allowed = Allowed::new(&["oneclick-server"], &["Card"], &[]);
    assert!(allowed.allows(Exception::Circles, "oneclick-server"));
    assert!(!allowed.allows(Exception::Circles, "oneclick-rules"));
    let unneeded = allowed.no_longer_needed();
    assert!(
        unneeded.len() == 1 && unneeded[0].starts_with("`Card` "),
        "{unneeded:?}"
    );
}

#[test]
fn refuses_files_that_are_too_long_or_whose_name_says_nothing() {
    let long = "\n".repeat(301);
    let written = Written::new(
        "files",
        &[
            ("src/fits.rs", &long[1..]),
            ("src/long.css", &long),
            ("src/utils.rs", ""),
            ("tests/helpers.spec.js", ""),
            ("target/utils.rs", &long),
            (".hidden/utils.rs", &long),
        ],
    );
    let expected = [
        "src/long.css: 301 lines, at most 300: split it",
        "src/utils.rs: `utils` says nothing: name the file after what is in it",
        "tests/helpers.spec.js: `helpers` says nothing: name the file after what is in it",
    ];
    assert_eq!(files::check(written.folder.path()).unwrap(), expected);
}

#[test]
fn refuses_a_provider_that_knows_another_and_a_package_that_may_not_know_one() {
    let written = Written::new(
        "neighbours",
        &[
            ("src/lib.rs", "mod finpay;\nmod costplus;\nmod ledger;\n"),
            (
                "src/finpay.rs",
                "mod dialect;\nuse crate::costplus::Costplus;\n",
            ),
            (
                "src/finpay/dialect.rs",
                "use crate::ledger::entry::L;\nuse crate::costplus::dialect::O;\n",
            ),
            (
                "src/costplus.rs",
                "pub mod dialect;\npub struct Costplus(dialect::O);\n",
            ),
            ("src/costplus/dialect.rs", "pub struct O;\n"),
            ("src/ledger.rs", "pub mod entry;\n"),
            ("src/ledger/entry.rs", "pub struct L;\n"),
        ],
    );
    let arrows = arrows(&written.tree());
    let found = neighbours::inside_package(&package("oneclick-sandbox", &[]), &arrows);
    let expected = [
        "src/finpay/dialect.rs:2 uses `crate::costplus::dialect::O` of \
            src/costplus/dialect.rs: a provider must not know another",
        "src/finpay.rs:2 uses `crate::costplus::Costplus` of \
            src/costplus.rs: a provider must not know another",
    ];
    assert_eq!(found, expected);
    for (of, need) in [("sandbox", "providers"), ("server", "sandbox")] {
        let [of, need] = [of, need].map(|name| format!("oneclick-{name}"));
        let found = neighbours::between_packages(&[package(&of, &[&need])]);
        assert_eq!(found, [format!("{of} must not need {need}")]);
    }
}
