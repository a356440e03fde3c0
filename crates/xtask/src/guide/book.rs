//! The book as mdBook has written it, made into what is served.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::markup;
use super::page::{LinkTarget, finish_page};

/// What mdBook makes beside the pages: a contents for its scripts, and a page for what is not there.
const NOT_PAGES: [&str; 2] = ["toc.html", "404.html"];

/// The page that a reader of the book sees first.
const FIRST: &str = "guide/index.html";

/// A folder of pages, by their path in it.
#[derive(Debug)]
pub struct Book<'folder> {
    folder: &'folder Path,
    /// Where the pages were written as Markdown, in the checkout.
    source: &'folder Path,
    pages: BTreeMap<PathBuf, String>,
    others: BTreeSet<PathBuf>,
}

impl<'folder> Book<'folder> {
    /// Reads the pages of a folder.
    ///
    /// # Errors
    /// Fails if one cannot be read.
    pub fn open(folder: &'folder Path, source: &'folder Path) -> Result<Self> {
        let mut book = Self {
            folder,
            source,
            pages: BTreeMap::new(),
            others: BTreeSet::new(),
        };
        book.read(folder)?;
        Ok(book)
    }

    fn read(&mut self, folder: &Path) -> Result<()> {
        for entry in fs::read_dir(folder)? {
            let file = entry?.path();
            let path = file.strip_prefix(self.folder)?.to_path_buf();
            if file.is_dir() {
                self.read(&file)?;
            } else if path.extension().is_some_and(|ending| ending == "html")
                && !NOT_PAGES.iter().any(|name| path == Path::new(name))
            {
                let page = fs::read_to_string(&file)
                    .with_context(|| format!("could not read {}", file.display()))?;
                self.pages.insert(path, page);
            } else {
                self.others.insert(path);
            }
        }
        Ok(())
    }

    /// Rewrites the links of all pages, and removes the files that no page shows.
    /// Returns the links that lead nowhere.
    ///
    /// # Errors
    /// Fails if a file cannot be written or removed.
    pub fn finish(&self) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        let mut shown = BTreeSet::new();
        for (path, page) in &self.pages {
            // mdBook's first page is a copy whose links are those of another folder.
            let first = Path::new("index.html");
            let original = Path::new(FIRST);
            let (from, page) = match self.pages.get(original) {
                Some(page) if path == first => (original, page),
                _ => (path.as_path(), page),
            };
            let finished = finish_page(page, path, |link| self.target(from, link));
            fs::write(self.folder.join(path), finished.html)
                .with_context(|| format!("could not write {}", path.display()))?;
            shown.extend(finished.shown);
            let named = |fault| format!("docs: {}: {fault}", from.display());
            faults.extend(finished.faults.into_iter().map(named));
        }
        for other in self.others.difference(&shown) {
            fs::remove_file(self.folder.join(other))?;
        }
        remove_empty(self.folder)?;
        Ok(faults)
    }

    /// Finds what a link of a page leads to.
    fn target(&self, page: &Path, link: &str) -> LinkTarget<'_> {
        let mut path = page.parent().unwrap_or(Path::new("")).to_path_buf();
        let mut above = 0;
        for step in link.split('/') {
            match step {
                "" | "." => {}
                ".." => above += usize::from(!path.pop()),
                step => path.push(step),
            }
        }
        if above == 0 {
            self.in_book(path)
        } else {
            self.in_source(above, &path)
        }
    }

    fn in_book(&self, path: PathBuf) -> LinkTarget<'_> {
        let as_index = match path.file_stem() {
            Some(stem) if stem == "README" => path.with_file_name("index.html"),
            _ => path.join("index.html"),
        };
        let as_page = path.with_extension("html");
        let candidates = [path, as_page, as_index];
        for candidate in candidates {
            if let Some(page) = self.pages.get(&candidate) {
                return LinkTarget::Page(candidate, markup::headings(page));
            }
            if self.others.contains(&candidate) {
                return LinkTarget::File(candidate);
            }
        }
        LinkTarget::Nothing
    }

    /// A file beside the documentation, which is in the checkout and in no book.
    fn in_source(&self, above: usize, path: &Path) -> LinkTarget<'_> {
        let Some(root) = self.source.ancestors().nth(above) else {
            return LinkTarget::Nothing;
        };
        // mdBook takes every page for one of its own.
        let written = [path.to_path_buf(), path.with_extension("md")];
        written
            .into_iter()
            .find(|path| root.join(path).exists())
            .map_or(LinkTarget::Nothing, LinkTarget::Source)
    }
}

fn remove_empty(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_empty(&path)?;
            if fs::read_dir(&path)?.next().is_none() {
                fs::remove_dir(&path)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::TemporaryFolder;

    fn write(root: &Path, file: &str, text: &str) {
        let file = root.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    #[test]
    fn makes_every_link_work_or_names_it() {
        let folder = TemporaryFolder::make("oneclick-book").unwrap();
        let root = folder.path();
        write(root, "book/index.html", "replaced");
        let first = "<a href=\"try.html#top\">A</a><a href=\"../providers/README.html\">B</a>\
             <a href=\"../../crates/dev/README.html\">C</a><img src=\"../a.svg\">\
             <a href=\"try.html#no\">D</a><a href=\"no.html\">E</a><a href=\"https://e.org\">F</a>";
        write(root, "book/guide/index.html", first);
        write(
            root,
            "book/guide/try.html",
            "<h1 id=\"top\">T</h1><th></th>",
        );
        write(root, "book/providers/index.html", "<a href=\"#no\">G</a>");
        for file in ["a.svg", "book.js", "fonts/a.woff2", "toc.html"] {
            write(root, &format!("book/{file}"), "");
        }
        write(root, "crates/dev/README.md", "");
        let (book, docs) = (root.join("book"), root.join("docs"));
        let faults = Book::open(&book, &docs).unwrap().finish().unwrap();
        let expected = [
            "docs: guide/index.html: the link `try.html#no` names no heading of guide/try.html",
            "docs: guide/index.html: the link `no.html` leads to nothing in the book",
        ];
        let here =
            "docs: providers/index.html: the link `#no` names no heading of providers/index.html";
        assert_eq!(faults, [&expected[..], &expected, &[here]].concat());

        let index = fs::read_to_string(book.join("index.html")).unwrap();
        let start = "<a href=\"guide/try.html#top\">A</a><a href=\"providers/index.html\">B</a>\
             C (<code>crates/dev/README.md</code>)<img src=\"a.svg\">";
        assert!(index.starts_with(start), "{index}");
        let original = fs::read_to_string(book.join("guide/index.html")).unwrap();
        assert!(original.contains("<a href=\"../providers/index.html\">B</a>"));
        let with_table = fs::read_to_string(book.join("guide/try.html")).unwrap();
        assert_eq!(with_table, "<h1 id=\"top\">T</h1><td></td>");
        assert!(book.join("a.svg").is_file());
        for gone in ["book.js", "fonts", "toc.html"] {
            assert!(!book.join(gone).exists(), "{gone}");
        }
    }

    #[test]
    fn lets_no_page_run_a_script_or_ask_another_host() {
        let folder = TemporaryFolder::make("oneclick-strict-book").unwrap();
        let page =
            "<script src=\"a.js\"></script><p style=\"x\"></p><img src=\"https://e.org/a.png\">";
        write(folder.path(), "a.html", page);
        let faults = Book::open(folder.path(), folder.path()).unwrap().finish();
        let told = [
            "docs: a.html: <script> is not for a book without scripts",
            "docs: a.html: a style in <p> is not for a page with a strict policy",
            "docs: a.html: <img> asks another host: https://e.org/a.png",
        ];
        assert_eq!(faults.unwrap(), told);
    }
}
