//! `cargo xtask e2e`: the product from the script tag to the answer, in real browsers.

use std::fmt::{self, Display};
use std::path::Path;
use std::process::Command;

use anyhow::{Error, Result, bail};

use crate::binaries::Binaries;
use crate::build::{self, Profile};
use crate::metadata::env_cargo;
use crate::{apt, npm, process, python, root, tools};

/// Run the end-to-end tests in a real browser: all of them in Chromium, one of each mechanism in Firefox and WebKit.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Run only tests whose name contains this; `firefox` and `webkit` are in the names of their tests.
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,
}

/// An engine beside Chromium that can't be run here, and why.
#[derive(Debug)]
pub struct Untested {
    engine: &'static str,
    reason: Error,
}

impl Display for Untested {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "UNTESTED: {}: {:#}", self.engine, self.reason)
    }
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let root = root::root()?;
    apt::ensure(&[apt::CHROMIUM, apt::CHROMIUM_DRIVER])?;
    let (mut command, untested) = command(&root, args.only.as_deref())?;
    let outcome = process::run(&mut command, "end-to-end tests");
    untested.iter().for_each(|engine| eprintln!("    {engine}"));
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
    let untested = without([("firefox", firefox.map(drop)), ("webkit", webkit)]);
    for it in &untested {
        cargo.args(["--skip", &format!("engines::{}::", it.engine)]);
    }
    Ok((cargo, untested))
}

fn without<const N: usize>(engines: [(&'static str, Result<()>); N]) -> Vec<Untested> {
    let missing = |(engine, installed): (&'static str, Result<()>)| {
        installed.err().map(|reason| Untested { engine, reason })
    };
    engines.into_iter().filter_map(missing).collect()
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn an_engine_that_can_not_be_installed_is_named_with_the_reason() {
        let untested = without([("firefox", Err(anyhow!("there is no apt-get"))), ("webkit", Ok(()))]);
        let said: Vec<String> = untested.iter().map(ToString::to_string).collect();
        assert_eq!(said, ["UNTESTED: firefox: there is no apt-get"]);
    }
}
