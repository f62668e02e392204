//! `siesta manifest schema`: the JSON Schema of a manifest.

use manifest::{Mode, json_schema};

use super::mode::ModeName;
use crate::{Failure, Outcome, output};

/// Print the JSON Schema (2020-12) of a manifest, for editors and other checkers.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of one contract alone [default: all three]
    #[arg(long, value_enum)]
    mode: Option<ModeName>,
}

/// Prints it.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    output::json(&json_schema(args.mode.map(Mode::from)))?;
    Ok(Outcome::Done)
}
