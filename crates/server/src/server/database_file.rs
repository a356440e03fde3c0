//! The file of a store, before it is opened.

use std::path::Path;

use anyhow::Context as _;

/// Fails if there is no database.
pub(crate) fn check_there(database: &Path) -> anyhow::Result<()> {
    anyhow::ensure!(
        database.is_file(),
        "there is no database {}: run this in the folder where the server runs, or mend `[database] file`; `oneclick migrate` makes a new one",
        database.display()
    );
    Ok(())
}

/// Makes a database that is not there yet readable to its owner alone; the
/// store's other files take that over from it.
pub(super) fn make_private(file: &Path) -> anyhow::Result<()> {
    let mut options = std::fs::File::options();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(file)
        .with_context(|| format!("cannot make the database {}", file.display()))?;
    Ok(())
}
