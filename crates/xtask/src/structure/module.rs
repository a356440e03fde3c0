//! A module as it is written: what it names, and what it uses.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The number of a module among those of its tree.
pub type ModuleNumber = usize;

/// A module, whether it is a file or a part of one.
#[derive(Debug, Default)]
pub struct Module {
    /// The file it stands in, from the root of the checkout.
    pub file: PathBuf,
    /// Its path from the root of its tree.
    pub path: Vec<String>,
    /// The module it is declared in; the root has none.
    pub parent: Option<ModuleNumber>,
    /// The modules that it declares.
    pub children: BTreeMap<String, ModuleNumber>,
    /// What else can be named in it.
    pub names: BTreeMap<String, Name>,
    /// The modules of which it imports everything.
    pub globs: Vec<Vec<String>>,
    /// The paths in it.
    pub uses: Vec<Use>,
}

/// What a name of a module stands for.
#[derive(Clone, Debug)]
pub enum Name {
    /// An item that is defined in the module.
    Defined,
    /// An import, by its path as it is written.
    Imported(Vec<String>),
}

/// A path in the source.
#[derive(Clone, Debug)]
pub struct Use {
    /// Its segments.
    pub path: Vec<String>,
    /// Its line in the file.
    pub line: usize,
    /// How it stands there.
    pub form: UseForm,
}

/// How a path stands in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UseForm {
    /// `use a::B;`
    Import,
    /// `use a::*;`
    Glob,
    /// `pub use a::B;`
    ReExport,
    /// `a::B` in code, in a macro or in an attribute.
    Inline,
}

/// A type that is defined in a file, outside its tests.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeDefinition {
    /// Its name.
    pub name: String,
    /// The package of the file.
    pub package: String,
    /// The file.
    pub file: PathBuf,
    /// The line in the file.
    pub line: usize,
}
