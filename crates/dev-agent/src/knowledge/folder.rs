//! Finds out what changed in the folder since it was last read. There is no watcher: looking at
//! sizes and times before each search is cheap, and can't miss an event.

use super::markdown_sections::{Page, parse};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Larger files are left out, in bytes.
const FILE_MAX: u64 = 2 * 1024 * 1024;
/// File times are coarse: a file written this shortly before it was read may be written again
/// without a change in time or size, so it is read once more.
const SETTLED: Duration = Duration::from_secs(2);

/// What tells that a file is still the one that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    size: u64,
    modified: Option<SystemTime>,
    /// False where the same size and time prove nothing.
    settled: bool,
}

impl Fingerprint {
    fn of(metadata: &Metadata, now: SystemTime) -> Self {
        let modified = metadata.modified().ok();
        let age = modified.and_then(|modified| now.duration_since(modified).ok());
        Self { size: metadata.len(), modified, settled: age.is_some_and(|age| age > SETTLED) }
    }

    fn is_still(&self, now: &Self) -> bool {
        self.settled && self.size == now.size && self.modified == now.modified
    }
}

/// Path of a file inside the folder, with `/` between its parts → how it looked when it was read.
pub type Files = BTreeMap<String, Fingerprint>;

/// A file that is new or different.
pub struct Changed {
    /// Path inside the folder.
    pub file: String,
    /// How it looks now.
    pub fingerprint: Fingerprint,
    /// What is in it.
    pub page: Page,
}

/// What is different from last time.
#[derive(Default)]
pub struct Changes {
    /// New and different files.
    pub changed: Vec<Changed>,
    /// Files that are gone.
    pub removed: Vec<String>,
}

/// Compares the folder with what is known of it, and reads what changed. Links in the pages are
/// resolved against `link_base`. Fails when the folder itself can't be listed; a single file that
/// vanishes meanwhile counts as gone.
pub fn changes(folder: &Path, known: &Files, link_base: &str) -> io::Result<Changes> {
    let now = SystemTime::now();
    let mut found = Files::new();
    list(folder, "", now, &mut found)?;
    let mut changes = Changes::default();
    for (file, fingerprint) in &found {
        if known.get(file).is_some_and(|before| before.is_still(fingerprint)) {
            continue;
        }
        match fs::read(folder.join(file)) {
            Ok(bytes) => {
                let source = String::from_utf8_lossy(&bytes);
                let page = parse(&source, &|target| resolve(link_base, file, target));
                let (file, fingerprint) = (file.clone(), fingerprint.clone());
                changes.changed.push(Changed { file, fingerprint, page });
            }
            Err(error) => {
                tracing::warn!(file, %error, "documentation file not read");
                if known.contains_key(file) {
                    changes.removed.push(file.clone());
                }
            }
        }
    }
    changes.removed.extend(known.keys().filter(|file| !found.contains_key(*file)).cloned());
    Ok(changes)
}

/// What is in an uploaded file, read as Markdown. Nothing when it is no text or too large.
pub fn uploaded(path: &Path) -> io::Result<Page> {
    if fs::metadata(path)?.len() > FILE_MAX {
        return Ok(Page::default());
    }
    let text = String::from_utf8(fs::read(path)?).ok().filter(|text| !text.contains('\0'));
    Ok(text.map(|text| parse(&text, &str::to_owned)).unwrap_or_default())
}

fn list(folder: &Path, prefix: &str, now: SystemTime, found: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name == "node_modules" {
            continue;
        }
        let kind = entry.file_type()?;
        let path = format!("{prefix}{name}");
        // Links to folders are not followed: they may lead in a circle.
        if kind.is_dir() {
            list(&entry.path(), &format!("{path}/"), now, found)?;
        } else if is_markdown(&name) {
            match fs::metadata(entry.path()) {
                Ok(data) if data.is_file() && data.len() <= FILE_MAX => {
                    found.insert(path, Fingerprint::of(&data, now));
                }
                Ok(data) => tracing::warn!(path, bytes = data.len(), "left out: no file, or too large"),
                Err(error) => tracing::warn!(path, %error, "documentation file not read"),
            }
        }
    }
    Ok(())
}

fn is_markdown(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("md") || it.eq_ignore_ascii_case("markdown"))
}

/// Where a link in `file` leads, seen from outside the folder.
fn resolve(link_base: &str, file: &str, target: &str) -> String {
    let scheme = target.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    if scheme || target.starts_with('/') {
        return target.to_owned();
    }
    if target.is_empty() || target.starts_with('#') {
        return format!("{link_base}{}{target}", encode(file));
    }
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("{link_base}{}", parts.join("/"))
}

/// A file's path as it stands in a link.
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_the_link_base() {
        for (target, expected) in [
            ("#tag", "docs/guide/embed%20it.md#tag"),
            ("other.md#x", "docs/guide/other.md#x"),
            ("./a.md", "docs/guide/a.md"),
            ("../README.md", "docs/README.md"),
            ("../../LICENSE", "docs/../LICENSE"),
            ("/top", "/top"),
            ("https://example.com/a", "https://example.com/a"),
            ("mailto:a@b.c", "mailto:a@b.c"),
        ] {
            assert_eq!(resolve("docs/", "guide/embed it.md", target), expected);
        }
    }
}
