//! The paths of this machine, kept out of what is built.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::place::Place;
use crate::toolchain::Toolchain;

/// Returns the folders that sources stand in, which may be others on another machine; of
/// two that fit, the later one says more.
///
/// # Errors
/// Fails if there is no home folder, or a folder cannot be read.
pub fn folders_of_machine(place: &Place, toolchain: &Toolchain) -> Result<Vec<PathBuf>> {
    let home = std::env::home_dir().context("no home folder: set HOME")?;
    let cargo = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let mut folders = vec![home, cargo.clone()];
    let registries = cargo.join("registry/src");
    if registries.is_dir() {
        for registry in std::fs::read_dir(&registries)? {
            folders.push(registry?.path());
        }
    }
    folders.push(toolchain.sources(place)?);
    folders.push(place.root.clone());
    Ok(folders)
}

/// Returns flags that keep the paths of this machine out of what is built: a source file's
/// path may stand in the code. Of two that fit, rustc takes the later.
pub fn without_folders(folders: &[PathBuf]) -> Vec<String> {
    let mut named: Vec<PathBuf> = Vec::new();
    for folder in folders {
        named.push(folder.clone());
        named.extend(real(folder).filter(|real| real != folder));
    }
    named
        .iter()
        .map(|folder| format!("--remap-path-prefix={}=", folder.display()))
        .collect()
}

/// Returns the folder that a path with links in it stands for.
fn real(folder: &Path) -> Option<PathBuf> {
    std::fs::canonicalize(folder).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_folder_out_of_the_paths_whatever_is_in_its_name() {
        let flags = without_folders(&[PathBuf::from("/home/a b"), PathBuf::from("/src=1")]);
        assert_eq!(
            flags,
            [
                "--remap-path-prefix=/home/a b=",
                "--remap-path-prefix=/src=1=",
            ]
        );
    }

    #[cfg(unix)]
    #[test]
    fn takes_out_a_folder_by_both_of_its_names() {
        let place = std::env::temp_dir().join(format!("oneclick-link-{}", std::process::id()));
        std::fs::create_dir_all(place.join("real")).unwrap();
        let real = std::fs::canonicalize(place.join("real")).unwrap();
        std::os::unix::fs::symlink(&real, place.join("link")).unwrap();
        let flags = without_folders(&[place.join("link")]);
        std::fs::remove_dir_all(&place).unwrap();
        assert_eq!(flags.len(), 2, "{flags:?}");
        assert!(flags[1].contains(&real.display().to_string()));
    }
}
