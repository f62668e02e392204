//! Developer tools that cargo can install: pinned here, kept outside the repository, shared by all checkouts.
//!
//! Versions of npm tools are in `xtask/js/package.json` and `tests/js/package.json`, those of Python packages in the
//! `requirements.txt` beside what uses them.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::metadata::env_cargo;
use crate::{process, progress};

/// A command that `cargo install` provides.
#[derive(Debug, Clone, Copy)]
pub struct Tool {
    /// The package.
    pub package: &'static str,
    /// Its exact version.
    pub version: &'static str,
    /// The command.
    pub command: &'static str,
    /// Whether the versions in its own lock file are used.
    locked: bool,
}

/// Runs tests in a browser for wasm-pack.
/// Keep the version in sync with `wasm-bindgen` in the root `Cargo.toml` and in `xtask/Cargo.toml`.
pub const WASM_BINDGEN: Tool =
    // Its lock file names a yanked package.
    Tool { package: "wasm-bindgen-cli", version: "0.2.130", command: "wasm-bindgen", locked: false };

/// Runs the widget's unit tests in a browser.
pub const WASM_PACK: Tool =
    Tool { package: "wasm-pack", version: "0.15.1", command: "wasm-pack", locked: true };

/// Drives Firefox for the end-to-end tests. Debian has no package of it.
pub const GECKODRIVER: Tool =
    Tool { package: "geckodriver", version: "0.37.1", command: "geckodriver", locked: true };

/// Serves the preview page with live reload. Versions from 0.22 on need a newer compiler than ours.
pub const TRUNK: Tool = Tool { package: "trunk", version: "0.21.14", command: "trunk", locked: true };

impl Tool {
    /// The folder with the command, after installing it there if need be. The same version on PATH will do.
    pub fn ensure(&self) -> Result<PathBuf> {
        if let Some(folder) = self.on_path() {
            return Ok(folder);
        }
        let home = cache()?.join(format!("{}-{}", self.package, self.version));
        let folder = home.join("bin");
        if folder.join(self.command).exists() {
            return Ok(folder);
        }
        progress::step(
            &format!("install {} {} into {}", self.package, self.version, home.display()),
            || {
                let mut cargo = Command::new(env_cargo());
                // Unoptimised: it compiles in a third of the time, and runs fast enough.
                cargo
                    .args(["install", "--debug", self.package, "--version", self.version, "--root"])
                    .arg(&home);
                if self.locked {
                    cargo.arg("--locked");
                }
                process::run(&mut cargo, self.package)
            },
        )?;
        Ok(folder)
    }

    /// The folder on PATH that has exactly this version.
    fn on_path(&self) -> Option<PathBuf> {
        let folder = find_on_path(self.command)?;
        let output = Command::new(folder.join(self.command)).arg("--version").output().ok()?;
        let answer = String::from_utf8_lossy(&output.stdout).into_owned();
        answer.split_whitespace().any(|word| word == self.version).then_some(folder)
    }
}

/// The folder on PATH that holds `command`.
pub fn find_on_path(command: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).find(|folder| folder.join(command).is_file())
}

/// PATH with these folders first.
pub fn path_with(folders: impl IntoIterator<Item = PathBuf>) -> Result<OsString> {
    let old = env::var_os("PATH").unwrap_or_default();
    let all: Vec<PathBuf> = folders.into_iter().chain(env::split_paths(&old)).collect();
    env::join_paths(all).context("a tool's folder can't be on PATH: its name has a colon")
}

/// Adds the compiler's target for browsers if it is missing.
pub fn ensure_wasm_target() -> Result<()> {
    let target = crate::build::TARGET;
    let mut rustc = Command::new("rustc");
    let library =
        process::output(rustc.args(["--print", "target-libdir", "--target", target]), "ask for the target")?;
    if PathBuf::from(library.trim()).exists() {
        return Ok(());
    }
    ensure!(
        find_on_path("rustup").is_some(),
        "the compiler lacks the target {target}, and there is no rustup to add it: install rustup, or the target's \
         standard library with your system's packages"
    );
    progress::step(&format!("add the compiler target {target}"), || {
        process::run(Command::new("rustup").args(["target", "add", target]), "rustup")
    })
}

/// Adds a part of the toolchain that rustup's minimal profile leaves out.
pub fn ensure_component(name: &'static str) -> Result<()> {
    let command = if name == "clippy" { "cargo-clippy" } else { name };
    if Command::new(command).arg("--version").output().is_ok_and(|output| output.status.success()) {
        return Ok(());
    }
    progress::step(&format!("add the toolchain component {name}"), || {
        process::run(Command::new("rustup").args(["component", "add", name]), "rustup")
    })
}

/// Where tools are kept.
pub fn cache() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("SIESTA_CHAT_TOOLS") {
        return std::path::absolute(folder).context("SIESTA_CHAT_TOOLS is no path");
    }
    let base = match env::var_os("XDG_CACHE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => env::home_dir()
            .context("no home folder: set SIESTA_CHAT_TOOLS to a folder for tools")?
            .join(".cache"),
    };
    Ok(base.join("siesta-chat/tools"))
}
