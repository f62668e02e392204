//! `siesta manifest diff`: what two manifests say differently.

mod compare;

use std::path::PathBuf;

use super::read;
use crate::{Failure, Outcome, output};

/// Tell what two manifests say differently; exit code 1 if they do.
///
/// The order of keys and of operations, defaults that one file spells out, and copies and counts of other
/// members make no difference.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The manifest before
    before: PathBuf,
    /// The manifest after
    after: PathBuf,
}

/// Prints the differences, one a line.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let changes = compare::manifests(&read::manifest(&args.before)?, &read::manifest(&args.after)?);
    let lines: String = changes.iter().map(|change| format!("{change}\n")).collect();
    output::text(&lines)?;
    Ok(if changes.is_empty() { Outcome::Done } else { Outcome::Negative })
}
