//! `siesta completions`: what a shell needs to complete the command line.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::{Cli, Failure, Outcome, output};

/// Print a script that completes this command line in your shell.
///
/// For bash: `siesta completions bash > ~/.local/share/bash-completion/completions/siesta`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Your shell.
    shell: Shell,
}

/// Prints the script.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "siesta", &mut script);
    output::text(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}
