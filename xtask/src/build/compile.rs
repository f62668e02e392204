//! Rust to one WebAssembly module, the same bytes from every folder.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail};

use super::{Files, Profile};
use crate::metadata::env_cargo;
use crate::{process, root};

/// The target of all browser code.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Functions are put into their callers only where that makes the module smaller.
const SMALL: &str = "-Cllvm-args=-inline-threshold=0";

/// Compiles the root package and returns the module's path. It keeps symbols and relocations: the splitter needs
/// both.
pub fn widget(root: &Path, profile: Profile) -> Result<PathBuf> {
    let mut flags = vec!["-Clink-arg=--emit-relocs".to_owned()];
    if profile == Profile::Release {
        flags.push(SMALL.to_owned());
    }
    flags.extend(machine_paths(root).iter().map(|(path, name)| format!("--remap-path-prefix={path}={name}")));
    let mut cargo = Command::new(env_cargo());
    cargo.args([
        "rustc",
        "--package",
        "chat-widget",
        "--lib",
        "--crate-type",
        "cdylib",
        "--features",
        "split",
    ]);
    cargo.args(["--profile", profile.cargo(), "--target", TARGET]);
    // The flags hold for dependencies too: their panic messages carry paths as well. This variable takes
    // precedence over every other source of flags, so the bundle doesn't depend on the shell it is built in.
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")).current_dir(root);
    process::run(&mut cargo, "compile the widget")?;
    Ok(root::target(root).join(TARGET).join(profile.cargo()).join("chat_widget.wasm"))
}

/// Paths of this machine that rustc would write into the module, and what it writes instead. The last match wins,
/// so the more special paths come last.
fn machine_paths(root: &Path) -> Vec<(String, &'static str)> {
    let home = env::home_dir().unwrap_or_default();
    let folder =
        |variable, default: &str| env::var_os(variable).map_or_else(|| home.join(default), PathBuf::from);
    let candidates = [
        (home.clone(), "/home"),
        (folder("RUSTUP_HOME", ".rustup"), "/rustup"),
        (folder("CARGO_HOME", ".cargo"), "/cargo"),
        (root::target(root), "/target"),
        (root.to_owned(), "/chat"),
    ];
    let paths = candidates.into_iter().map(|(path, name)| (path.to_string_lossy().into_owned(), name));
    paths.filter(|(path, _)| path.len() > 1).collect()
}

/// Fails if a path of this machine is anywhere in the files.
pub fn forbid_machine_paths(root: &Path, files: &Files) -> Result<()> {
    for (path, _) in machine_paths(root) {
        for (name, bytes) in files {
            if bytes.windows(path.len()).any(|window| window == path.as_bytes()) {
                bail!(
                    "{name} contains the path {path}: add what wrote it to the remapped paths of the build"
                );
            }
        }
    }
    Ok(())
}

/// Reads a file of the build; the error names it.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Reads a script or style of the build; the error names it.
pub fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_machine_in_a_module_fails_the_build() {
        let root = Path::new("/somewhere/the checkout");
        let check = |bytes: &str, clean: bool| {
            let files = Files::from([("widget_bg.wasm".to_owned(), bytes.as_bytes().to_vec())]);
            assert_eq!(forbid_machine_paths(root, &files).is_ok(), clean, "{bytes}");
        };
        check("panicked at /chat/src/lib.rs", true);
        check("panicked at /somewhere/the checkout/src/lib.rs", false);
    }
}
