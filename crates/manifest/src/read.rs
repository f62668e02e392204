//! Reading a JSON document into the model while collecting every problem with its path.
//!
//! A reader always gives a value back. Where the file is wrong it notes a problem and gives a stand-in that
//! nobody sees, because a report with problems never becomes a manifest. That is what lets one pass find
//! everything.
//!
//! The same readers write the JSON Schema: run over nothing, each says what it would accept ([`Shape`]).

pub(crate) mod document;
mod fields;
mod node;
mod shape;

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use crate::problem::Problem;

pub(crate) use fields::Fields;
pub(crate) use node::{Choice, Node};
pub(crate) use shape::Shape;

/// Gives the value of an environment variable.
pub(crate) type Environment<'e> = &'e dyn Fn(&str) -> Option<String>;

/// The problems of one file.
pub(crate) struct Report<'e> {
    file: PathBuf,
    problems: RefCell<Vec<Problem>>,
    unknown_keys: RefCell<Vec<Problem>>,
    environment: Option<Environment<'e>>,
}

impl<'e> Report<'e> {
    /// With an environment, `${NAME}` is read as what the environment has for it.
    pub(crate) fn new(file: &Path, environment: Option<Environment<'e>>) -> Self {
        Self {
            file: file.to_owned(),
            problems: RefCell::default(),
            unknown_keys: RefCell::default(),
            environment,
        }
    }

    pub(crate) fn environment(&self) -> Option<Environment<'e>> {
        self.environment
    }

    pub(crate) fn refuse(&self, path: &str, reason: impl Into<String>, remedy: impl Into<String>) {
        self.problems.borrow_mut().push(self.problem(path, reason.into(), remedy.into()));
    }

    /// Notes a key that nobody knows. Whether that is a problem depends on who reads the file.
    pub(crate) fn note_unknown_key(&self, path: &str, reason: String, remedy: String) {
        self.unknown_keys.borrow_mut().push(self.problem(path, reason, remedy));
    }

    /// The problems, and the unknown keys.
    pub(crate) fn into_parts(self) -> (Vec<Problem>, Vec<Problem>) {
        (self.problems.into_inner(), self.unknown_keys.into_inner())
    }

    fn problem(&self, path: &str, reason: String, remedy: String) -> Problem {
        Problem { file: self.file.clone(), path: path.to_owned(), reason, remedy }
    }
}

/// The path of a member: `.name` for a plain name, `['X-Api-Key']` for any other.
pub(crate) fn member(path: &str, key: &str) -> String {
    let plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if plain && key.len() <= 64 {
        return format!("{path}.{key}");
    }
    let shown: String = key.chars().take(64).flat_map(char::escape_debug).collect();
    format!("{path}['{shown}']")
}

/// The path of a list's item.
pub(crate) fn item(path: &str, index: usize) -> String {
    format!("{path}[{index}]")
}
