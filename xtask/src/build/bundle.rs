//! esbuild: scripts into one module, styles into one sheet, the loader into a few bytes.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::Profile;
use super::compile::text;
use super::split::GLUE_FILE;
use crate::process;

/// The oldest JavaScript and CSS that the bundle may ask for: browsers of 2022, which all have the features of
/// the modules.
const TARGET: &str = "--target=es2022";

/// The loader's source, and the identifier in it that the build replaces.
const LOADER: &str = "loader/chat-widget.js";
const CONSTANT: &str = "__BUNDLE__";

/// Glue and link file as one module. Addresses of chunks stay relative to the module.
pub fn script(root: &Path, work: &Path, profile: Profile) -> Result<String> {
    let entry = work.join("entry.js");
    let output = work.join("script.js");
    // Only what the loader calls, so that esbuild may drop and rename the rest.
    let exports = format!("export {{ default, mount }} from \"./{GLUE_FILE}\";\n");
    fs::write(&entry, exports).with_context(|| format!("cannot write {}", entry.display()))?;
    let mut esbuild = esbuild(root, profile);
    esbuild.arg(&entry).args(["--bundle", "--format=esm", TARGET]).arg(outfile(&output));
    process::run(&mut esbuild, "bundle the glue")?;
    let script = text(&output)?;
    ensure!(
        script.contains("import.meta.url") || !text(&work.join(super::split::LINK_FILE))?.contains("fetch("),
        "widget.js lost import.meta.url: its chunks would load from the host page's address"
    );
    Ok(script)
}

/// The style sheet `style/<name>` with all that it imports.
pub fn style(root: &Path, name: &str, profile: Profile) -> Result<String> {
    let output = crate::root::target(root).join("bundle").join(name);
    let mut esbuild = esbuild(root, profile);
    esbuild.arg(root.join("style").join(name)).args(["--bundle", TARGET]).arg(outfile(&output));
    process::run(&mut esbuild, "bundle the style")?;
    text(&output)
}

/// The loader with `constant` (JSON) in place of `__BUNDLE__` and its style in place of `__STYLE__`. Always
/// minified: what is tested is what ships.
pub fn loader(root: &Path, constant: &str) -> Result<String> {
    let source = root.join(LOADER);
    let code = text(&source)?;
    ensure!(
        code.contains(CONSTANT),
        "{LOADER} does not use {CONSTANT}, so it can't know which files to load"
    );
    let style = serde_json::to_string(style(root, "loader.css", Profile::Release)?.trim())?;
    let output = crate::root::target(root).join("bundle/chat-widget.js");
    let mut esbuild = esbuild(root, Profile::Release);
    esbuild.arg(source).args(["--bundle", "--format=iife", TARGET, "--legal-comments=none"]);
    esbuild.arg(format!("--define:{CONSTANT}={constant}"));
    esbuild.arg(format!("--define:__STYLE__={style}")).arg(outfile(&output));
    process::run(&mut esbuild, "minify the loader")?;
    text(&output)
}

fn esbuild(root: &Path, profile: Profile) -> Command {
    let mut esbuild = Command::new(root.join("xtask/js/node_modules/.bin/esbuild"));
    esbuild.args(["--log-level=warning", "--charset=utf8"]).current_dir(root);
    if profile == Profile::Release {
        esbuild.arg("--minify");
    }
    esbuild
}

fn outfile(path: &Path) -> std::ffi::OsString {
    let mut argument = std::ffi::OsString::from("--outfile=");
    argument.push(path);
    argument
}
