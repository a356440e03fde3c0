//! Reads the items of a module out of its syntax.

use proc_macro2::Span;
use syn::visit::{self, Visit};
use syn::{
    Attribute, ImplItem, Item, ItemImpl, ItemMacro, ItemMod, ItemUse, Macro, Path, Type, UseTree,
    Visibility,
};

use super::module::{Module, Name, Use, UseForm};
use super::tokens;

/// What a module says, less its tests.
#[derive(Default)]
pub struct Items<'syntax> {
    /// Its names and uses.
    pub module: Module,
    /// The modules that it declares.
    pub modules: Vec<&'syntax ItemMod>,
    /// The types that it defines, each with its line.
    pub types: Vec<(String, usize)>,
    /// How many methods it gives to a type, by an `impl` of its own.
    pub methods: Vec<(String, usize)>,
}

/// Reads the items of a module.
pub fn read(items: &[Item], with_tests: bool) -> Items<'_> {
    let mut reader = ItemReader {
        found: Items::default(),
        with_tests,
    };
    for item in items {
        reader.visit_item(item);
    }
    reader.found
}

struct ItemReader<'syntax> {
    found: Items<'syntax>,
    with_tests: bool,
}

impl ItemReader<'_> {
    fn names(&mut self, name: String, is: Name) {
        self.found.module.names.insert(name, is);
    }

    fn uses(&mut self, path: Vec<String>, span: Span, form: UseForm) {
        let line = span.start().line;
        self.found.module.uses.push(Use { path, line, form });
    }

    fn found_among(&mut self, paths: Vec<(Vec<String>, Span)>) {
        for (path, span) in paths {
            self.uses(path, span, UseForm::Inline);
        }
    }

    /// Takes an import apart: `a::{B, c::D}` is two.
    fn imports(&mut self, tree: &UseTree, before: &[String], form: UseForm) {
        match tree {
            UseTree::Path(path) => {
                let before = [before, &[path.ident.to_string()]].concat();
                self.imports(&path.tree, &before, form);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.imports(tree, before, form);
                }
            }
            UseTree::Name(name) if name.ident == "self" => {
                let last = before.last().cloned().unwrap_or_default();
                self.import(last, before.to_vec(), name.ident.span(), form);
            }
            UseTree::Name(name) => {
                let last = name.ident.to_string();
                let path = [before, std::slice::from_ref(&last)].concat();
                self.import(last, path, name.ident.span(), form);
            }
            UseTree::Rename(rename) => {
                let mut path = before.to_vec();
                if rename.ident != "self" {
                    path.push(rename.ident.to_string());
                }
                self.import(rename.rename.to_string(), path, rename.ident.span(), form);
            }
            UseTree::Glob(glob) => {
                self.found.module.globs.push(before.to_vec());
                let form = if form == UseForm::Import {
                    UseForm::Glob
                } else {
                    form
                };
                self.uses(before.to_vec(), glob.star_token.spans[0], form);
            }
        }
    }

    fn import(&mut self, name: String, path: Vec<String>, span: Span, form: UseForm) {
        self.names(name, Name::Imported(path.clone()));
        self.uses(path, span, form);
    }
}

impl<'syntax> Visit<'syntax> for ItemReader<'syntax> {
    fn visit_item(&mut self, item: &'syntax Item) {
        if !self.with_tests && is_test(attributes(item)) {
            return;
        }
        if let Some((name, span, is_type)) = defined(item) {
            if is_type {
                self.found.types.push((name.clone(), span.start().line));
            }
            self.names(name, Name::Defined);
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'syntax ItemMod) {
        self.found.modules.push(item);
    }

    fn visit_item_use(&mut self, item: &'syntax ItemUse) {
        if item.leading_colon.is_some() {
            return;
        }
        let form = match item.vis {
            Visibility::Inherited => UseForm::Import,
            Visibility::Public(_) | Visibility::Restricted(_) => UseForm::ReExport,
        };
        self.imports(&item.tree, &[], form);
    }

    fn visit_item_impl(&mut self, item: &'syntax ItemImpl) {
        if let (None, Type::Path(of)) = (&item.trait_, &*item.self_ty)
            && let Some(last) = of.path.segments.last()
        {
            let methods = item.items.iter();
            let methods = methods
                .filter(|item| matches!(item, ImplItem::Fn(_)))
                .count();
            self.found.methods.push((last.ident.to_string(), methods));
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_path(&mut self, path: &'syntax Path) {
        if path.leading_colon.is_none()
            && path.segments.len() > 1
            && let Some(first) = path.segments.first()
        {
            self.uses(tokens::segments(path), first.ident.span(), UseForm::Inline);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, macro_call: &'syntax Macro) {
        self.visit_path(&macro_call.path);
        self.found_among(tokens::paths(macro_call.tokens.clone()));
    }

    fn visit_attribute(&mut self, attribute: &'syntax Attribute) {
        if attribute.path().is_ident("doc") {
            return;
        }
        if let syn::Meta::List(list) = &attribute.meta {
            self.found_among(tokens::paths(list.tokens.clone()));
            if attribute.path().is_ident("serde") {
                self.found_among(tokens::paths_in_texts(list.tokens.clone()));
            }
        }
    }

    // `pub(in a::b)` says who may see an item, and uses nothing.
    fn visit_visibility(&mut self, _: &'syntax Visibility) {}
}

/// The name that an item defines, its place, and whether it is a type.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what else there is, or will be, defines no name"
)]
fn defined(item: &Item) -> Option<(String, Span, bool)> {
    let (ident, is_type) = match item {
        Item::Const(item) => (&item.ident, false),
        Item::Enum(item) => (&item.ident, true),
        Item::Fn(item) => (&item.sig.ident, false),
        Item::Macro(ItemMacro { ident, .. }) => (ident.as_ref()?, false),
        Item::Static(item) => (&item.ident, false),
        Item::Struct(item) => (&item.ident, true),
        Item::Trait(item) => (&item.ident, true),
        Item::TraitAlias(item) => (&item.ident, true),
        Item::Type(item) => (&item.ident, true),
        Item::Union(item) => (&item.ident, true),
        _ => return None,
    };
    Some((ident.to_string(), ident.span(), is_type))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what else there is, or will be, is never for tests"
)]
fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether something is there for its own tests alone: `#[cfg(test)]`, `#[cfg(all(test, …))]`.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("cfg") => {
            let condition = list.tokens.to_string();
            condition == "test" || condition.replace(' ', "").starts_with("all(test,")
        }
        syn::Meta::Path(_) | syn::Meta::List(_) | syn::Meta::NameValue(_) => false,
    })
}
