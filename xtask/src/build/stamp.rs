//! Remembers what a bundle was made of, so that the next build with the same inputs takes no time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::hash::{integrity, of_sources, sha256_of_parts};
use super::{Manifest, Profile};
use crate::metadata::Metadata;
use crate::{process, root};

/// A hash over everything that the bundle is made of: sources of the widget and of the workspace packages in it,
/// loader, style, lock files, compiler, and this build itself.
pub fn inputs(root: &Path, profile: Profile) -> Result<String> {
    let metadata = Metadata::read(root)?;
    let closure = metadata.closure("chat-widget");
    let mut paths = Vec::new();
    for package in metadata.packages.iter().filter(|package| closure.contains(package.name.as_str())) {
        paths.push(package.manifest_path.clone());
        paths.push(package.manifest_path.with_file_name("src"));
        // A README may be the package's documentation, which its code includes.
        paths.push(package.manifest_path.with_file_name("README.md"));
    }
    let others = [
        "loader",
        "style",
        "xtask/src/build",
        "xtask/src/build.rs",
        "xtask/js/package-lock.json",
        ".cargo",
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
    ];
    paths.extend(others.map(|path| root.join(path)));
    let sources = of_sources(root, paths)?;

    let mut rustc = Command::new("rustc");
    let compiler = process::output(rustc.arg("-vV").current_dir(root), "ask the compiler for its version")?;
    Ok(sha256_of_parts([(profile.cargo(), sources.as_bytes()), ("compiler", compiler.as_bytes())]))
}

/// The bundle in `dist/`, if it was made of these inputs and is complete and untouched.
pub fn unchanged(root: &Path, inputs: &str) -> Option<Manifest> {
    let remembered = fs::read_to_string(stamp(root)).ok()?;
    let json = fs::read(root.join("dist/bundle.json")).ok()?;
    let manifest: Manifest = serde_json::from_slice(&json).ok()?;
    let intact = manifest.files.iter().all(|file| {
        let path = |end| root.join(format!("dist/{}{end}", file.path));
        fs::read(path("")).is_ok_and(|bytes| integrity(&bytes) == file.integrity)
            && fs::metadata(path(".gz")).is_ok_and(|it| it.len() == file.gzip as u64)
            && fs::metadata(path(".br")).is_ok_and(|it| it.len() == file.brotli as u64)
    });
    (intact && remembered == inputs).then_some(manifest)
}

/// Remembers that `dist/` was made of these inputs.
pub fn remember(root: &Path, inputs: &str) -> Result<()> {
    let path = stamp(root);
    fs::write(&path, inputs).with_context(|| format!("cannot write {}", path.display()))
}

fn stamp(root: &Path) -> PathBuf {
    root::target(root).join("bundle.stamp")
}
