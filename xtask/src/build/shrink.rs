//! wasm-opt over every module.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::compile::read;
use super::{Files, Profile};
use crate::process;

/// What the compiler may use beyond WebAssembly 1.0, and nothing newer: these are in all browsers since 2022.
/// Keep in sync with what rustc enables by default for wasm32-unknown-unknown.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What the browser doesn't need of a module.
const STRIP: [&str; 3] = ["--strip-debug", "--strip-producers", "--strip-target-features"];

/// Shrinks the parts and returns them by file name.
pub fn all(root: &Path, work: &Path, parts: &[PathBuf], profile: Profile) -> Result<Files> {
    let shrunk = work.join("shrunk");
    std::fs::create_dir_all(&shrunk).with_context(|| format!("cannot create {}", shrunk.display()))?;
    let mut files = Files::new();
    for part in parts {
        let name = part.file_name().and_then(|name| name.to_str()).context("a module without a name")?;
        let output = shrunk.join(name);
        let mut wasm_opt = Command::new(root.join("xtask/js/node_modules/.bin/wasm-opt"));
        wasm_opt.args(FEATURES).args(STRIP);
        match profile {
            // The stack lies lowest, and its far end is not in use: nothing has an address that small.
            Profile::Release => wasm_opt.args(["--low-memory-unused", "-Oz"]),
            // The relocated modules carry far more code than is used; the rest can wait.
            Profile::Development => wasm_opt.arg("--remove-unused-module-elements"),
        };
        wasm_opt.arg(part).arg("-o").arg(&output);
        process::run(&mut wasm_opt, "wasm-opt")?;
        files.insert(name.to_owned(), read(&output)?);
    }
    Ok(files)
}
