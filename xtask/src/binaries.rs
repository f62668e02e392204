//! The host programs that `dev` and the tests run.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::metadata::env_cargo;
use crate::{process, progress, root};

/// Where the programs are.
#[derive(Debug)]
pub struct Binaries {
    /// The backend, with the bundle that was in `dist/` when it was compiled.
    pub backend: PathBuf,
    /// The stand-in for the agent platform.
    pub dev_agent: PathBuf,
}

impl Binaries {
    /// Compiles them.
    pub fn build(root: &Path) -> Result<Self> {
        progress::step("compile the backend and the dev agent", || {
            let mut cargo = Command::new(env_cargo());
            cargo
                .args(["build", "--package", "backend", "--package", "dev-agent", "--bins"])
                .current_dir(root);
            process::run(&mut cargo, "compile the backend and the dev agent")
        })?;
        let folder = root::target(root).join("debug");
        Ok(Self { backend: folder.join("chat-backend"), dev_agent: folder.join("siesta-dev-agent") })
    }
}
