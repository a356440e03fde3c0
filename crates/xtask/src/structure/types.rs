//! Names of types that are defined more than once.

use std::collections::{BTreeMap, BTreeSet};

use super::allowed::{Allowed, Exception};
use super::module::TypeDefinition;

/// Finds the names that more than one file defines a type by.
pub fn used_twice(types: &[TypeDefinition], allowed: &mut Allowed) -> Vec<String> {
    let mut by_name: BTreeMap<&str, BTreeSet<&TypeDefinition>> = BTreeMap::new();
    for one in types {
        by_name.entry(&one.name).or_default().insert(one);
    }
    let mut violations = Vec::new();
    for (name, definitions) in by_name {
        let files: BTreeSet<_> = definitions.iter().map(|one| &one.file).collect();
        if files.len() < 2 || is_allowed(name, &definitions, allowed) {
            continue;
        }
        let places: Vec<_> = definitions
            .iter()
            .map(|one| format!("{}:{}", one.file.display(), one.line))
            .collect();
        violations.push(format!(
            "`{name}` is the name of a type in {} files, a name is used once: {}",
            files.len(),
            places.join(", ")
        ));
    }
    violations
}

/// Asks for each exception that may apply: an entry is needed as long as anything asks for it.
fn is_allowed(name: &str, definitions: &BTreeSet<&TypeDefinition>, allowed: &mut Allowed) -> bool {
    let mut packages = Vec::new();
    for one in definitions {
        packages.push(allowed.allows(Exception::NamesOf, &one.package));
    }
    packages.contains(&true) || allowed.allows(Exception::Names, name)
}
