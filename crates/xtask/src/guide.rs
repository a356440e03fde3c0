//! `cargo xtask guide`: the documentation as a book, in `dist/guide`.

mod book;
mod markup;
mod page;

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::place::Place;
use crate::process;
use crate::report::Report;
use crate::setup;
use book::Book;

/// Sets up what is missing and builds the book.
///
/// # Errors
/// Fails if something cannot be set up, or like [`build`].
pub fn run(place: &Place) -> Result<()> {
    setup::set_up(place, &mut Report::default())?;
    build(place)?;
    println!("built: {}", folder(place).join("index.html").display());
    Ok(())
}

/// Builds the book: pages of text and one style sheet, which ask no other host.
///
/// # Errors
/// Fails if mdBook does, or a link of a page leads nowhere; all such links are printed.
pub fn build(place: &Place) -> Result<()> {
    let folder = folder(place);
    let mut mdbook = place.command("mdbook");
    mdbook
        .args(["build", "docs", "--dest-dir"])
        .arg(&folder)
        .env("RUST_LOG", "warn");
    process::run(&mut mdbook)?;
    let faults = Book::open(&folder, &place.root.join("docs"))?.finish()?;
    if faults.is_empty() {
        return Ok(());
    }
    for fault in &faults {
        println!("{fault}");
    }
    bail!("{} links of the guide are broken", faults.len())
}

fn folder(place: &Place) -> PathBuf {
    place.root.join("dist/guide")
}
