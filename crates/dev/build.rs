//! Puts a built page into the program: the folder that `ONECLICK_DIST` names.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// What of `dist` no page loads.
const LEFT_OUT: &str = "npm";

fn main() -> Result<(), Box<dyn Error>> {
    println_for_cargo("rerun-if-env-changed=ONECLICK_DIST");
    let mut files = Vec::new();
    if let Some(dist) = env::var_os("ONECLICK_DIST").filter(|dist| !dist.is_empty()) {
        // From the root of the checkout, as the command that builds is.
        let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..");
        let dist = root
            .join(&dist)
            .canonicalize()
            .map_err(|error| format!("ONECLICK_DIST={}: {error}", dist.display()))?;
        if !dist.join("index.html").is_file() || !dist.join("widget/v1/oneclick.js").is_file() {
            let dist = dist.display();
            return Err(format!(
                "ONECLICK_DIST: {dist} has no built page: run `cargo xtask package` first"
            )
            .into());
        }
        println_for_cargo(&format!("rerun-if-changed={}", dist.display()));
        list(&dist, &dist, &mut files)?;
    }
    files.sort();
    let mut source = String::from("const FILES: &[(&str, &[u8])] = &[\n");
    for (name, file) in files {
        let file = file
            .to_str()
            .ok_or("the path of ONECLICK_DIST is no text")?;
        writeln!(source, "    ({name:?}, include_bytes!({file:?})),")?;
    }
    source.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("files.rs"), source)?;
    Ok(())
}

/// Lists the files under `folder`, by their names from `root`, with slashes.
fn list(
    root: &Path,
    folder: &Path,
    files: &mut Vec<(String, PathBuf)>,
) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.strip_prefix(root)?;
        if name == Path::new(LEFT_OUT) {
            continue;
        }
        if path.is_dir() {
            list(root, &path, files)?;
        } else {
            let parts: Option<Vec<_>> = name.iter().map(|part| part.to_str()).collect();
            let name = parts.ok_or("a file's name is no text")?.join("/");
            files.push((name, path));
        }
    }
    Ok(())
}

fn println_for_cargo(instruction: &str) {
    println!("cargo::{instruction}");
}
