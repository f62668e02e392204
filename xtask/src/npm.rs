//! npm packages of a folder with a lock file.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::build::hash::integrity;
use crate::{process, progress};

/// Installs exactly what the folder's `package-lock.json` says, unless that is there already.
pub fn install(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted = integrity(&fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?);
    let stamp = folder.join("node_modules/.installed-from");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    progress::step(&format!("install the npm packages of {}", folder.display()), || {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(folder);
        // npm's own words go where all progress goes: standard output belongs to the commands' results.
        npm.stdout(std::io::stderr());
        process::run(&mut npm, "npm packages")
            .context("needs Node 20 or newer with npm, and the npm registry")
    })?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}
