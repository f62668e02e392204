//! Pins the hash of each chunk in the script that fetches it.
//!
//! The link file fetches a chunk as `fetch(new URL("./name.wasm", import.meta.url))`. A second argument with the
//! chunk's integrity makes the browser refuse any other bytes. Bytes that came damaged may sit in the browser's
//! cache for good, so a failed fetch goes around it once. A failure is told to whoever wanted the chunk; the page's
//! console is not ours to write to.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::Files;
use super::hash::integrity;

/// What stands before a chunk's name, and after it.
const BEFORE: &str = "fetch(new URL(\"./";
const AFTER: &str = "\", import.meta.url)";
/// How the link file reports a chunk that can't be loaded.
const LOG: &str = "console.error(e);";

/// Rewrites the link file at `path`; the chunks are among `files`.
pub fn pin_chunks(path: &Path, files: &Files) -> Result<()> {
    let script = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let hashes = files.iter().map(|(name, bytes)| (name.as_str(), integrity(bytes))).collect();
    let script = patch(&script.replace(LOG, ""), &hashes)?;
    fs::write(path, script).with_context(|| format!("cannot write {}", path.display()))
}

/// Adds the hash to every fetch. A fetch that doesn't name a known file is an error, so that a new shape of the link
/// file is noticed and no chunk loads unchecked; so is a message to the console.
fn patch(script: &str, hashes: &BTreeMap<&str, String>) -> Result<String> {
    if let Some(line) = script.lines().find(|line| line.contains("console")) {
        bail!("the link file writes to the console in an unknown way: {line}");
    }
    let mut patched = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(position) = rest.find("fetch(") {
        let (before, fetch) = rest.split_at(position);
        let Some((name, after)) = fetch.strip_prefix(BEFORE).and_then(|it| it.split_once(AFTER)) else {
            bail!("the link file fetches in an unknown way: {}", fetch.lines().next().unwrap_or_default());
        };
        let Some(hash) = hashes.get(name) else {
            bail!("the link file fetches {name}, which is no part of the bundle");
        };
        patched.push_str(before);
        let fetch =
            |cache: &str| format!("{BEFORE}{name}{AFTER}, {{ integrity: \"{hash}\", cache: \"{cache}\" }})");
        patched.push_str(&format!("{}.catch(() => {}", fetch("default"), fetch("reload")));
        rest = after;
    }
    patched.push_str(rest);
    Ok(patched)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes() -> BTreeMap<&'static str, String> {
        BTreeMap::from([("history.wasm", "sha256-AAAA".to_owned()), ("voice.wasm", "sha256-BBBB".to_owned())])
    }

    #[test]
    fn every_fetch_gets_its_own_hash() -> Result<()> {
        let script = r#"const a = () => fetch(new URL("./history.wasm", import.meta.url));
const b = () => fetch(new URL("./voice.wasm", import.meta.url));"#;
        let expected = r#"const a = () => fetch(new URL("./history.wasm", import.meta.url), { integrity: "sha256-AAAA", cache: "default" }).catch(() => fetch(new URL("./history.wasm", import.meta.url), { integrity: "sha256-AAAA", cache: "reload" }));
const b = () => fetch(new URL("./voice.wasm", import.meta.url), { integrity: "sha256-BBBB", cache: "default" }).catch(() => fetch(new URL("./voice.wasm", import.meta.url), { integrity: "sha256-BBBB", cache: "reload" }));"#;
        assert_eq!(patch(script, &hashes())?, expected);
        Ok(())
    }

    #[test]
    fn a_fetch_that_cannot_be_pinned_fails_the_build() {
        let check = |script: &str| assert!(patch(script, &hashes()).is_err(), "{script}");
        check(r#"fetch(new URL("./unknown.wasm", import.meta.url))"#);
        check("fetch(url)");
        check("fetch('./history.wasm')");
        check("console.warn(e)");
    }

    #[test]
    fn a_link_file_without_chunks_stays_as_it_is() -> Result<()> {
        assert_eq!(patch("export {};\n", &hashes())?, "export {};\n");
        Ok(())
    }
}
