//! `cargo xtask e2e`: the product from the script tag to the answer, in a real browser.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::binaries::Binaries;
use crate::build::{self, Profile};
use crate::metadata::env_cargo;
use crate::{apt, npm, process, python, root};

/// Run the end-to-end tests in a real browser.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Run only tests whose name contains this.
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,

    /// The browser to drive.
    #[arg(long, value_enum, default_value_t = Browser::Chromium)]
    browser: Browser,
}

/// A browser that the tests can drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Browser {
    /// Chromium, by chromedriver.
    Chromium,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let root = root::root()?;
    apt::ensure(&[apt::CHROMIUM, apt::CHROMIUM_DRIVER])?;
    process::run(&mut command(&root, args.browser, args.only.as_deref())?, "end-to-end tests")
}

/// Whether there are such tests.
pub fn exists(root: &Path) -> bool {
    root.join("tests/e2e/main.rs").exists()
}

/// Builds all that the tests start, and returns the command that runs them.
pub fn command(root: &Path, browser: Browser, only: Option<&str>) -> Result<Command> {
    if !exists(root) {
        bail!("there is no tests/e2e/main.rs");
    }
    npm::install(&root.join("tests/js"))?;
    let python = python::ensure(&root.join("tests/python/requirements.txt"))?;
    build::bundle(root, Profile::Release)?;
    let binaries = Binaries::build(root)?;
    let mut cargo = Command::new(env_cargo());
    cargo.args(["test", "--package", "chat-widget", "--test", "e2e", "--features", "e2e"]).current_dir(root);
    if let Some(filter) = only {
        cargo.args(["--", filter]);
    }
    cargo.env("CHAT_BACKEND_BIN", binaries.backend).env("DEV_AGENT_BIN", binaries.dev_agent);
    cargo.env("AG_UI_PYTHON", python);
    cargo.env("AXE_PATH", root.join("tests/js/node_modules/axe-core/axe.min.js"));
    cargo.env(
        "E2E_BROWSER",
        match browser {
            Browser::Chromium => "chromium",
        },
    );
    Ok(cargo)
}
