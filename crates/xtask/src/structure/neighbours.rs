//! Which parts must not know each other.

use std::collections::BTreeSet;
use std::path::Path;

use super::arrows::Arrows;
use super::packages::Package;

/// Which packages a package may need outside its tests; one that is not listed, none.
const MAY_NEED: &[(&str, &[&str])] = &[
    ("oneclick-widget", &["oneclick-rules"]),
    ("oneclick-providers", &["oneclick-rules"]),
    ("oneclick-conformance", &["oneclick-rules"]),
    (
        "oneclick-server",
        &[
            "oneclick-conformance",
            "oneclick-providers",
            "oneclick-rules",
        ],
    ),
    (
        "oneclick-fuzz",
        &["oneclick-providers", "oneclick-rules", "oneclick-server"],
    ),
    (
        "oneclick-dev",
        &[
            "oneclick-example-shop",
            "oneclick-sandbox",
            "oneclick-server",
        ],
    ),
];

/// The packages in which each provider has a folder, and the file by which such a
/// folder is known among others.
const WITH_PROVIDERS: &[(&str, Option<&str>)] = &[
    ("oneclick-providers", None),
    ("oneclick-sandbox", Some("dialect.rs")),
];

/// Checks what the packages need of each other.
pub fn between_packages(packages: &[Package]) -> Vec<String> {
    let mut violations = Vec::new();
    for package in packages {
        let may = MAY_NEED.iter().find(|(name, _)| *name == package.name);
        let may = may.map_or(&[][..], |(_, may)| may);
        for needed in &package.needs {
            if !may.contains(&needed.as_str()) {
                violations.push(format!("{} must not need {needed}", package.name));
            }
        }
    }
    violations
}

/// Checks that no provider's files know another provider's.
pub fn inside_package(package: &Package, arrows: &Arrows) -> Vec<String> {
    let known = WITH_PROVIDERS
        .iter()
        .find(|(name, _)| *name == package.name);
    let Some((_, mark)) = known else {
        return Vec::new();
    };
    let source = package.folder.join("src");
    let files = arrows.keys();
    let providers: BTreeSet<String> = files
        .filter_map(|file| folder_of_provider(file.strip_prefix(&source).ok()?, *mark))
        .collect();
    let provider = |file: &Path| {
        let first = first_name(file.strip_prefix(&source).ok()?)?;
        providers.get(&first).cloned()
    };
    let mut violations = Vec::new();
    for (from, all) in arrows {
        for (to, arrow) in all {
            let (own, other) = (provider(from), provider(to));
            if own.is_some() && other.is_some() && own != other {
                let (from, to) = (from.display(), to.display());
                violations.push(format!(
                    "{from}:{} uses `{}` of {to}: a provider must not know another",
                    arrow.line, arrow.path
                ));
            }
        }
    }
    violations
}

/// The folder of a file, if it is a provider's.
fn folder_of_provider(file: &Path, mark: Option<&str>) -> Option<String> {
    let is_known = mark.is_none_or(|mark| file.ends_with(mark));
    let is_inside = file.components().count() > 1;
    (is_known && is_inside).then(|| first_name(file)).flatten()
}

fn first_name(file: &Path) -> Option<String> {
    let first = Path::new(file.components().next()?.as_os_str());
    Some(first.file_stem()?.to_str()?.to_owned())
}
