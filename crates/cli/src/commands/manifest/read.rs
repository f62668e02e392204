//! Reading one manifest from a file.

use std::fs;
use std::path::Path;

use manifest::Manifest;

use crate::Failure;

/// The manifest of a file; placeholders, `${NAME}` and unknown keys are welcome.
pub fn manifest(path: &Path) -> Result<Manifest, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::reading(path))?;
    Ok(Manifest::from_json(path, &text)?)
}
