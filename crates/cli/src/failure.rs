//! Why a command could not be carried out, said so that a person knows what to do next.

use std::io;
use std::path::{Path, PathBuf};

use manifest::ManifestError;

use crate::commands::FetchError;
use crate::openapi::DocumentError;

/// A command was not carried out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// A file could not be read.
    #[error("{} can't be read: {source}. Name a file that exists and that you may read.", path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A manifest, or answers for one, that can't be used.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// An option that means nothing in the chosen mode.
    #[error(
        "{option} belongs to --mode {mode}: a manifest holds one contract. Leave it out, or choose that mode."
    )]
    OptionOfAnotherMode {
        /// The option.
        option: &'static str,
        /// The mode or modes that have it.
        mode: &'static str,
    },
    /// A document that can't be compared.
    #[error("{name} can't be compared: {source}.")]
    OpenApi {
        /// Its file or address.
        name: String,
        /// Why.
        source: DocumentError,
    },
    /// A document that can't be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// An operation of the API was not carried out.
    #[error(transparent)]
    Operation(#[from] crate::OperationFailure),
    /// Standard output does not take any more.
    #[error("the result can't be written: {0}")]
    Output(#[source] io::Error),
}

impl Failure {
    /// The exit code of all failures; 1 is for commands that were carried out and whose answer is no.
    pub fn exit_code(&self) -> u8 {
        2
    }

    /// Whether the reader of standard output has gone.
    pub fn is_closed_output(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// For `map_err` where `path` is read.
    pub(crate) fn reading(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Read { path, source }
    }
}
