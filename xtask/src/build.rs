//! `cargo xtask build`: the widget's bundle in `dist/`.
//!
//! In order: [`compile`] makes one WebAssembly module, [`traps`] takes its panics out, [`split`] takes it apart,
//! [`garbage`] lets the page decide when memory is freed, [`shrink`] runs wasm-opt over the parts, [`names`] tells the
//! scripts the short names that it gave, [`link`] pins each part's hash, [`bundle`] lets esbuild join the scripts and
//! styles, [`sinks`] checks what came out, [`publish`] writes it to `dist/` with its compressed forms. [`stamp`] skips
//! all of that while the inputs are the same.

pub mod hash;

mod bundle;
mod compile;
mod compress;
mod exports;
mod garbage;
mod link;
mod manifest;
mod names;
mod publish;
mod shrink;
mod sinks;
mod split;
mod stamp;
mod traps;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};

pub use compile::TARGET;
#[cfg(test)]
pub use manifest::File;
pub use manifest::Manifest;

use crate::{npm, progress, root, tools};

/// Build the widget's bundle into dist/.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Build the same bundle in seconds instead of minutes: larger, hardly optimised, for development only.
    #[arg(long)]
    dev_profile: bool,

    /// Copy the bundle to this folder as well; Trunk's hook does, and Trunk copies the page's own files.
    #[arg(long, value_name = "DIR", env = "TRUNK_STAGING_DIR")]
    copy_to: Option<PathBuf>,
}

/// How much work goes into the bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// What visitors download.
    Release,
    /// Quick to make.
    Development,
}

impl Profile {
    /// The cargo profile, as in the root `Cargo.toml`.
    fn cargo(self) -> &'static str {
        match self {
            Self::Release => "widget",
            Self::Development => "widget-dev",
        }
    }
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let root = root::root()?;
    let profile = if args.dev_profile { Profile::Development } else { Profile::Release };
    bundle(&root, profile)?;
    match &args.copy_to {
        Some(folder) => publish::copy_bundle(&root, folder),
        None => Ok(()),
    }
}

/// Brings `dist/` up to date.
pub fn bundle(root: &Path, profile: Profile) -> Result<Manifest> {
    let start = Instant::now();
    let _lock = lock(root)?;
    let inputs = stamp::inputs(root, profile)?;
    if let Some(manifest) = stamp::unchanged(root, &inputs) {
        eprintln!("==> bundle {} is up to date", manifest.version);
        return Ok(manifest);
    }
    tools::ensure_wasm_target()?;
    npm::install(&root.join("xtask/js"))?;

    let module = progress::step("compile the widget", || compile::widget(root, profile))?;
    let work = root::target(root).join("bundle");
    if work.exists() {
        fs::remove_dir_all(&work).with_context(|| format!("cannot empty {}", work.display()))?;
    }
    fs::create_dir_all(&work).with_context(|| format!("cannot create {}", work.display()))?;
    let parts = progress::step("split it and make its glue", || split::split(&module, &work))?;
    let (mut files, names) =
        progress::step("shrink it with wasm-opt", || shrink::all(root, &work, &parts, profile))?;
    compile::forbid_machine_paths(root, &files)?;

    names.teach(&work)?;
    link::pin_chunks(&work.join(split::LINK_FILE), &files)?;
    let script = bundle::script(root, &work, profile)?;
    sinks::forbid("widget.js", &script)?;
    files.insert("widget.js".to_owned(), script.into_bytes());
    files.insert("widget.css".to_owned(), bundle::style(root, "widget.css", profile)?.into_bytes());

    let version = manifest::version(&files);
    let loader = bundle::loader(root, &manifest::loader_constant(&version, &files))?;
    sinks::forbid("chat-widget.js", &loader)?;
    let manifest = progress::step("compress and write dist/", || {
        publish::publish(root, &version, loader.into_bytes(), &files, profile)
    })?;
    stamp::remember(root, &inputs)?;
    eprintln!("==> bundle {version} built in {}", progress::elapsed(start.elapsed()));
    Ok(manifest)
}

/// Waits until no other build of this checkout is at work; the lock ends with the returned file.
fn lock(root: &Path) -> Result<fs::File> {
    let target = root::target(root);
    fs::create_dir_all(&target).with_context(|| format!("cannot create {}", target.display()))?;
    let path = target.join("bundle.lock");
    let file = fs::File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
    if file.try_lock().is_err() {
        eprintln!("==> another build of the bundle is at work: waiting for it");
        file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    }
    Ok(file)
}

/// The files of one version, by name.
type Files = BTreeMap<String, Vec<u8>>;
