//! Finds the tests that are written for the browser.

use std::path::Path;

use anyhow::{Context as _, Result};

/// The names of the tests in a folder that have something to run in a browser.
pub fn browser_tests(folder: &Path) -> Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let file = entry?.path();
        if file.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("could not read {}", file.display()))?;
        if let Some(name) = file.file_stem()
            && text.contains("wasm_bindgen_test")
        {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
