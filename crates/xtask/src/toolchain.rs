//! Decides, in this one place, which Rust toolchain builds everything: the one
//! in use when it can build for wasm32, else the one that `setup` put together.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::place::Place;
use crate::process;

/// The target that the widget is built for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The name under which `setup` links the toolchain it puts together.
pub const LINKED: &str = "oneclick-web";

/// The file beside a standard library that `setup` built: what `rustc -vV` said then.
pub const BUILT_WITH: &str = "built-with";

/// A Rust toolchain that builds for the host and for wasm32.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The one that a plain `cargo` uses here.
    InUse,
    /// The one that `setup` linked as [`LINKED`].
    Linked,
}

impl Toolchain {
    /// The toolchain that can build everything, or none when `setup` has work to do.
    pub fn find(place: &Place) -> Option<Self> {
        [Self::InUse, Self::Linked]
            .into_iter()
            .find(|toolchain| toolchain.has_std(place, WASM) && toolchain.sources(place).is_ok())
    }

    /// The toolchain that can build everything.
    ///
    /// # Errors
    /// When there is none; says to run `setup`.
    pub fn require(place: &Place) -> Result<Self> {
        Self::find(place).ok_or_else(|| {
            anyhow::anyhow!(
                "no Rust toolchain here has the target {WASM} and the sources of the standard \
                 library: run `cargo xtask setup`, which tries `rustup target add {WASM}` and \
                 `rustup component add rust-src` and has a second way"
            )
        })
    }

    /// Makes a command, and whatever it starts, use this toolchain.
    pub fn apply(&self, command: &mut Command) {
        match self {
            // Set by rustup for its own children, or nothing is needed.
            Self::InUse => {}
            Self::Linked => {
                command.env("RUSTUP_TOOLCHAIN", LINKED);
            }
        }
        // Both are exact paths of the toolchain that built this program.
        command.env_remove("CARGO").env_remove("RUSTC");
    }

    /// A cargo command in the root of the checkout.
    pub fn cargo(&self, place: &Place) -> Command {
        let mut command = place.command("cargo");
        self.apply(&mut command);
        command
    }

    /// Returns the folder with the sources of the standard library, which the shipped
    /// widget is built from.
    ///
    /// # Errors
    /// Fails if they are not there; names the folder.
    pub fn sources(&self, place: &Place) -> Result<PathBuf> {
        let root = self.rustc(place, &["--print", "sysroot"])?;
        let folder = Path::new(&root).join("lib/rustlib/src/rust");
        if !folder.join("library/std/Cargo.toml").is_file() {
            bail!("no sources of the standard library in {}", folder.display());
        }
        Ok(folder)
    }

    /// Returns the name of the machine that it builds for unless told otherwise.
    ///
    /// # Errors
    /// Fails if `rustc` does not say it.
    pub fn host(&self, place: &Place) -> Result<String> {
        self.rustc(place, &["--print", "host-tuple"])
    }

    fn rustc(&self, place: &Place, arguments: &[&str]) -> Result<String> {
        let mut command = place.command("rustc");
        self.apply(&mut command);
        process::output(command.args(arguments))
    }

    /// Whether the standard library for `target` is there, and made for this compiler.
    pub fn has_std(&self, place: &Place, target: &str) -> bool {
        let Ok(folder) = self.rustc(place, &["--print", "target-libdir", "--target", target])
        else {
            return false;
        };
        let folder = Path::new(&folder);
        let Ok(files) = std::fs::read_dir(folder) else {
            return false;
        };
        let std_is_there = files
            .flatten()
            .any(|file| file.file_name().to_string_lossy().starts_with("libstd-"));
        // rustup's has no mark; ours is of no use after an upgrade of the compiler.
        let built_with = std::fs::read_to_string(folder.join(BUILT_WITH));
        std_is_there
            && built_with.map_or(true, |compiler| {
                self.rustc(place, &["-vV"]).is_ok_and(|now| now == compiler)
            })
    }
}
