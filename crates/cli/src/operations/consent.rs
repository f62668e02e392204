//! A write is shown before it is made, and somebody agrees to it.

use std::io::{self, BufRead, IsTerminal, Write};

use serde::Serialize;

use super::{ApiArgs, OperationFailure, record};

/// Options of every write.
#[derive(Debug, clap::Args)]
pub struct ConsentArgs {
    /// Go ahead without a question.
    #[arg(long, short)]
    yes: bool,
}

impl ConsentArgs {
    /// Shows what is about to happen, and asks. `false` means no.
    ///
    /// `what` reads like "Create a task", `details` is what will be sent.
    pub fn given(
        &self,
        api: &ApiArgs,
        what: &str,
        details: &impl Serialize,
    ) -> Result<bool, OperationFailure> {
        let mut description = format!("{what} at {}:\n", api.host());
        for line in record::lines(details).lines() {
            description += &format!("  {line}\n");
        }
        if self.yes {
            eprint!("{description}");
            return Ok(true);
        }
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return Err(OperationFailure::NoTerminal(description.trim_end().to_owned()));
        }
        eprint!("{description}Go ahead? [y/N] ");
        io::stderr().flush().map_err(OperationFailure::Terminal)?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer).map_err(OperationFailure::Terminal)?;
        let agreed = matches!(answer.trim().to_lowercase().as_str(), "y" | "yes");
        if !agreed {
            eprintln!("Nothing was changed.");
        }
        Ok(agreed)
    }
}
