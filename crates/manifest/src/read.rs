//! Reading a JSON document into the model while collecting every problem with its path.
//!
//! A reader always gives a value back. Where the file is wrong it notes a problem and gives a stand-in that nobody
//! sees, because a report with problems never becomes a manifest. That is what lets one pass find everything.

pub(crate) mod document;
mod fields;
mod node;

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use crate::problem::Problem;

pub(crate) use fields::Fields;
pub(crate) use node::{Choice, Node};

/// The problems of one file.
pub(crate) struct Report {
    file: PathBuf,
    problems: RefCell<Vec<Problem>>,
}

impl Report {
    pub(crate) fn new(file: &Path) -> Self {
        Self { file: file.to_owned(), problems: RefCell::default() }
    }

    pub(crate) fn refuse(&self, path: &str, reason: impl Into<String>, remedy: impl Into<String>) {
        self.problems.borrow_mut().push(Problem {
            file: self.file.clone(),
            path: path.to_owned(),
            reason: reason.into(),
            remedy: remedy.into(),
        });
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
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
