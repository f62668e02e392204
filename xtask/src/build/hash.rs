//! Hashes as browsers and people write them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Subresource integrity by SHA-256: `sha256-<base64>`. Longer hashes say no more here, and every visitor would load
/// their bytes, which nothing compresses.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}

/// SHA-256 over named byte strings, in lower-case hex. A byte that moves from one string, or from a name, to the
/// next changes the hash.
pub fn sha256_of_parts<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut hasher = Sha256::new();
    for (name, bytes) in parts {
        for field in [name.as_bytes(), bytes] {
            hasher.update((field.len() as u64).to_le_bytes());
            hasher.update(field);
        }
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 over files, and over all files below folders, with their paths from `root`; what doesn't exist counts
/// nothing.
pub fn of_sources(root: &Path, paths: impl IntoIterator<Item = PathBuf>) -> Result<String> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files)?;
    }
    files.sort();
    files.dedup();
    let mut parts = Vec::new();
    for path in files {
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        parts.push((path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned(), bytes));
    }
    Ok(sha256_of_parts(parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))))
}

fn collect(path: PathBuf, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path);
    } else if path.is_dir() {
        let entries = fs::read_dir(&path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        for entry in entries.with_context(|| format!("cannot list {}", path.display()))? {
            collect(entry.path(), files)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrity_is_what_browsers_expect() {
        let expected = "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=";
        assert_eq!(integrity(b"alert('Hello, world.');"), expected);
    }

    #[test]
    fn a_byte_that_moves_between_parts_changes_the_hash() {
        let hash = |a: &[u8], b: &[u8]| sha256_of_parts([("a", a), ("b", b)]);
        assert_ne!(hash(b"xy", b"z"), hash(b"x", b"yz"));
        assert_eq!(hash(b"xy", b"z"), hash(b"xy", b"z"));
    }

    #[test]
    fn sources_hash_by_name_and_content_wherever_they_are() -> Result<()> {
        let hash = |name: &str, text: &str| {
            let root = tempfile::tempdir()?;
            fs::create_dir(root.path().join("src"))?;
            fs::write(root.path().join("src").join(name), text)?;
            of_sources(root.path(), [root.path().join("src"), root.path().join("absent")])
        };
        assert_eq!(hash("a.rs", "x")?, hash("a.rs", "x")?);
        assert_ne!(hash("a.rs", "x")?, hash("a.rs", "y")?);
        assert_ne!(hash("a.rs", "x")?, hash("b.rs", "x")?);
        Ok(())
    }
}
