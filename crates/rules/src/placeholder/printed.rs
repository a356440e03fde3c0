//! Templates that nobody rendered, and objects as languages print them.

use super::named::is_named;
use super::words::NAMES;

/// What stands in a template alone, and in no id.
const MARKS: &[&str] = &[
    "{{", "}}", "{%", "%}", "{$", "${", "#{", "@{", "!{", "$(", "<%", "%>", "<?", "?>", "[[", "]]",
    "[%", "%]", "{!", "!}", "{#", "#}", "*|", "|*", "%%", "%(", "%{", "%!", "%@", "=>", "`1[",
];

/// A template that nobody rendered, in the languages in which shops write theirs.
pub(super) fn is_template(text: &str) -> bool {
    MARKS.iter().any(|mark| text.contains(mark))
        || (is_wrapped(text, '<', '>') && !text.contains('@'))
        || is_wrapped(text, '#', '>')
        || is_macro(text)
        || (text.len() > 4 && is_doubled(text, "##"))
        || (text.len() > 2 && text.starts_with('%') && text.ends_with('%'))
        || is_wrapped(text, '[', ']') && is_variable(inner(text))
        || has_variable_in_braces(text)
        || text.strip_prefix('$').is_some_and(is_variable)
        || text.strip_prefix(':').is_some_and(is_variable)
        || text.strip_prefix('@').is_some_and(is_property)
        || has_format(text)
}

fn is_wrapped(text: &str, open: char, close: char) -> bool {
    text.len() > 2 && text.starts_with(open) && text.ends_with(close)
}

fn is_doubled(text: &str, mark: &str) -> bool {
    text.starts_with(mark) && text.ends_with(mark)
}

/// `__CUSTOMER_ID__`, `__id__`. Between the marks stand capital letters or the
/// name of an id: people call themselves `__anna__`.
fn is_macro(text: &str) -> bool {
    let within = text
        .strip_prefix("__")
        .and_then(|rest| rest.strip_suffix("__"));
    within.is_some_and(|name| {
        let capital = |letter: char| letter.is_ascii_uppercase();
        let is_capital = name.contains(capital) && !name.contains(char::is_lowercase);
        is_capital || is_named(&name.to_lowercase())
    })
}

fn inner(text: &str) -> &str {
    let mut letters = text.chars();
    letters.next();
    letters.next_back();
    letters.as_str().trim()
}

/// A variable: a letter, then letters, digits and what leads to a member. No
/// hyphen but in `->`, so that no UUID is one, nor 32 digits of one.
fn is_variable(text: &str) -> bool {
    let text = text.replace("->", ".");
    let first = text.chars().next();
    let fits = |letter: char| letter.is_alphanumeric() || "_.[]()'\"| $".contains(letter);
    let is_uuid = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    first.is_some_and(|first| first.is_alphabetic() || first == '_')
        && text.chars().all(fits)
        && !is_uuid
}

/// `Model.Id`, `customer.id`: a member of what templates know. An `@` alone stands
/// before people's names too.
fn is_property(text: &str) -> bool {
    let small = text.to_lowercase();
    let first = small.split(['.', '[', '(']).next().unwrap_or_default();
    let knows = [
        "model", "viewbag", "viewdata", "html", "context", "item", "data", "props",
    ];
    let named = |word| knows.contains(&word) || NAMES.contains(&word);
    let is_named = named(first) || first.strip_suffix("id").is_some_and(named);
    is_variable(&small) && is_named
}

/// `{id}` anywhere, or `{0}`.
fn has_variable_in_braces(text: &str) -> bool {
    text.split('{').skip(1).any(|rest| {
        let within = rest.split_once('}').map(|(within, _)| within.trim());
        within.is_some_and(|within| {
            let number = within.len() < 3 && within.bytes().all(|byte| byte.is_ascii_digit());
            is_variable(within) || number
        })
    })
}

/// `%s`, `%1$s`, also behind other text; `%C3%A9` is an encoded letter.
fn has_format(text: &str) -> bool {
    text.split('%').skip(1).any(|rest| {
        let numbered = rest.split_once('$').map(|(number, rest)| {
            let digits = number.bytes().all(|byte| byte.is_ascii_digit());
            digits.then_some(rest)
        });
        let mut letters = numbered.flatten().unwrap_or(rest).chars();
        letters
            .next()
            .is_some_and(|letter| "sdiuvq".contains(letter))
            && !letters.next().is_some_and(char::is_alphanumeric)
    })
}

/// An object, a function or a type, as languages print them: `[object Object]`,
/// `function () {…}`, `HASH(0x55d0)`, `com.shop.Customer@6d06d69c`, `System.Object`.
pub(super) fn is_printed_object(text: &str) -> bool {
    let begins = [
        "[function",
        "[object",
        "__php_incomplete_class",
        "async ",
        "closure object",
        "function(",
        "function (",
        "java.lang.",
        "java.util.",
        "kotlin.",
        "object(",
        "object of class",
        "objectid(",
        "promise {",
        "resource id #",
        "resource(",
        "stdclass",
        "symbol(",
        "userdata: 0x",
        "table: 0x",
        "function: 0x",
    ];
    let small = text.to_lowercase();
    begins.iter().any(|begin| small.starts_with(begin))
        || small.contains("[object ")
        || small.contains("[native code]")
        || small.ends_with(" object")
        || small.ends_with("object (none)")
        || (small.starts_with("function ") && small.contains('('))
        || (small.starts_with("class ") && small.contains('{'))
        || (small.contains("(0x") && small.ends_with(')'))
        || ((text.starts_with("System.") || text.starts_with("Microsoft.")) && !text.contains('@'))
        || is_java_object(text)
}

/// A class and the hash of an object of it; an e-mail address has a name there
/// that ends in letters. A class is known by its package, or by what shops call
/// theirs: `Anna@1a2b3c` may be somebody.
fn is_java_object(text: &str) -> bool {
    let Some((class, hash)) = text.rsplit_once('@') else {
        return false;
    };
    let name = class.rsplit(['.', '$', '[']).next().unwrap_or_default();
    let is_inside = class.starts_with(|letter: char| letter.is_ascii_lowercase() || letter == '[')
        || class.contains('$');
    let is_known = |word: &str| NAMES.contains(&word) || word == "object";
    let small = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    name.starts_with(|letter: char| letter.is_ascii_uppercase())
        && (is_inside || camel_words(name).any(|word| is_known(&word)))
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b';')
        && (5..=8).contains(&hash.len())
        && hash.bytes().all(small)
        && hash.bytes().any(|byte| byte.is_ascii_digit())
}

/// The words of a class's name, in small letters: `shop`, `customer`.
fn camel_words(name: &str) -> impl Iterator<Item = String> {
    let spaced: String = name
        .chars()
        .flat_map(|letter| {
            let before = letter.is_ascii_uppercase().then_some(' ');
            before.into_iter().chain([letter.to_ascii_lowercase()])
        })
        .collect();
    let words: Vec<String> = spaced.split_whitespace().map(String::from).collect();
    words.into_iter()
}
