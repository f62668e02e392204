//! The files of a set.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::problem::ManifestError;
use crate::read::document::{self, FILE_BYTES};

/// The files to read, in the order of their names.
pub(super) fn list(path: &Path) -> Result<Vec<PathBuf>, ManifestError> {
    let unreadable = |error: &io::Error| {
        ManifestError::one(
            path,
            format!("can't be read: {error}"),
            "name a Web Plugin manifest, or a folder of manifests, that this process may read",
        )
    };
    if !fs::metadata(path).map_err(|error| unreadable(&error))?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| unreadable(&error))? {
        let file = entry.map_err(|error| unreadable(&error))?.path();
        if !name(&file).starts_with('.')
            && file.extension().is_some_and(|end| end == "json")
            && !file.is_dir()
        {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// A file's text. One byte more than allowed is read, so that a file that is too large shows as such.
pub(super) fn read(file: &Path) -> Result<String, ManifestError> {
    let mut bytes = Vec::new();
    File::open(file).and_then(|opened| opened.take(FILE_BYTES as u64 + 1).read_to_end(&mut bytes)).map_err(
        |error| {
            ManifestError::one(
                file,
                format!("can't be read: {error}"),
                "let this process read the file, or remove it",
            )
        },
    )?;
    if bytes.len() > FILE_BYTES {
        return Err(document::too_large(file));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        ManifestError::one(
            file,
            format!("is not UTF-8 from byte {at} on"),
            "save the file in the encoding UTF-8",
        )
    })
}

/// A file's name without its folder.
pub(super) fn name(file: &Path) -> std::borrow::Cow<'_, str> {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy()
}
