//! The figures of each package.

use std::collections::BTreeMap;

use super::circles::Circle;
use super::tree::Tree;

/// What is counted of a package, its tests left out.
#[derive(Debug)]
pub struct Figures {
    package: String,
    files: usize,
    lines: usize,
    circles: usize,
    files_in_circles: usize,
    methods: BTreeMap<String, usize>,
}

impl Figures {
    /// Begins with nothing counted.
    pub fn new(package: &str) -> Self {
        Self {
            package: package.to_owned(),
            files: 0,
            lines: 0,
            circles: 0,
            files_in_circles: 0,
            methods: BTreeMap::new(),
        }
    }

    /// Adds a library or a program of the package.
    pub fn add(&mut self, tree: &Tree, circles: &[Circle]) {
        self.files += tree.files.len();
        self.lines += tree.files.iter().map(|(_, lines)| lines).sum::<usize>();
        self.circles += circles.len();
        self.files_in_circles += circles.iter().map(|one| one.files.len()).sum::<usize>();
        for (name, methods) in &tree.methods {
            *self.methods.entry(name.clone()).or_default() += methods;
        }
    }

    fn longest_type(&self) -> String {
        let longest = self.methods.iter().max_by_key(|(_, methods)| **methods);
        longest.map_or_else(String::new, |(name, methods)| format!("{methods} {name}"))
    }
}

/// Prints a line for each package.
pub fn print(all: &[Figures]) {
    println!("package                files   lines  circles (files)  longest type by methods");
    for one in all {
        println!(
            "{:22} {:5} {:7}  {:7} {:7}  {}",
            one.package,
            one.files,
            one.lines,
            one.circles,
            format!("({})", one.files_in_circles),
            one.longest_type()
        );
    }
}
