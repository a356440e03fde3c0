//! One page of the book, its links made to lead where they should.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::markup::{self, PagePiece};

/// What a link leads to.
#[derive(Debug)]
pub enum LinkTarget<'book> {
    /// A page of the book, and the names of its headings.
    Page(PathBuf, BTreeSet<&'book str>),
    /// Another file of the book.
    File(PathBuf),
    /// A file of the checkout, outside the book.
    Source(PathBuf),
    /// Nothing at all.
    Nothing,
}

/// A page as it is served.
#[derive(Debug, Default)]
pub struct FinishedPage {
    /// Its text.
    pub html: String,
    /// The files that it shows or leads to, pages aside.
    pub shown: Vec<PathBuf>,
    /// What is wrong with it.
    pub faults: Vec<String>,
}

/// Rewrites the links of a page that stands at `path`, each to what `target` finds.
pub fn finish_page<'book>(
    page: &str,
    path: &Path,
    target: impl Fn(&str) -> LinkTarget<'book>,
) -> FinishedPage {
    let mut finished = FinishedPage::default();
    // The file that a link in the making names, and where its words begin.
    let mut outside: Option<(PathBuf, usize)> = None;
    for piece in markup::split(page) {
        let tag = match piece {
            PagePiece::Tag(tag) => tag,
            PagePiece::Text(text) => {
                finished.html.push_str(text);
                continue;
            }
        };
        if markup::name(tag) == "/a"
            && let Some((file, start)) = outside.take()
        {
            finished.name_file(&file, start);
            continue;
        }
        finished.faults.extend(not_strict(tag));
        let attribute = if tag.starts_with("img") {
            "src"
        } else {
            "href"
        };
        let Some(link) = markup::attribute(tag, attribute).filter(|link| !leaves(link)) else {
            finished.push_tag(tag);
            continue;
        };
        let (file, heading) = link.split_once('#').unwrap_or((link, ""));
        let (to, headings) = if file.is_empty() {
            // A heading of this very page is among those of the page that it is a copy of.
            (PathBuf::new(), markup::headings(page))
        } else {
            match target(file) {
                LinkTarget::Page(to, headings) => (to, headings),
                LinkTarget::File(to) => {
                    finished.shown.push(to.clone());
                    (to, BTreeSet::new())
                }
                LinkTarget::Source(file) => {
                    outside = Some((file, finished.html.len()));
                    continue;
                }
                LinkTarget::Nothing => {
                    let fault = format!("the link `{link}` leads to nothing in the book");
                    finished.faults.push(fault);
                    continue;
                }
            }
        };
        if !heading.is_empty() && !headings.contains(heading) {
            let named = if file.is_empty() { path } else { &to };
            finished.faults.push(format!(
                "the link `{link}` names no heading of {}",
                named.display()
            ));
        }
        let mut address = if file.is_empty() {
            String::new()
        } else {
            relative(path, &to)
        };
        if link.contains('#') {
            address.push('#');
            address.push_str(heading);
        }
        let (old, new) = (
            format!("{attribute}=\"{link}\""),
            format!("{attribute}=\"{address}\""),
        );
        finished.push_tag(&tag.replacen(&old, &new, 1));
    }
    // A cell that heads nothing is no header to a screen reader.
    finished.html = finished.html.replace("<th></th>", "<td></td>");
    finished
}

impl FinishedPage {
    fn push_tag(&mut self, tag: &str) {
        self.html.push('<');
        self.html.push_str(tag);
        self.html.push('>');
    }

    /// Names a file of the checkout behind the words that led there.
    fn name_file(&mut self, file: &Path, start: usize) {
        let file = file.to_string_lossy();
        if !self.html[start..].contains(&*file) {
            let _ = write!(self.html, " (<code>{file}</code>)");
        }
    }
}

/// Whether a link leads out of the book, to the web.
fn leaves(link: &str) -> bool {
    link.contains("://") || link.starts_with("mailto:")
}

/// Says what a tag has that the strict policy of the book's pages forbids.
fn not_strict(tag: &str) -> Option<String> {
    let name = markup::name(tag);
    if name == "script" {
        return Some(format!("<{name}> is not for a book without scripts"));
    }
    if markup::attribute(tag, "style").is_some() {
        return Some(format!(
            "a style in <{name}> is not for a page with a strict policy"
        ));
    }
    let loaded = match name {
        "a" => None,
        "link" => markup::attribute(tag, "href"),
        _ => markup::attribute(tag, "src"),
    };
    let remote = loaded.filter(|address| leaves(address))?;
    Some(format!("<{name}> asks another host: {remote}"))
}

/// Returns the way from a page to a file of the book.
fn relative(from: &Path, to: &Path) -> String {
    let folder = from.parent().unwrap_or(Path::new(""));
    let same = folder
        .iter()
        .zip(to.iter())
        .take_while(|(one, other)| one == other)
        .count();
    let mut steps: Vec<_> = folder.iter().skip(same).map(|_| "..".into()).collect();
    steps.extend(to.iter().skip(same).map(|step| step.to_string_lossy()));
    steps.join("/")
}
