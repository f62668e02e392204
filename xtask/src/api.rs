//! The APIs of the dev agent and of the backend, under requests that nobody would think of: Schemathesis makes them
//! from the OpenAPI document that each of them serves, right ones and wrong ones, and checks every answer.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::binaries::Binaries;
use crate::build::{self, Profile};
use crate::dev::server::Server;
use crate::dev::{DEV_KEY, DEV_ORGANIZATION};
use crate::{process, python, root};

/// What it needs of Python.
const REQUIREMENTS: &str = "crates/dev-agent/tests/schemathesis/requirements.txt";
/// Configuration and hooks.
const OF_DEV_AGENT: &str = "crates/dev-agent/tests/schemathesis";
const OF_BACKEND: &str = "crates/backend/tests/schemathesis";
/// The same requests each time.
const SEED: &str = "20260101";
/// For each operation, and for each kind of request.
const EXAMPLES: &str = "40";

/// Runs all checks of Schemathesis on both; any finding is an error.
pub fn check(root: &Path) -> Result<()> {
    let python = python::ensure(&root.join(REQUIREMENTS))?;
    let schemathesis = Schemathesis { root, program: python.with_file_name("schemathesis") };
    // The backend serves the bundle too.
    build::bundle(root, Profile::Release)?;
    let binaries = Binaries::build(root)?;
    let mut dev_agent = Command::new(&binaries.dev_agent);
    dev_agent.args(["--listen", "127.0.0.1:0", "--knowledge"]).arg(root.join("docs"));
    let dev_agent = Server::start(&mut dev_agent, "dev agent")?;

    let folder = tempfile::tempdir().context("cannot create a temporary folder")?;
    let mut backend = Command::new(&binaries.backend);
    backend.arg("--dev").env("CHAT_LISTEN", "127.0.0.1:0").env("RUST_LOG", "warn");
    backend.env("CHAT_MANIFEST", root.join("preview/manifests"));
    backend.env("CHAT_DATABASE_URL", format!("sqlite://{}", folder.path().join("chat.db").display()));
    backend
        .env("SIESTA_API_URL", dev_agent.url())
        .env("SIESTA_API_KEY", DEV_KEY)
        .env("SIESTA_ORG_ID", DEV_ORGANIZATION);
    let backend = Server::start(&mut backend, "backend")?;

    // Both are run, so that one run shows all there is to fix.
    let of_backend = schemathesis.run(OF_BACKEND, &backend, &[]);
    let key = [format!("X-Api-Key: {DEV_KEY}"), format!("X-Org-Id: {DEV_ORGANIZATION}")];
    schemathesis.run(OF_DEV_AGENT, &dev_agent, &key).and(of_backend)
}

struct Schemathesis<'a> {
    root: &'a Path,
    program: PathBuf,
}

impl Schemathesis<'_> {
    /// All checks, by the configuration and hooks of `folder`, which find the server in `SERVER_URL`.
    fn run(&self, folder: &str, server: &Server, headers: &[String]) -> Result<()> {
        let folder = self.root.join(folder);
        // Where it leaves what it notes down.
        let notes = root::target(self.root).join("schemathesis");
        fs::create_dir_all(&notes).with_context(|| format!("cannot create {}", notes.display()))?;
        let mut command = Command::new(&self.program);
        command.arg("--config-file").arg(folder.join("schemathesis.toml"));
        command.arg("run").arg(format!("{}/openapi.json", server.url()));
        command.args(["--checks", "all", "--seed", SEED, "--max-examples", EXAMPLES, "--workers", "1"]);
        command.args(["--generation-database", "none", "--no-color"]);
        headers.iter().for_each(|header| {
            command.arg("--header").arg(header);
        });
        command.env("SERVER_URL", server.url());
        command.current_dir(&notes).env("PYTHONPATH", &folder).env("PYTHONDONTWRITEBYTECODE", "1");
        process::run(&mut command, "Schemathesis")
    }
}
