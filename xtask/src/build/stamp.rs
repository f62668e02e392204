//! Remembers what a bundle was made of, so that the next build with the same inputs takes no time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::hash::{sha256_of_parts, sha384};
use super::{Manifest, Profile};
use crate::metadata::Metadata;
use crate::{process, root};

/// A hash over everything that the bundle is made of: sources of the widget and of the workspace packages in it,
/// loader, style, lock files, compiler, and this build itself.
pub fn inputs(root: &Path, profile: Profile) -> Result<String> {
    let metadata = Metadata::read(root)?;
    let closure = metadata.closure("chat-widget");
    let mut files = Vec::new();
    for package in metadata.packages.iter().filter(|package| closure.contains(package.name.as_str())) {
        files.push(package.manifest_path.clone());
        if let Some(folder) = package.manifest_path.parent() {
            collect(&folder.join("src"), &mut files)?;
        }
    }
    for folder in ["loader", "style", "xtask/src/build", ".cargo"] {
        collect(&root.join(folder), &mut files)?;
    }
    for file in [
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        "xtask/src/build.rs",
        "xtask/js/package-lock.json",
    ] {
        files.push(root.join(file));
    }
    files.sort();
    files.dedup();

    let mut rustc = Command::new("rustc");
    let compiler = process::output(rustc.arg("-vV").current_dir(root), "ask the compiler for its version")?;
    let mut parts = vec![("compiler".to_owned(), compiler.into_bytes())];
    parts.push(("profile".to_owned(), profile.cargo().into()));
    for path in files.into_iter().filter(|path| path.is_file()) {
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        parts.push((name, super::compile::read(&path)?));
    }
    Ok(sha256_of_parts(parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))))
}

/// The bundle in `dist/`, if it was made of these inputs and is complete and untouched.
pub fn unchanged(root: &Path, inputs: &str) -> Option<Manifest> {
    let remembered = fs::read_to_string(stamp(root)).ok()?;
    let json = fs::read(root.join("dist/bundle.json")).ok()?;
    let manifest: Manifest = serde_json::from_slice(&json).ok()?;
    let intact = manifest.files.iter().all(|file| {
        let path = |end| root.join(format!("dist/{}{end}", file.path));
        fs::read(path("")).is_ok_and(|bytes| sha384(&bytes) == file.integrity)
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

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
        if path.is_dir() { collect(&path, files)? } else { files.push(path) }
    }
    Ok(())
}
