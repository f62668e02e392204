//! `cargo xtask tidy`: the repository's own rules, which no compiler checks.

mod boundaries;
mod dependencies;
mod files;
mod source;

use std::path::Path;

use anyhow::{Result, bail};

use crate::metadata::Metadata;
use crate::root;

/// Check the repository's own rules: directions of dependency, who may touch page, network and key, file hygiene.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_: &Args) -> Result<()> {
    check(&root::root()?)
}

/// Checks all rules and shows every breach.
pub fn check(root: &Path) -> Result<()> {
    let metadata = Metadata::read(root)?;
    let sources = source::all(root)?;
    let mut breaches = dependencies::check(&metadata);
    breaches.extend(files::check(&sources, root));
    breaches.extend(boundaries::check(&sources));
    for breach in &breaches {
        eprintln!("    {breach}");
    }
    match breaches.len() {
        0 => {
            eprintln!("    {} files and {} packages keep the rules", sources.len(), metadata.packages.len());
            Ok(())
        }
        1 => bail!("a rule of the repository is broken"),
        number => bail!("rules of the repository are broken in {number} places"),
    }
}
