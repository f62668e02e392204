//! A folder of good manifests, and ways to spoil it.

pub mod any;

use std::fs;
use std::path::{Path, PathBuf};

use manifest::{ManifestError, ManifestSet};
use serde_json::{Map, Value};
use tempfile::TempDir;

/// The three manifests of the preview page.
pub const FILES: [&str; 3] = ["external-api.json", "realtime-api.json", "web-plugin.json"];

/// Where they live.
pub fn preview_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../preview/manifests")
}

/// One of them.
pub fn good(file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(preview_folder().join(file)).unwrap()).unwrap()
}

/// A copy of the good folder that a test may change.
pub struct Folder(TempDir);

impl Folder {
    /// All three manifests.
    pub fn good() -> Self {
        Self::with(&FILES)
    }

    /// Some of them.
    pub fn with(files: &[&str]) -> Self {
        let folder = Self(TempDir::new().unwrap());
        for file in files {
            folder.write(file, good(file).to_string());
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path().join(file), text).unwrap();
    }

    /// Puts a value at a JSON pointer of a file; `None` takes away what is there.
    pub fn change(&self, file: &str, pointer: &str, value: Option<Value>) {
        let mut document: Value = serde_json::from_slice(&fs::read(self.path().join(file)).unwrap()).unwrap();
        set(&mut document, pointer, value);
        self.write(file, document.to_string());
    }

    pub fn load(&self) -> Result<ManifestSet, ManifestError> {
        ManifestSet::load(self.path())
    }

    /// What is wrong, as (file name, path, reason, remedy).
    pub fn problems(&self) -> Vec<(String, String, String, String)> {
        let Err(error) = self.load() else { return Vec::new() };
        error
            .problems()
            .iter()
            .map(|it| {
                let file = it.file.file_name().unwrap().to_string_lossy().into_owned();
                (file, it.path.clone(), it.reason.clone(), it.remedy.clone())
            })
            .collect()
    }
}

/// Puts a value at a JSON pointer; `None` takes away what is there.
pub fn set(document: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(members) => set_member(members, key, value),
        Value::Array(items) => {
            let index: usize = key.parse().unwrap();
            match value {
                Some(value) if index == items.len() => items.push(value),
                Some(value) => items[index] = value,
                None => drop(items.remove(index)),
            }
        }
        _ => unreachable!("{pointer} has no parent"),
    }
}

fn set_member(members: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    match value {
        Some(value) => drop(members.insert(key.to_owned(), value)),
        None => drop(members.remove(key).unwrap()),
    }
}

/// Every value below the root, as (JSON pointer, JSON path).
pub fn places(value: &Value, pointer: &str, path: &str, out: &mut Vec<(String, String)>) {
    let mut visit = |key: &str, step: String, value: &Value| {
        let (pointer, path) = (format!("{pointer}/{key}"), format!("{path}{step}"));
        out.push((pointer.clone(), path.clone()));
        places(value, &pointer, &path, out);
    };
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let plain = key.bytes().all(|b| b.is_ascii_alphanumeric());
                visit(key, if plain { format!(".{key}") } else { format!("['{key}']") }, value);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                visit(&index.to_string(), format!("[{index}]"), value);
            }
        }
        _ => {}
    }
}
