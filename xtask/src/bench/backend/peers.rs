//! The bare relay in other languages, where they are installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::parties::Party;
use crate::{npm, python};

/// A peer that can be started.
#[derive(Debug)]
pub struct Peer {
    /// Which one.
    pub party: Party,
    /// What runs it.
    pub runtime: PathBuf,
    /// What is run.
    pub script: PathBuf,
}

/// Those that can be started, their packages installed; of the others it is said why they can't.
pub fn install(root: &Path) -> Vec<Peer> {
    let folder = root.join("bench/backend/peers");
    let node = folder.join("node");
    let runtime = has("node").and_then(|()| npm::install(&node)).map(|()| PathBuf::from("node"));
    let node = (Party::Node, runtime, node.join("server.mjs"));
    let python = folder.join("python");
    let runtime = has("python3").and_then(|()| python::ensure(&python.join("requirements.txt")));
    let python = (Party::FastApi, runtime, python.join("server.py"));
    let ready = |(party, runtime, script): (Party, Result<PathBuf>, PathBuf)| match runtime {
        Ok(runtime) => Some(Peer { party, runtime, script }),
        Err(error) => {
            eprintln!("    {party} is left out: {error:#}");
            None
        }
    };
    [node, python].into_iter().filter_map(ready).collect()
}

fn has(runtime: &str) -> Result<()> {
    let runs = Command::new(runtime).arg("--version").output().is_ok_and(|output| output.status.success());
    ensure!(runs, "there is no `{runtime}` on this machine: install it, or put it on PATH");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_that_is_not_there_is_named() {
        assert!(has("cargo").is_ok());
        let error = has("no-such-runtime").map_err(|error| error.to_string());
        assert_eq!(
            error.err().as_deref(),
            Some("there is no `no-such-runtime` on this machine: install it, or put it on PATH")
        );
    }
}
