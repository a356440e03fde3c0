//! Draws the marks of the brands: simple shapes of our own that a shopper recognises.

use oneclick_rules::Brand;

use super::markup::Markup;

/// Draws the mark. It is no text: the name of the brand stands beside it.
pub fn draw(brand: Brand) -> Markup {
    let paths = brand.mark_paths().iter();
    Markup::new(
        "svg",
        "class=mark; part=mark; viewBox=0 0 44 28; aria-hidden=true",
    )
    .children(paths.map(|fixed| Markup::new("path", fixed)).collect())
}
