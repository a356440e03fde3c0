//! The modules of a library, a program or a test, from its first file on.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use syn::{Attribute, Item, ItemMod};

use super::items;
use super::module::{Module, ModuleNumber, TypeDefinition};
use super::packages::Package;

/// The modules of one first file.
#[derive(Debug)]
pub struct Tree {
    /// All of them; the first is the root.
    pub modules: Vec<Module>,
    /// The files they stand in, each with its number of lines.
    pub files: Vec<(PathBuf, usize)>,
    /// The types that they define.
    pub types: Vec<TypeDefinition>,
    /// How many methods each `impl` gives to a type.
    pub methods: Vec<(String, usize)>,
}

/// Where a module stands.
#[derive(Debug, Default)]
struct Position {
    file: PathBuf,
    /// The folder in which the files of its children are.
    folder: PathBuf,
    path: Vec<String>,
    parent: Option<ModuleNumber>,
}

impl Tree {
    /// Reads the modules from their first file on.
    ///
    /// # Errors
    /// Fails if a file is missing or is not Rust; names it.
    pub fn read(root: &Path, package: &Package, first: &Path, with_tests: bool) -> Result<Self> {
        let mut reader = TreeReader {
            root,
            package: &package.name,
            with_tests,
            tree: Self {
                modules: Vec::new(),
                files: Vec::new(),
                types: Vec::new(),
                methods: Vec::new(),
            },
        };
        reader.file(Position {
            file: first.to_path_buf(),
            folder: first.parent().map(Path::to_path_buf).unwrap_or_default(),
            ..Position::default()
        })?;
        Ok(reader.tree)
    }
}

struct TreeReader<'root> {
    root: &'root Path,
    package: &'root str,
    with_tests: bool,
    tree: Tree,
}

impl TreeReader<'_> {
    fn file(&mut self, at: Position) -> Result<ModuleNumber> {
        let file = self.root.join(&at.file);
        let text = fs::read_to_string(&file)
            .with_context(|| format!("could not read {}", at.file.display()))?;
        let syntax = syn::parse_file(&text).map_err(|error| {
            let line = error.span().start().line;
            anyhow::anyhow!("{}:{line} is not Rust: {error}", at.file.display())
        })?;
        self.tree
            .files
            .push((at.file.clone(), text.lines().count()));
        self.module(&syntax.items, at)
    }

    fn module(&mut self, items: &[Item], at: Position) -> Result<ModuleNumber> {
        let found = items::read(items, self.with_tests);
        let number = self.tree.modules.len();
        let types = found.types.into_iter().map(|(name, line)| TypeDefinition {
            name,
            package: self.package.to_owned(),
            file: at.file.clone(),
            line,
        });
        self.tree.types.extend(types);
        self.tree.methods.extend(found.methods);
        self.tree.modules.push(Module {
            file: at.file.clone(),
            path: at.path.clone(),
            parent: at.parent,
            ..found.module
        });
        for child in &found.modules {
            let name = child.ident.to_string();
            let number_of_child = self.child(child, &at, number)?;
            if let Some(module) = self.tree.modules.get_mut(number) {
                module.children.insert(name, number_of_child);
            }
        }
        Ok(number)
    }

    fn child(
        &mut self,
        child: &ItemMod,
        of: &Position,
        parent: ModuleNumber,
    ) -> Result<ModuleNumber> {
        let name = child.ident.to_string();
        let mut at = Position {
            file: of.file.clone(),
            folder: of.folder.join(&name),
            path: [of.path.clone(), vec![name.clone()]].concat(),
            parent: Some(parent),
        };
        if let Some((_, items)) = &child.content {
            return self.module(items, at);
        }
        if let Some(named) = path_attribute(&child.attrs) {
            at.file = of.file.with_file_name(named);
            at.folder = at.file.parent().map(Path::to_path_buf).unwrap_or_default();
            return self.file(at);
        }
        let own = of.folder.join(format!("{name}.rs"));
        let inside = at.folder.join("mod.rs");
        at.file = match [own, inside]
            .into_iter()
            .find(|file| self.root.join(file).is_file())
        {
            Some(file) => file,
            None => bail!("{}: the file of `mod {name}` is missing", of.file.display()),
        };
        self.file(at)
    }
}

/// The file that `#[path = "…"]` names.
fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| {
        let syn::Meta::NameValue(pair) = &attribute.meta else {
            return None;
        };
        let syn::Expr::Lit(literal) = &pair.value else {
            return None;
        };
        let syn::Lit::Str(text) = &literal.lit else {
            return None;
        };
        pair.path.is_ident("path").then(|| text.value())
    })
}
