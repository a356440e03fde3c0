//! Finds the circles among files that use each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use super::arrows::Arrows;

/// Files each of which uses all others, by some way.
#[derive(Debug, PartialEq, Eq)]
pub struct Circle {
    /// The files.
    pub files: BTreeSet<PathBuf>,
}

impl Circle {
    /// Says which files are in it, and which uses make it.
    pub fn describe(&self, arrows: &Arrows) -> String {
        let mut text = format!("{} files use each other in a circle:", self.files.len());
        for (from, all) in arrows.iter().filter(|(from, _)| self.files.contains(*from)) {
            for (to, arrow) in all.iter().filter(|(to, _)| self.files.contains(*to)) {
                let (from, to) = (from.display(), to.display());
                let _ = write!(
                    text,
                    "\n    {from}:{} uses `{}` of {to}",
                    arrow.line, arrow.path
                );
            }
        }
        text
    }
}

/// Finds all circles.
pub fn circles(arrows: &Arrows) -> Vec<Circle> {
    let ways: BTreeMap<_, _> = arrows
        .keys()
        .map(|from| (from, reached(from, arrows)))
        .collect();
    let mut circles: Vec<Circle> = Vec::new();
    for (from, way) in &ways {
        let files: BTreeSet<PathBuf> = way
            .iter()
            .filter(|to| ways.get(to).is_some_and(|back| back.contains(*from)))
            .cloned()
            .collect();
        let is_new = circles.iter().all(|circle| circle.files != files);
        if !files.is_empty() && is_new {
            circles.push(Circle { files });
        }
    }
    circles
}

/// The files that a file uses, and those that they use, and so on.
fn reached(from: &PathBuf, arrows: &Arrows) -> BTreeSet<PathBuf> {
    let mut reached = BTreeSet::new();
    let mut next = vec![from];
    while let Some(file) = next.pop() {
        for to in arrows.get(file).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(to.clone()) {
                next.push(to);
            }
        }
    }
    reached
}
