//! `siesta openapi check`.

mod command;
mod mutants;
mod mutation;
mod same;

use serde_json::Value;
use siesta_cli::openapi::{Comparison, Document, compare};

/// Our document.
pub fn ours() -> Value {
    serde_json::from_str(siesta_api::openapi::ASSUMED_V1).unwrap()
}

/// Compares ours with another one.
pub fn against(other: Value) -> Comparison {
    compare(&Document::new(ours()).unwrap(), &Document::new(other).unwrap())
}
