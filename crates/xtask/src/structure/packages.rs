//! The packages of the workspace, as Cargo tells of them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::place::Place;
use crate::process;

/// A package of the workspace.
#[derive(Debug)]
pub struct Package {
    /// The name in its manifest.
    pub name: String,
    /// Its folder, from the root of the checkout.
    pub folder: PathBuf,
    /// The first file of each library and program.
    pub programs: Vec<PathBuf>,
    /// The first file of each test and benchmark.
    pub tests: Vec<PathBuf>,
    /// The packages of the workspace that it needs outside its tests.
    pub needs: Vec<String>,
    /// The libraries that it uses, in its tests too.
    pub libraries: Vec<String>,
}

/// Lists the packages of the workspace.
///
/// # Errors
/// Fails if Cargo cannot read the manifests.
pub fn list(place: &Place) -> Result<Vec<Package>> {
    let mut command = place.command("cargo");
    command.args([
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version",
        "1",
    ]);
    let metadata: Value = serde_json::from_str(&process::output(&mut command)?)
        .context("`cargo metadata` printed no JSON")?;
    let packages = entries(&metadata, "packages").map(|package| read(package, &place.root));
    packages.collect()
}

fn read(package: &Value, root: &Path) -> Result<Package> {
    let manifest = path(package, "manifest_path", root)?;
    let folder = manifest.parent().map(Path::to_path_buf);
    let mut read = Package {
        name: text(package, "name")?,
        folder: folder.unwrap_or_default(),
        programs: Vec::new(),
        tests: Vec::new(),
        needs: Vec::new(),
        libraries: Vec::new(),
    };
    for target in entries(package, "targets") {
        let file = path(target, "src_path", root)?;
        let is = |kind: &str| entries(target, "kind").any(|one| *one == *kind);
        if is("test") || is("bench") {
            read.tests.push(file);
        } else {
            read.programs.push(file);
        }
    }
    for dependency in entries(package, "dependencies") {
        let ours = dependency.get("path").is_some();
        let always = dependency.get("kind").is_none_or(Value::is_null);
        let name = text(dependency, "name")?;
        if !ours {
            read.libraries.push(name);
        } else if always {
            read.needs.push(name);
        }
    }
    Ok(read)
}

fn entries<'value>(value: &'value Value, member: &str) -> impl Iterator<Item = &'value Value> {
    let array = value.get(member).and_then(Value::as_array);
    array.into_iter().flatten()
}

fn text(value: &Value, member: &str) -> Result<String> {
    let text = value.get(member).and_then(Value::as_str);
    let text = text.with_context(|| format!("`cargo metadata` printed no `{member}`"))?;
    Ok(text.to_owned())
}

fn path(value: &Value, member: &str, root: &Path) -> Result<PathBuf> {
    let path = PathBuf::from(text(value, member)?);
    Ok(path
        .strip_prefix(root)
        .map_or_else(|_| path.clone(), Path::to_path_buf))
}
