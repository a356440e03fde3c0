//! Which file uses which: each path, followed to the file that defines its item.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::module::{Module, ModuleNumber, Name, UseForm};
use super::tree::Tree;

/// The first use that a file makes of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// The path as it is written.
    pub path: String,
    /// Its line.
    pub line: usize,
}

/// The files of a tree, each with the files that it uses.
pub type Arrows = BTreeMap<PathBuf, BTreeMap<PathBuf, Arrow>>;

/// Finds which file of a tree uses which.
///
/// A file uses the file that defines what a path of it names, by whatever
/// re-exports it is named. That a parent declares a module, or re-exports what
/// its child defines, is no use: both only say where things are. Nor is the
/// import of a module, until something in it is named.
pub fn arrows(tree: &Tree) -> Arrows {
    let mut arrows = Arrows::new();
    for (file, _) in &tree.files {
        arrows.entry(file.clone()).or_default();
    }
    for (number, module) in tree.modules.iter().enumerate() {
        for one in &module.uses {
            let Some(target) = used(tree, number, module, &one.path, one.form) else {
                continue;
            };
            if target.file == module.file {
                continue;
            }
            let from = arrows.entry(module.file.clone()).or_default();
            from.entry(target.file.clone()).or_insert_with(|| Arrow {
                path: one.path.join("::"),
                line: one.line,
            });
        }
    }
    arrows
}

fn used<'tree>(
    tree: &'tree Tree,
    from: ModuleNumber,
    module: &Module,
    path: &[String],
    form: UseForm,
) -> Option<&'tree Module> {
    let found = find(tree, from, path, &mut BTreeSet::new())?;
    let target = tree.modules.get(found.module)?;
    let is_use = match form {
        UseForm::Import | UseForm::Inline => !found.is_module,
        UseForm::Glob => true,
        UseForm::ReExport => !target.path.starts_with(&module.path),
    };
    is_use.then_some(target)
}

/// Where a path leads.
#[derive(Clone, Copy, Debug)]
struct Destination {
    module: ModuleNumber,
    /// Whether the path names the module itself, not an item in it.
    is_module: bool,
}

/// The names that are being followed, each in its module: `use a::a;` leads no further.
type Visited = BTreeSet<(ModuleNumber, String)>;

/// Follows a path from a module on; one that leaves the crate leads nowhere.
fn find(
    tree: &Tree,
    from: ModuleNumber,
    path: &[String],
    visited: &mut Visited,
) -> Option<Destination> {
    let mut at = from;
    let mut rest = path;
    let mut is_absolute = false;
    while let Some((first, after)) = rest.split_first() {
        match first.as_str() {
            "crate" => at = 0,
            "self" => {}
            "super" => at = tree.modules.get(at)?.parent?,
            name => match find_name(tree, at, name, after, visited) {
                Some(found) => return Some(found),
                // Made by a macro, perhaps; but a path from outside names nothing here.
                None if is_absolute => break,
                None => return None,
            },
        }
        is_absolute = true;
        rest = after;
    }
    Some(Destination {
        module: at,
        is_module: rest.is_empty(),
    })
}

fn find_name(
    tree: &Tree,
    at: ModuleNumber,
    name: &str,
    after: &[String],
    visited: &mut Visited,
) -> Option<Destination> {
    let module = tree.modules.get(at)?;
    let child = module.children.get(name).copied();
    // A module and a function may have one name; a path goes on in the module.
    let child_first = child.filter(|_| !after.is_empty());
    if let Some(child) = child_first {
        return in_child(tree, child, after, visited);
    }
    match module.names.get(name) {
        Some(Name::Defined) => {
            return Some(Destination {
                module: at,
                is_module: false,
            });
        }
        Some(Name::Imported(path)) if visited.insert((at, name.to_owned())) => {
            let path = [path.as_slice(), after].concat();
            if let Some(found) = find(tree, at, &path, visited) {
                return Some(found);
            }
        }
        Some(Name::Imported(_)) | None => {}
    }
    if let Some(child) = child {
        return in_child(tree, child, after, visited);
    }
    if !visited.insert((at, format!("{name} by a glob"))) {
        return None;
    }
    let named = [&[name.to_owned()], after].concat();
    module.globs.iter().find_map(|glob| {
        let of = find(tree, at, glob, visited).filter(|found| found.is_module)?;
        find(tree, of.module, &named, visited)
    })
}

fn in_child(
    tree: &Tree,
    child: ModuleNumber,
    after: &[String],
    visited: &mut Visited,
) -> Option<Destination> {
    let inside = [&["self".to_owned()], after].concat();
    find(tree, child, &inside, visited)
}
