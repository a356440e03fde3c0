//! Where the page and the element's files are: in a folder, or in this program.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::options::DevOptions;

// `FILES`: the names, with slashes, and the bytes of the page that was built into the program.
include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Finds the folder of the page; what is in the program is written into `temporary`.
///
/// # Errors
/// Fails if the page is nowhere, or cannot be written; says what would help.
pub fn find(options: &DevOptions, temporary: &Path) -> Result<PathBuf> {
    let Some(folder) = &options.page else {
        if FILES.is_empty() {
            bail!(
                "this oneclick-dev was built without the page: say with --page FOLDER where `cargo xtask package` has built it, such as --page dist"
            );
        }
        let folder = temporary.join("page");
        unpack(FILES, &folder)?;
        return Ok(folder);
    };
    // Before Trunk's first build there is none.
    if !options.backend_only && !folder.join("widget").is_dir() {
        let folder = folder.display();
        bail!("--page {folder}: the element is not built there; `cargo xtask package` builds it");
    }
    Ok(std::path::absolute(folder)?)
}

fn unpack(files: &[(&str, &[u8])], folder: &Path) -> Result<()> {
    for (name, bytes) in files {
        let file = folder.join(name);
        let written = match file.parent() {
            Some(parent) => std::fs::create_dir_all(parent),
            None => Ok(()),
        };
        written
            .and_then(|()| std::fs::write(&file, bytes))
            .with_context(|| format!("could not write {}", file.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[test]
    fn unpacks_every_file_into_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let files: [(&str, &[u8]); 2] = [("index.html", b"page"), ("widget/v1/oneclick.js", b"")];
        unpack(&files, folder.path()).unwrap();
        for (name, bytes) in files {
            assert_eq!(std::fs::read(folder.path().join(name)).unwrap(), bytes);
        }
    }

    #[test]
    fn says_what_builds_a_page_that_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let mut options = DevOptions::parse_from(
            ["oneclick-dev", "--page"]
                .into_iter()
                .map(Into::into)
                .chain([folder.path().as_os_str().to_owned()]),
        );
        let missing = find(&options, folder.path()).unwrap_err().to_string();
        assert!(missing.contains("cargo xtask package"), "{missing}");
        options.backend_only = true;
        assert_eq!(find(&options, folder.path()).unwrap(), folder.path());
    }
}
