//! Decides, in this one place, which Rust toolchain builds everything: the one
//! in use when it can build for wasm32, else the one that `setup` put together.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::place::Place;
use crate::process;

/// The target that the widget is built for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The name under which `setup` links the toolchain it puts together.
pub const LINKED: &str = "oneclick-web";

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
            .find(|toolchain| toolchain.has_wasm(place))
    }

    /// The toolchain that can build everything.
    ///
    /// # Errors
    /// When there is none; says to run `setup`.
    pub fn require(place: &Place) -> Result<Self> {
        Self::find(place).ok_or_else(|| {
            anyhow::anyhow!(
                "no Rust toolchain here can build for {WASM}: run `cargo xtask setup`, which \
                 tries `rustup target add {WASM}` and has a second way"
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

    /// The folder with the wasm32 standard library, when it is there.
    fn wasm_library(&self, place: &Place) -> Option<PathBuf> {
        let mut command = place.command("rustc");
        self.apply(&mut command);
        command.args(["--print", "target-libdir", "--target", WASM]);
        let folder = PathBuf::from(process::output(&mut command).ok()?);
        std::fs::read_dir(&folder)
            .ok()?
            .flatten()
            .any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
            .then_some(folder)
    }

    fn has_wasm(&self, place: &Place) -> bool {
        self.wasm_library(place).is_some()
    }
}
