//! `siesta manifest validate`: every problem of a manifest or of a folder of them.

use std::fs;
use std::path::{Path, PathBuf};

use manifest::{ManifestError, ManifestSet, Review};

use super::told;
use crate::{Failure, Outcome, output};

/// Check a manifest, or a folder of them as a running backend would.
///
/// A file may have placeholders and ${NAME}, and an unknown key is only reported. In a folder, the files have
/// to agree, ids have to be filled in, ${NAME} is looked up in the environment, and unknown keys are problems.
/// Colours that can't be read are told with what the widget draws instead, and are no problem.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The manifest, or the folder
    path: PathBuf,
}

/// Prints the problems.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    if args.path.is_dir() {
        return folder(&args.path);
    }
    let text = fs::read_to_string(&args.path).map_err(Failure::reading(&args.path))?;
    let review = Review::new(&args.path, &text);
    let mut said = String::new();
    if !review.problems.is_empty() {
        said.push_str(&format!("{}\n", ManifestError::new(review.problems)));
    }
    said.push_str(&told::section(told::UNKNOWN, &review.unknown_keys));
    said.push_str(&told::section(told::UNREADABLE, &review.unreadable_colors));
    output::text(&said)?;
    Ok(if review.manifest.is_some() { Outcome::Done } else { Outcome::Negative })
}

fn folder(path: &Path) -> Result<Outcome, Failure> {
    match ManifestSet::load(path) {
        Ok(set) => {
            let unreadable = set.web_plugin().unreadable_colors(path);
            output::text(&told::section(told::UNREADABLE, &unreadable))?;
            Ok(Outcome::Done)
        }
        Err(error) => {
            output::text(&format!("{error}\n"))?;
            Ok(Outcome::Negative)
        }
    }
}
