//! `siesta manifest validate`: every problem of a manifest or of a folder of them.

use std::fs;
use std::path::{Path, PathBuf};

use manifest::{ManifestError, ManifestSet, Problem, Review};

use crate::{Failure, Outcome, output};

/// Check a manifest, or a folder of them as a running backend would.
///
/// A file may have placeholders and ${NAME}, and an unknown key is only reported. In a folder, the files have
/// to agree, ids have to be filled in, ${NAME} is looked up in the environment, and unknown keys are problems.
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
    if !review.unknown_keys.is_empty() {
        said.push_str("Unknown keys, which a running backend refuses:\n");
        said.extend(review.unknown_keys.iter().map(told));
    }
    output::text(&said)?;
    Ok(if review.manifest.is_some() { Outcome::Done } else { Outcome::Negative })
}

fn folder(path: &Path) -> Result<Outcome, Failure> {
    let Err(error) = ManifestSet::load(path) else { return Ok(Outcome::Done) };
    output::text(&format!("{error}\n"))?;
    Ok(Outcome::Negative)
}

fn told(problem: &Problem) -> String {
    format!("  {}\n    {}\n    → {}\n", problem.path, problem.reason, problem.remedy)
}
