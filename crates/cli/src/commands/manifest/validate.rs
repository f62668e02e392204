//! `siesta manifest validate`: every problem of a manifest or of a folder of them.

use std::fs;
use std::path::PathBuf;

use manifest::{Manifest, ManifestSet};

use crate::{Failure, Outcome, output};

/// Check a manifest, or a folder of them as a backend would load it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The manifest or the folder.
    path: PathBuf,
}

/// Prints the problems.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let checked = if args.path.is_dir() {
        ManifestSet::load(&args.path).map(|_| ())
    } else {
        let text = fs::read_to_string(&args.path).map_err(Failure::reading(&args.path))?;
        Manifest::from_json(&args.path, &text).map(|_| ())
    };
    match checked {
        Ok(()) => Ok(Outcome::Done),
        Err(error) => {
            output::text(&format!("{error}\n"))?;
            Ok(Outcome::Negative)
        }
    }
}
