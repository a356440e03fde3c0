//! The tags of a page that mdBook has written.

use std::collections::BTreeSet;

/// A tag, or what stands between two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PagePiece<'page> {
    /// What stands between `<` and `>`.
    Tag(&'page str),
    /// Anything else.
    Text(&'page str),
}

/// Splits a page into its tags and what is between them.
pub fn split(mut page: &str) -> Vec<PagePiece<'_>> {
    let mut pieces = Vec::new();
    while let Some((text, behind)) = page.split_once('<') {
        if !text.is_empty() {
            pieces.push(PagePiece::Text(text));
        }
        let mut is_quoted = false;
        let end = behind.find(|sign| {
            is_quoted ^= sign == '"';
            sign == '>' && !is_quoted
        });
        let (tag, rest) = end.map_or((behind, ""), |end| (&behind[..end], &behind[end + 1..]));
        pieces.push(PagePiece::Tag(tag));
        page = rest;
    }
    if !page.is_empty() {
        pieces.push(PagePiece::Text(page));
    }
    pieces
}

/// Returns the name of a tag, `/a` for an end of `a`.
pub fn name(tag: &str) -> &str {
    tag.split([' ', '\n']).next().unwrap_or_default()
}

/// Finds an attribute's value.
pub fn attribute<'page>(tag: &'page str, name: &str) -> Option<&'page str> {
    let (_, behind) = tag.split_once(&format!(" {name}=\""))?;
    behind.split('"').next()
}

/// Lists what the links of other pages can name in a page.
pub fn headings(page: &str) -> BTreeSet<&str> {
    let ids = split(page).into_iter().filter_map(|piece| match piece {
        PagePiece::Tag(tag) => attribute(tag, "id"),
        PagePiece::Text(_) => None,
    });
    ids.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_a_page_and_finds_an_attribute() {
        let pieces = split("a<a href=\"b>c\" id=\"d\">e</a>");
        let tag = "a href=\"b>c\" id=\"d\"";
        let expected = [
            PagePiece::Text("a"),
            PagePiece::Tag(tag),
            PagePiece::Text("e"),
            PagePiece::Tag("/a"),
        ];
        assert_eq!(pieces, expected);
        assert_eq!((name(tag), attribute(tag, "href")), ("a", Some("b>c")));
        assert_eq!(
            (attribute(tag, "id"), attribute(tag, "src")),
            (Some("d"), None)
        );
    }
}
