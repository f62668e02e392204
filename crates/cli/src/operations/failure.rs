//! Why an operation was not carried out.

use std::io;
use std::path::PathBuf;

use siesta_api::Error;

use super::one_line;

/// An operation was not carried out, or not to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OperationFailure {
    /// Nobody has said who asks.
    #[error("{}", missing(*key, *organization))]
    Settings {
        /// Whether the key is missing.
        key: bool,
        /// Whether the organization is missing.
        organization: bool,
    },
    /// The call failed.
    #[error("{}", in_words(.0))]
    Api(#[from] Error),
    /// A write that nobody can be asked about.
    #[error("this changes something, and there is no terminal to ask on: add --yes if it is meant. {0}")]
    NoTerminal(String),
    /// The answer to our question can't be read.
    #[error("the answer can't be read: {0}. Add --yes to go without a question.")]
    Terminal(#[source] io::Error),
    /// A download would replace a file.
    #[error("{} exists already: name another with --output, or add --force to replace it.", .0.display())]
    Exists(PathBuf),
    /// A download can't be kept.
    #[error("{} can't be written: {source}. Choose another place with --output.", path.display())]
    Write {
        /// Where it should have gone.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Somebody pressed Ctrl-C.
    #[error("stopped; nothing was kept.")]
    Stopped,
    /// A file that should go up, or say something, can't be read.
    #[error("{} can't be read: {source}. Name a file that exists and that you may read.", path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file does not hold what it should.
    #[error("{}: {detail}", path.display())]
    Content {
        /// Which one.
        path: PathBuf,
        /// What is wrong, and what is expected.
        detail: String,
    },
}

fn missing(key: bool, organization: bool) -> String {
    let names: Vec<_> = [(key, "SIESTA_API_KEY"), (organization, "SIESTA_ORG_ID")]
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, name)| *name)
        .collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb} not set: find the values in the organization's settings.", names.join(" and "))
}

/// The error, with the API's own words below it.
fn in_words(error: &Error) -> String {
    let mut words = error.to_string();
    let Some(api) = error.api() else { return words };
    if !api.message().is_empty() {
        words += &format!("\n  {}", one_line(api.message()));
    }
    for field in api.field_errors() {
        words += &format!("\n  {}: {}", one_line(&field.field), one_line(&field.message));
    }
    words
}
