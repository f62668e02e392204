//! `dist/bundle.json` and the loader's constant: what belongs to the bundle.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Files;
use super::hash::{integrity, sha256_of_parts};

/// `dist/bundle.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Package version and a hash of the bundle, as in `/v/<version>/`.
    pub version: String,
    /// Every file, the loader first.
    pub files: Vec<File>,
}

/// One file of the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Path below `dist/`.
    pub path: String,
    /// Size in bytes.
    pub bytes: usize,
    /// Size of `<path>.gz` in bytes.
    pub gzip: usize,
    /// Size of `<path>.br` in bytes.
    pub brotli: usize,
    /// Subresource integrity of the uncompressed file.
    pub integrity: String,
}

/// The version that these files make: any changed byte or name makes another one.
pub fn version(files: &Files) -> String {
    let hash = sha256_of_parts(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
    format!("{}-{}", env!("CARGO_PKG_VERSION"), &hash[..8])
}

/// What the loader has to know, as JSON: the version and the hashes of the files that it fetches itself. Chunks
/// are pinned in `widget.js`.
pub fn loader_constant(version: &str, files: &Files) -> String {
    let fetched = ["widget.js", "widget_bg.wasm", "widget.css"];
    let files: BTreeMap<&str, String> =
        fetched.into_iter().filter_map(|name| Some((name, integrity(files.get(name)?)))).collect();
    serde_json::json!({ "version": version, "files": files }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(script: &str) -> Files {
        Files::from([
            ("widget.js".to_owned(), script.as_bytes().to_vec()),
            ("history.wasm".to_owned(), b"\0asm".to_vec()),
        ])
    }

    #[test]
    fn the_version_follows_the_content() {
        let version = |script| version(&files(script));
        assert_eq!(version("a"), version("a"));
        assert_ne!(version("a"), version("b"));
        let (package, hash) =
            version("a").split_once('-').map(|(a, b)| (a.to_owned(), b.len())).unwrap_or_default();
        assert_eq!((package.as_str(), hash), (env!("CARGO_PKG_VERSION"), 8));
    }

    #[test]
    fn a_renamed_file_makes_another_version() {
        let mut renamed = files("a");
        let chunk = renamed.remove("history.wasm").unwrap_or_default();
        renamed.insert("voice.wasm".to_owned(), chunk);
        assert_ne!(version(&renamed), version(&files("a")));
    }

    #[test]
    fn the_loader_pins_what_it_fetches_and_nothing_else() {
        let constant = loader_constant("1.2.3-00000000", &files("a"));
        let expected =
            format!(r#"{{"files":{{"widget.js":"{}"}},"version":"1.2.3-00000000"}}"#, integrity(b"a"));
        assert_eq!(constant, expected);
    }
}
