//! `cargo xtask check`: what holds for the source as a whole.

mod allowed;
mod arrows;
mod catalogue;
mod circles;
mod evidence;
mod figures;
mod files;
mod items;
mod libraries;
mod links;
mod module;
mod neighbours;
mod packages;
#[cfg(test)]
mod tests;
mod tokens;
mod tree;
mod types;

use anyhow::{Result, bail};

use crate::place::Place;
use allowed::{Allowed, Exception};
use arrows::Arrows;
use figures::Figures;
use packages::Package;
use tree::Tree;

/// Checks the source and prints its figures.
///
/// # Errors
/// Fails if a rule is broken, after it has printed each place.
pub fn check(place: &Place) -> Result<()> {
    let mut violations = files::check(&place.root)?;
    violations.extend(evidence::check(&place.root)?);
    violations.extend(catalogue::check(&place.root)?);
    violations.extend(links::check(&place.root)?);
    let packages = packages::list(place)?;
    violations.extend(neighbours::between_packages(&packages));
    violations.extend(libraries::check(&place.root, &packages)?);
    let mut allowed = Allowed::today();
    let mut types = Vec::new();
    let mut all = Vec::new();
    for package in &packages {
        let mut figures = Figures::new(&package.name);
        for first in &package.programs {
            let tree = Tree::read(&place.root, package, first, false)?;
            let arrows = arrows::arrows(&tree);
            violations.extend(neighbours::inside_package(package, &arrows));
            let found = circles(package, &arrows, &mut allowed);
            figures.add(&tree, &found.circles);
            violations.extend(found.violations);
            types.extend(tree.types);
        }
        for first in &package.tests {
            let arrows = arrows::arrows(&Tree::read(&place.root, package, first, true)?);
            violations.extend(circles(package, &arrows, &mut allowed).violations);
        }
        all.push(figures);
    }
    violations.extend(types::used_twice(&types, &mut allowed));
    violations.extend(allowed.no_longer_needed());
    figures::print(&all);
    if violations.is_empty() {
        return Ok(());
    }
    for violation in &violations {
        println!("{violation}");
    }
    bail!("{} rules of the source are broken", violations.len())
}

struct FoundCircles {
    circles: Vec<circles::Circle>,
    violations: Vec<String>,
}

fn circles(package: &Package, arrows: &Arrows, allowed: &mut Allowed) -> FoundCircles {
    let circles = circles::circles(arrows);
    let mut violations = Vec::new();
    if !circles.is_empty() && !allowed.allows(Exception::Circles, &package.name) {
        violations.extend(circles.iter().map(|circle| circle.describe(arrows)));
    }
    FoundCircles {
        circles,
        violations,
    }
}
