//! Finds paths among single tokens: in macros and in attributes.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::{LitStr, Path};

/// A path's segments, and where it begins.
type PathAt = (Vec<String>, Span);

/// Finds the paths in what a macro is given, which no parser of Rust reads.
pub fn paths(tokens: TokenStream) -> Vec<PathAt> {
    let mut found = Vec::new();
    let mut path = OpenPath::default();
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ':' => path.colons += 1,
            TokenTree::Ident(ident) if path.goes_on() => path.push(&ident),
            TokenTree::Ident(ident) => {
                found.extend(std::mem::take(&mut path).end());
                path.push(&ident);
            }
            TokenTree::Group(group) => {
                found.extend(std::mem::take(&mut path).end());
                found.extend(paths(group.stream()));
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {
                found.extend(std::mem::take(&mut path).end());
            }
        }
    }
    found.extend(path.end());
    found
}

/// Finds the paths in the texts of an attribute, as in `#[serde(with = "a::b")]`.
pub fn paths_in_texts(tokens: TokenStream) -> Vec<PathAt> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => found.extend(paths_in_texts(group.stream())),
            TokenTree::Literal(literal) => {
                let text = syn::parse_str::<LitStr>(&literal.to_string());
                if let Ok(path) = text.and_then(|text| text.parse::<Path>()) {
                    found.push((segments(&path), literal.span()));
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
    found
}

/// Reads the names in a path.
pub fn segments(path: &Path) -> Vec<String> {
    let segments = path.segments.iter();
    segments.map(|segment| segment.ident.to_string()).collect()
}

/// A path that is being put together.
#[derive(Default)]
struct OpenPath {
    segments: Vec<String>,
    start: Option<Span>,
    /// How many colons stand behind the last segment.
    colons: usize,
}

impl OpenPath {
    fn goes_on(&self) -> bool {
        !self.segments.is_empty() && self.colons == 2
    }

    fn push(&mut self, ident: &Ident) {
        self.start.get_or_insert_with(|| ident.span());
        self.segments.push(ident.to_string());
        self.colons = 0;
    }

    /// Hands on the path; a single name is none.
    fn end(self) -> Option<PathAt> {
        let start = self.start?;
        (self.segments.len() > 1).then_some((self.segments, start))
    }
}
