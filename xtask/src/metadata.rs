//! The workspace as cargo sees it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::process;

/// What `cargo metadata --no-deps` says: the packages of the workspace and what they name as dependencies.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    /// The packages of the workspace.
    pub packages: Vec<Package>,
}

/// One package of the workspace.
#[derive(Debug, Deserialize)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its `Cargo.toml`.
    pub manifest_path: PathBuf,
    /// What it depends on, from this workspace or not, of every kind.
    pub dependencies: Vec<Dependency>,
}

/// One line under a `[dependencies]` heading.
#[derive(Debug, Clone, Deserialize)]
pub struct Dependency {
    /// The package's name.
    pub name: String,
    /// `dev`, `build`, or nothing for a normal one.
    pub kind: Option<String>,
}

impl Metadata {
    /// Reads it; needs no network.
    pub fn read(root: &Path) -> Result<Self> {
        let mut cargo = Command::new(env_cargo());
        cargo.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(root);
        let json = process::output(&mut cargo, "read the workspace")?;
        serde_json::from_str(&json).context("`cargo metadata` answers in an unknown shape")
    }

    /// The package and all workspace packages that end up in its artifact.
    pub fn closure(&self, name: &str) -> BTreeSet<&str> {
        let packages: BTreeMap<&str, &Package> =
            self.packages.iter().map(|it| (it.name.as_str(), it)).collect();
        let mut found = BTreeSet::new();
        let mut open = vec![name];
        while let Some(package) = open.pop().and_then(|name| packages.get(name)) {
            if found.insert(package.name.as_str()) {
                let built = package.dependencies.iter().filter(|it| it.kind.as_deref() != Some("dev"));
                open.extend(built.map(|it| it.name.as_str()).filter(|name| packages.contains_key(name)));
            }
        }
        found
    }
}

/// The cargo that runs us.
pub fn env_cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
