//! The languages that the examples' backends are written in, for their tests alone.

use crate::report::{self, Report};
use crate::{packages, process};

/// Programs, with Debian's package of each.
const LANGUAGES: [(&str, &str); 2] = [("python3", "python3"), ("php", "php-cli")];

/// Installs what is missing, where that can be done: the tests name and leave out the backends
/// whose language is not there.
pub fn install(report: &mut Report) {
    for (program, package) in LANGUAGES {
        let what = "a backend among the examples is written in it";
        if process::find(program).is_some() {
            report::there(program, what);
            continue;
        }
        // That it could not be had is said, and is no failure.
        let _ = report.step(program, what, || {
            if let Err(error) = packages::install(&[package]) {
                println!("    {error:#}");
                println!("    so its example is left out of the tests");
            }
            Ok(())
        });
    }
}
