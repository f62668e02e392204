//! Running the command.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a run of the command left.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs `siesta` with these arguments, in an environment without settings of ours.
pub fn siesta<I, S>(arguments: I) -> Run
where
    I: IntoIterator<Item = S>,
    S: AsRef<std::ffi::OsStr>,
{
    let mut command = Command::new(env!("CARGO_BIN_EXE_siesta"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SIESTA_")) {
        command.env_remove(name);
    }
    let output = command.args(arguments).output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A file or folder of this repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}
