//! `siesta manifest …`.

mod diff;
mod new;
mod validate;

use std::path::PathBuf;

use crate::support::repository;

/// The vendor's own manifest.
pub fn golden() -> PathBuf {
    repository("crates/manifest/tests/golden/external-api.generated.json")
}
