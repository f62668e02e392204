//! `siesta manifest explain`: what a manifest means, for people and for coding agents.

mod agent;
mod facts;
mod people;

use std::path::PathBuf;

use clap::ValueEnum;

use super::read;
use crate::{Failure, Outcome, output};

/// Explain a manifest
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The manifest
    file: PathBuf,
    /// For whom
    #[arg(long = "for", value_enum, default_value_t = Reader::People, value_name = "READER")]
    reader: Reader,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Reader {
    /// In short, with what is still to be done
    People,
    /// All that a coding agent needs: plan, environment variables, typed shapes, test cases
    Agent,
}

/// Prints the explanation, as Markdown.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let manifest = read::manifest(&args.file)?;
    output::text(&match args.reader {
        Reader::People => people::explain(&manifest),
        Reader::Agent => agent::explain(&manifest)?,
    })?;
    Ok(Outcome::Done)
}
