//! The table of capabilities in docs/providers/README.md, against the code.

use core::fmt::Write as _;

use oneclick_providers::{Ability, Capabilities};

use oneclick_providers::{ProviderName, every_provider};

const PAGE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../docs/providers/README.md"
);
const BEGIN: &str = "<!-- From here on the code says it: `ONECLICK_WRITE=1 cargo test -p oneclick-providers table` writes it. -->\n";

fn evidence(ability: Ability) -> String {
    String::from(match ability {
        Ability::Documented(_) => "documented",
        Ability::Assumed(_) => "assumed",
        Ability::Absent(_) => "no",
    })
}

fn yes_or_no(yes: bool) -> String {
    String::from(if yes { "yes" } else { "no" })
}

/// What is said beside the abilities.
fn facts(can: &Capabilities) -> [(&'static str, String); 7] {
    [
        (
            "security code in the request",
            yes_or_no(can.cvc.in_request),
        ),
        ("security code on its own page", yes_or_no(can.cvc.hosted)),
        (
            "authorise now, capture later",
            yes_or_no(can.manual_capture),
        ),
        (
            "several captures of one payment",
            yes_or_no(can.multiple_captures),
        ),
        (
            "a card for one click is not for the merchant",
            yes_or_no(can.separate_uses),
        ),
        (
            "a refusal is confirmed by a look-up",
            yes_or_no(can.confirm_refusals),
        ),
        (
            "an empty look-up counts after",
            format!("{} min", can.not_found_after / 60),
        ),
    ]
}

fn row(text: &mut String, what: &str, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.collect();
    writeln!(text, "| {what} | {} |", cells.join(" | ")).unwrap();
}

/// The page behind [`BEGIN`], as the code has it.
fn generated() -> String {
    let providers = every_provider();
    let columns: Vec<Capabilities> = providers
        .iter()
        .map(|provider| provider.capabilities())
        .collect();
    let mut text = String::from("\n");
    let names = ProviderName::ALL
        .into_iter()
        .map(ProviderName::display_name);
    let linked = ProviderName::ALL.map(|name| format!("[{}]({name}.md)", name.display_name()));
    row(&mut text, "", linked.into_iter());
    row(&mut text, "---", names.clone().map(|_| String::from("---")));
    let Some(first) = columns.first() else {
        return text;
    };
    for (place, (what, _)) in first.table().into_iter().enumerate() {
        row(
            &mut text,
            what,
            columns.iter().map(|can| evidence(can.table()[place].1)),
        );
    }
    for (place, (what, _)) in facts(first).into_iter().enumerate() {
        row(
            &mut text,
            what,
            columns.iter().map(|can| facts(can)[place].1.clone()),
        );
    }
    for (name, can) in names.zip(&columns) {
        write!(text, "\n## {name}: by which call\n\n").unwrap();
        for (what, ability) in can.table() {
            let (Ability::Documented(how) | Ability::Assumed(how) | Ability::Absent(how)) = ability;
            writeln!(text, "- {what}: {}, {how}", evidence(ability)).unwrap();
        }
    }
    text
}

#[test]
fn the_table_in_the_documentation_is_the_code_s() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (head, table) = page.split_once(BEGIN).unwrap();
    let generated = generated();
    if std::env::var_os("ONECLICK_WRITE").is_some() {
        std::fs::write(PAGE, format!("{head}{BEGIN}{generated}")).unwrap();
        return;
    }
    for (line, (there, here)) in table.lines().zip(generated.lines()).enumerate() {
        assert_eq!(there, here, "line {line} behind: {BEGIN}");
    }
    assert_eq!(table, generated, "{BEGIN}");
}

fn file(path: &str) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    std::fs::read_to_string(format!("{root}/{path}")).unwrap()
}

/// The names between `before` and `after`, wherever these stand in a text.
fn names(text: &str, before: &str, after: &str) -> Vec<String> {
    let mut names: Vec<String> = text
        .split(before)
        .skip(1)
        .filter_map(|rest| Some(String::from(rest.split_once(after)?.0)))
        .collect();
    names.sort_unstable();
    names
}

/// The demonstration and the example of a configuration name the providers in
/// texts of their own: each names every one of them, and no other.
#[test]
fn who_names_the_providers_names_all_of_them() {
    let all = ProviderName::ALL.map(ProviderName::as_str);
    for (path, before, after) in [
        ("crates/server/src/config/example.toml", "[providers.", "]"),
        ("crates/dev/src/settings.rs", "[providers.", "]"),
        ("examples/shop/src/provider.rs", "    provider(\"", "\""),
    ] {
        assert_eq!(names(&file(path), before, after), all, "{path}");
    }
    let page = file("index.html");
    let (_, picker) = page.split_once("<select name=\"provider\">").unwrap();
    let (picker, _) = picker.split_once("</select>").unwrap();
    let options = ProviderName::ALL.map(|name| format!("{name}\">{}", name.display_name()));
    assert_eq!(names(picker, "<option value=\"", "</option>"), options);
}
