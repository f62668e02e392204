//! `cargo xtask e2e`: the product from the script tag to the answer, in real browsers.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::binaries::Binaries;
use crate::build::{self, Profile};
use crate::metadata::env_cargo;
use crate::untested::Untested;
use crate::{apt, npm, process, python, root, tools};

/// Run the end-to-end tests in a real browser: all of them in Chromium, one of each mechanism in Firefox and WebKit.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Run only tests whose name contains this; `firefox` and `webkit` are in the names of their tests.
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let root = root::root()?;
    apt::ensure(&[apt::CHROMIUM, apt::CHROMIUM_DRIVER])?;
    let (mut command, untested) = command(&root, args.only.as_deref())?;
    let outcome = process::run(&mut command, "end-to-end tests");
    Untested::report(&untested);
    outcome
}

/// Whether there are such tests.
pub fn exists(root: &Path) -> bool {
    root.join("tests/e2e/main.rs").exists()
}

/// Builds all that the tests start; returns the command that runs them, and the engines that it leaves out because
/// they could not be installed.
pub fn command(root: &Path, only: Option<&str>) -> Result<(Command, Vec<Untested>)> {
    if !exists(root) {
        bail!("there is no tests/e2e/main.rs");
    }
    npm::install(&root.join("tests/js"))?;
    let python = python::ensure(&root.join("tests/python/requirements.txt"))?;
    build::bundle(root, Profile::Release)?;
    let binaries = Binaries::build(root)?;
    let firefox = apt::ensure(&[apt::FIREFOX]).and_then(|()| tools::GECKODRIVER.ensure());
    let webkit = apt::ensure(&[apt::WEBKIT, apt::DISPLAY]);
    let mut cargo = Command::new(env_cargo());
    cargo.args(["test", "--package", "chat-widget", "--test", "e2e", "--features", "e2e"]).current_dir(root);
    cargo.arg("--").args(only);
    cargo.env("CHAT_BACKEND_BIN", binaries.backend).env("DEV_AGENT_BIN", binaries.dev_agent);
    cargo.env("AG_UI_PYTHON", python);
    cargo.env("AXE_PATH", root.join("tests/js/node_modules/axe-core/axe.min.js"));
    if let Ok(folder) = &firefox {
        cargo.env("GECKODRIVER_BIN", folder.join(tools::GECKODRIVER.command));
    }
    let engines = [("firefox", firefox.map(drop)), ("webkit", webkit)];
    let missing = |(name, installed)| Untested::unless(installed, name, format!("engines::{name}::"));
    let untested: Vec<_> = engines.into_iter().filter_map(missing).collect();
    Untested::skip(&untested, &mut cargo);
    Ok((cargo, untested))
}
