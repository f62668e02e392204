//! What is wrong with a set of manifests, said so that a person can put it right.

use std::fmt;
use std::path::{Path, PathBuf};

/// One thing that is wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, or the folder when a file is missing from it.
    pub file: PathBuf,
    /// Where in the file, as a JSON path such as `$.webPlugin.theme.accent`; `$` is the whole file.
    pub path: String,
    /// What is wrong. Never repeats a value that looks like a secret.
    pub reason: String,
    /// What to do next.
    pub remedy: String,
}

/// A set of manifests was refused. Carries every problem that was found, not only the first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ManifestError {
    problems: Vec<Problem>,
}

impl ManifestError {
    /// A refusal for these problems.
    pub fn new(problems: Vec<Problem>) -> Self {
        Self { problems }
    }

    pub(crate) fn one(file: &Path, reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(vec![Problem {
            file: file.to_owned(),
            path: "$".into(),
            reason: reason.into(),
            remedy: remedy.into(),
        }])
    }

    /// Every problem: file by file, in the order in which they were found.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}

/// Several lines: a heading, then each file with its problems, each with its remedy.
impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.len() {
            1 => write!(f, "The agent manifest can't be used: 1 problem.")?,
            count => write!(f, "The agent manifest can't be used: {count} problems.")?,
        }
        let mut file: Option<&Path> = None;
        for problem in &self.problems {
            if file != Some(&problem.file) {
                file = Some(&problem.file);
                write!(f, "\n\n{}", problem.file.display())?;
            }
            write!(f, "\n  {}\n    {}\n    → {}", problem.path, problem.reason, problem.remedy)?;
        }
        Ok(())
    }
}
