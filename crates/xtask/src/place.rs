//! Where things are: the checkout, and the folders that outlive `cargo clean`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::process;

/// The folders that the commands work in.
#[derive(Clone, Debug)]
pub struct Place {
    /// The root of the checkout.
    pub root: PathBuf,
    /// Cargo's target folder for this checkout.
    pub target: PathBuf,
    /// Our own folder for tools that took long to build, shared by all checkouts.
    pub cache: PathBuf,
    /// The folder where Trunk looks for tools before it downloads them.
    pub trunk_cache: PathBuf,
    /// This program's file. Cargo may put another build of it there while it runs.
    pub own_program: PathBuf,
}

impl Place {
    /// Finds the folders from the place of this package and the environment.
    ///
    /// # Errors
    /// When there is no home folder to keep tools in, or this program has no place.
    pub fn find() -> Result<Self> {
        // As cargo says when it runs this program: it may have been built elsewhere.
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .ancestors()
            .nth(2)
            .context("the xtask package stands two folders below the root")?
            .to_path_buf();
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        let home = std::env::home_dir()
            .context("no home folder: set HOME, the built tools are kept below it")?;
        let (caches, trunk) = if cfg!(target_os = "macos") {
            (home.join("Library/Caches"), "dev.trunkrs.trunk")
        } else {
            let caches = std::env::var_os("XDG_CACHE_HOME")
                .map_or_else(|| home.join(".cache"), PathBuf::from);
            (caches, "trunk")
        };
        Ok(Self {
            root,
            target,
            cache: caches.join("oneclick"),
            trunk_cache: caches.join(trunk),
            own_program: std::env::current_exe()
                .context("the system does not say where this program is")?,
        })
    }

    /// The version of a package as Cargo.lock has it.
    ///
    /// # Errors
    /// When Cargo.lock cannot be read or does not have the package.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let file = self.root.join("Cargo.lock");
        let lock = std::fs::read_to_string(&file)
            .with_context(|| format!("could not read {}", file.display()))?;
        let name = format!("name = \"{package}\"");
        lock.lines()
            .skip_while(|line| *line != name)
            .find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
            .map(str::to_owned)
            .with_context(|| format!("Cargo.lock has no package {package}"))
    }

    /// A command that starts in the root of the checkout.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// One of the scripts of this package for Node.js, to run in the root.
    pub fn node_script(&self, name: &str) -> Command {
        let mut command = self.command("node");
        command.arg(self.root.join("crates/xtask/node").join(name));
        command
    }

    /// Whether a program of the installed npm packages is there.
    pub fn has_npm_program(&self, name: &str) -> bool {
        process::is_program(&self.root.join("node_modules/.bin").join(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_locked_version_of_a_package() {
        let place = Place::find().unwrap();
        let version = place.locked_version("xtask").unwrap();
        assert_eq!(version, env!("CARGO_PKG_VERSION"));
        let error = place.locked_version("no-such-package").unwrap_err();
        assert!(error.to_string().contains("no-such-package"));
    }
}
