//! The platform's API as the dev agent serves it, under requests that nobody would think of: Schemathesis
//! makes them from the dev agent's own OpenAPI document, right ones and wrong ones, and checks every answer.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::dev::server::Server;
use crate::metadata::env_cargo;
use crate::{process, python, root};

/// What it needs: packages, configuration, hooks.
const FOLDER: &str = "crates/dev-agent/tests/schemathesis";
/// The same requests each time.
const SEED: &str = "20260101";
/// For each operation, and for each kind of request.
const EXAMPLES: &str = "40";

/// Runs all checks of Schemathesis; any finding is an error.
pub fn check(root: &Path) -> Result<()> {
    let folder = root.join(FOLDER);
    let python = python::ensure(&folder.join("requirements.txt"))?;
    let mut cargo = Command::new(env_cargo());
    process::run(cargo.args(["build", "--package", "dev-agent", "--bins"]).current_dir(root), "dev agent")?;

    let target = root::target(root);
    let mut dev_agent = Command::new(target.join("debug/siesta-dev-agent"));
    dev_agent.args(["--listen", "127.0.0.1:0", "--knowledge"]).arg(root.join("docs"));
    let server = Server::start(&mut dev_agent, "dev agent")?;

    // Where it leaves what it notes down.
    let notes = target.join("schemathesis");
    fs::create_dir_all(&notes).with_context(|| format!("cannot create {}", notes.display()))?;
    let mut schemathesis = Command::new(python.with_file_name("schemathesis"));
    schemathesis.arg("--config-file").arg(folder.join("schemathesis.toml"));
    schemathesis.arg("run").arg(format!("{}/openapi.json", server.url()));
    schemathesis.args(["--checks", "all", "--seed", SEED, "--max-examples", EXAMPLES, "--workers", "1"]);
    schemathesis.args(["--generation-database", "none", "--no-color"]);
    schemathesis.args(["--header", "X-Api-Key: dev-key-never-for-production"]);
    schemathesis.args(["--header", "X-Org-Id: 5e1a7a00-0000-4000-8000-0000000000aa"]);
    schemathesis.current_dir(&notes).env("PYTHONPATH", &folder).env("PYTHONDONTWRITEBYTECODE", "1");
    process::run(&mut schemathesis, "Schemathesis")
}
