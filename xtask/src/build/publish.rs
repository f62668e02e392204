//! Writes the bundle to `dist/`, so that whoever reads `bundle.json` finds every file that it lists.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::hash::integrity;
use super::manifest::{File, Manifest};
use super::{Files, Profile, compress};

/// Writes version files, then the loader, then `bundle.json`, then removes older versions.
pub fn publish(
    root: &Path,
    version: &str,
    loader: Vec<u8>,
    files: &Files,
    profile: Profile,
) -> Result<Manifest> {
    let dist = root.join("dist");
    let mut manifest = Manifest { version: version.to_owned(), files: Vec::new() };
    for (name, bytes) in files {
        let path = format!("v/{version}/{name}");
        manifest.files.push(write_with_forms(&dist, path, bytes, profile)?);
    }
    manifest.files.insert(0, write_with_forms(&dist, "chat-widget.js".to_owned(), &loader, profile)?);
    let json = serde_json::to_vec_pretty(&manifest).context("bundle.json")?;
    write(&dist.join("bundle.json"), &json)?;

    for entry in entries(&dist.join("v"))? {
        if entry.file_name() != OsStr::new(version) {
            fs::remove_dir_all(entry.path())
                .with_context(|| format!("cannot remove {}", entry.path().display()))?;
        }
    }
    Ok(manifest)
}

/// Copies the bundle under its public paths into a folder that a static server serves.
pub fn copy_bundle(root: &Path, folder: &Path) -> Result<()> {
    copy(&root.join("dist/chat-widget.js"), &folder.join("chat-widget.js"))?;
    copy_folder(&root.join("dist/v"), &folder.join("v"))
}

fn write_with_forms(dist: &Path, path: String, bytes: &[u8], profile: Profile) -> Result<File> {
    let gzip = compress::gzip(bytes, profile)?;
    let brotli = compress::brotli(bytes, profile)?;
    write(&dist.join(&path), bytes)?;
    write(&dist.join(format!("{path}.gz")), &gzip)?;
    write(&dist.join(format!("{path}.br")), &brotli)?;
    Ok(File { bytes: bytes.len(), gzip: gzip.len(), brotli: brotli.len(), integrity: integrity(bytes), path })
}

/// Leaves a file alone that has these bytes already: what embeds it needn't be compiled again.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

fn copy_folder(source: &Path, target: &Path) -> Result<()> {
    for entry in entries(source)? {
        let target = target.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target)
        } else {
            copy(&entry.path(), &target)
        }?;
    }
    Ok(())
}

fn copy(source: &Path, target: &Path) -> Result<()> {
    write(target, &super::compile::read(source)?)
}

fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect);
    entries.with_context(|| format!("cannot list {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_version_takes_the_place_of_the_old_one() -> Result<()> {
        let root = tempfile::tempdir()?;
        let files = Files::from([("widget.js".to_owned(), b"export {}".to_vec())]);
        let publish =
            |version| publish(root.path(), version, b"loader".to_vec(), &files, Profile::Development);
        publish("1.0.0-aaaaaaaa")?;
        let manifest = publish("1.0.0-bbbbbbbb")?;

        let dist = root.path().join("dist");
        assert!(!dist.join("v/1.0.0-aaaaaaaa").exists());
        let paths: Vec<_> = manifest.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["chat-widget.js", "v/1.0.0-bbbbbbbb/widget.js"]);
        for file in &manifest.files {
            assert_eq!(fs::read(dist.join(&file.path))?.len(), file.bytes);
            assert_eq!(fs::read(dist.join(format!("{}.br", file.path)))?.len(), file.brotli);
            assert_eq!(fs::read(dist.join(format!("{}.gz", file.path)))?.len(), file.gzip);
        }
        let written: Manifest = serde_json::from_slice(&fs::read(dist.join("bundle.json"))?)?;
        assert_eq!(written, manifest);
        Ok(())
    }
}
