//! wasm-opt over every module.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::compile::read;
use super::names::Names;
use super::split::MAIN_MODULE;
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

/// The optimiser finds more in control flow that it has taken apart and put together anew, and most in two rounds. What
/// helps the compression are functions that are not put into their one caller when they are large, and that stand
/// beside others of the same kind.
const PASSES: [&str; 7] = [
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--one-caller-inline-max-function-size",
    "100",
    "--reorder-functions-by-name",
];

/// What the browser doesn't need of a module.
const STRIP: [&str; 3] = ["--strip-debug", "--strip-producers", "--strip-target-features"];

/// Shrinks the parts and returns them by file name, and what the main module's names are now.
pub fn all(root: &Path, work: &Path, parts: &[PathBuf], profile: Profile) -> Result<(Files, Names)> {
    let shrunk = work.join("shrunk");
    std::fs::create_dir_all(&shrunk).with_context(|| format!("cannot create {}", shrunk.display()))?;
    let mut files = Files::new();
    let mut names = None;
    for part in parts {
        let name = part.file_name().and_then(|name| name.to_str()).context("a module without a name")?;
        let output = shrunk.join(name);
        let mut wasm_opt = Command::new(root.join("xtask/js/node_modules/.bin/wasm-opt"));
        wasm_opt.args(FEATURES);
        match profile {
            // The stack lies lowest, and its far end is not in use: nothing has an address that small.
            Profile::Release => wasm_opt.arg("--low-memory-unused").args(PASSES),
            // The relocated modules carry far more code than is used; the rest can wait.
            Profile::Development => wasm_opt.arg("--remove-unused-module-elements"),
        };
        wasm_opt.args(STRIP);
        // Chunks import from the main module what the splitter has named.
        let is_main = name == MAIN_MODULE;
        if is_main {
            wasm_opt.arg("--minify-imports-and-exports-and-modules");
        }
        wasm_opt.arg(part).arg("-o").arg(&output);
        let printed = process::output(&mut wasm_opt, "wasm-opt")?;
        if is_main {
            names = Some(Names::parse(&printed)?);
        }
        files.insert(name.to_owned(), read(&output)?);
    }
    Ok((files, names.context("the parts have no main module")?))
}
