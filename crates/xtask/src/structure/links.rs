//! Whether the links of the documentation lead somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, Result};

use super::files::list;

/// Checks every link of every page to a file of the checkout, and to a heading of one.
///
/// # Errors
/// Fails if a page cannot be read.
pub fn check(root: &Path) -> Result<Vec<String>> {
    let pages = read(root)?;
    let mut violations = Vec::new();
    for (page, text) in &pages {
        for link in links(text) {
            if let Some(wrong) = fault(root, &pages, page, link) {
                violations.push(format!("{}: the link `{link}` {wrong}", page.display()));
            }
        }
    }
    Ok(violations)
}

/// Reads the pages, by their path from the root.
fn read(root: &Path) -> Result<BTreeMap<PathBuf, String>> {
    let mut files = Vec::new();
    list(root, &["md"], &mut files)?;
    let mut pages = BTreeMap::new();
    for path in files {
        let text = fs::read_to_string(&path)
            .with_context(|| format!("could not read {}", path.display()))?;
        pages.insert(path.strip_prefix(root)?.to_path_buf(), text);
    }
    Ok(pages)
}

/// Lists the targets of a page's links to files, code aside.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let fences = text.split("```").step_by(2);
    let prose = fences.flat_map(|part| part.split('`').step_by(2).collect::<Vec<_>>());
    // The text of a link may be code: what is behind it begins with `](` all the same.
    let behind = prose.flat_map(|part| part.split("](").skip(1));
    let targets = behind.filter_map(|part| part.split([')', ' ']).next());
    targets.filter(|target| !target.contains(':'))
}

/// Says what is wrong with a link.
fn fault(
    root: &Path,
    pages: &BTreeMap<PathBuf, String>,
    page: &Path,
    link: &str,
) -> Option<String> {
    let (path, heading) = link.split_once('#').unwrap_or((link, ""));
    let target = if path.is_empty() {
        page.to_path_buf()
    } else {
        normal(&page.parent().unwrap_or(Path::new("")).join(path))
    };
    if !root.join(&target).exists() {
        return Some(String::from("leads to nothing"));
    }
    let text = pages.get(&target)?;
    let is_there = heading.is_empty() || headings(text).contains(heading);
    (!is_there).then(|| format!("names no heading of {}", target.display()))
}

/// Takes the steps up out of a path.
fn normal(path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for step in path.components() {
        let is_gone = match step {
            Component::ParentDir => whole.pop(),
            Component::CurDir => true,
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => false,
        };
        if !is_gone {
            whole.push(step);
        }
    }
    whole
}

/// Lists the names of a page's headings, as GitHub and mdBook make them.
fn headings(text: &str) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut names = BTreeSet::new();
    for line in text.split("```").step_by(2).flat_map(str::lines) {
        let title = line.trim_start_matches('#');
        if title.len() == line.len() || !title.starts_with(' ') {
            continue;
        }
        let kept = |sign: &char| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_');
        let name: String = title.trim().to_lowercase().chars().filter(kept).collect();
        let name = name.replace(' ', "-");
        let times = seen.entry(name.clone()).or_default();
        names.insert(if *times == 0 {
            name
        } else {
            format!("{name}-{times}")
        });
        *times += 1;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::TemporaryFolder;

    #[test]
    fn headings_have_the_names_that_links_use() {
        let names = headings(
            "# `oneclick-error`, and *more*\n\n## Twice\n## Twice\n#no\n```\n# code\n```\n",
        );
        let expected = ["oneclick-error-and-more", "twice", "twice-1"];
        assert_eq!(names, expected.map(String::from).into());
    }

    #[test]
    fn links_in_code_are_none_and_those_to_the_web_are_not_followed() {
        let text = "[a](b.md#c) [`code`](d.md \"t\") `[x](no.md)` [web](https://e.org)\n```\n[y](no.md)\n```\n[z](#e)";
        assert_eq!(links(text).collect::<Vec<_>>(), ["b.md#c", "d.md", "#e"]);
    }

    #[test]
    fn names_each_link_that_leads_nowhere() {
        let folder = TemporaryFolder::make("oneclick-links").unwrap();
        fs::create_dir(folder.path().join("docs")).unwrap();
        let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
        write(
            "README.md",
            "# Top\n[a](docs/a.md#below) [b](docs/b.md) [c](#top)",
        );
        write(
            "docs/a.md",
            "## Below\n[up](../README.md#bottom) [here](./a.md#below)",
        );
        let told = check(folder.path()).unwrap();
        assert_eq!(
            told,
            [
                "README.md: the link `docs/b.md` leads to nothing",
                "docs/a.md: the link `../README.md#bottom` names no heading of README.md",
            ]
        );
    }
}
