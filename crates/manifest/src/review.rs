//! What one file says, what is wrong with it, and what nobody knows about it.

use std::path::Path;

use crate::manifest::Manifest;
use crate::problem::{ManifestError, Problem};
use crate::read::{Environment, Report, document};

/// A look at one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// What the file says; `None` where it has problems.
    pub manifest: Option<Manifest>,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// Keys that this version does not know: refused by a running backend, kept by everything else.
    pub unknown_keys: Vec<Problem>,
    /// Colours of the theme that can't be read, each with its contrast and what is drawn instead.
    pub unreadable_colors: Vec<Problem>,
}

impl Review {
    /// Looks at a file's text. `file` only names it in messages.
    pub fn new(file: &Path, text: &str) -> Self {
        Self::with_environment(file, text, None)
    }

    /// As a running backend looks at it: with the values of variables, and unknown keys are problems.
    pub(crate) fn at_run_time(file: &Path, text: &str, environment: Environment<'_>) -> Self {
        let mut review = Self::with_environment(file, text, Some(environment));
        review.problems.append(&mut review.unknown_keys);
        if !review.problems.is_empty() {
            review.manifest = None;
        }
        review
    }

    /// The manifest, or else every problem.
    pub(crate) fn into_manifest(self) -> Result<Manifest, ManifestError> {
        self.manifest.ok_or_else(|| ManifestError::new(self.problems))
    }

    fn with_environment(file: &Path, text: &str, environment: Option<Environment<'_>>) -> Self {
        let document = match document::parse(file, text) {
            Ok(document) => document,
            Err(error) => {
                let problems = error.into_problems();
                return Self {
                    manifest: None,
                    problems,
                    unknown_keys: Vec::new(),
                    unreadable_colors: Vec::new(),
                };
            }
        };
        let report = Report::new(file, environment);
        document::check_everywhere(&document, "$", &report);
        let manifest = Manifest::read(&document, &report);
        let (problems, mut unknown_keys) = report.into_parts();
        unknown_keys.retain(|unknown| problems.iter().all(|problem| problem.path != unknown.path));
        let manifest = manifest.filter(|_| problems.is_empty());
        let unreadable_colors = manifest.as_ref().map(|it| it.unreadable_colors(file)).unwrap_or_default();
        Self { manifest, problems, unknown_keys, unreadable_colors }
    }
}
