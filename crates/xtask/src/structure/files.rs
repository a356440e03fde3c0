//! How long a file may be, and what it may be called.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The most lines that a file of source has.
const MOST_LINES: usize = 300;

/// Names that say nothing of what is in a file.
const SAY_NOTHING: [&str; 8] = [
    "common",
    "helper",
    "helpers",
    "misc",
    "shared_helpers",
    "util",
    "utilities",
    "utils",
];

/// The endings of files of source.
const SOURCE: [&str; 6] = ["css", "html", "js", "rs", "sql", "ts"];

/// Folders in which nothing is ours.
const NOT_OURS: [&str; 3] = ["dist", "node_modules", "target"];

/// Checks every file of source below the root of the checkout.
///
/// # Errors
/// Fails if a file or folder cannot be read; names it.
pub fn check(root: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    list(root, &SOURCE, &mut files)?;
    files.sort();
    let mut violations = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file)
            .with_context(|| format!("could not read {}", file.display()))?;
        let name = file.strip_prefix(root).unwrap_or(&file).display();
        violations.extend(too_long(&text).map(|rule| format!("{name}: {rule}")));
        violations.extend(says_nothing(&file).map(|rule| format!("{name}: {rule}")));
    }
    Ok(violations)
}

/// Lists the files of ours below a folder that have one of these endings.
///
/// # Errors
/// Fails if a folder cannot be read; names it.
pub fn list(folder: &Path, endings: &[&str], files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("could not read the folder {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && !NOT_OURS.contains(&name.as_str()) {
                list(&path, endings, files)?;
            }
            continue;
        }
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        if endings.contains(&ending.as_ref()) {
            files.push(path);
        }
    }
    Ok(())
}

fn too_long(text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > MOST_LINES).then(|| format!("{lines} lines, at most {MOST_LINES}: split it"))
}

fn says_nothing(file: &Path) -> Option<String> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let name = name.split('.').next().unwrap_or_default().to_owned();
    SAY_NOTHING
        .contains(&name.as_str())
        .then(|| format!("`{name}` says nothing: name the file after what is in it"))
}
