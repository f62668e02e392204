//! Comparing OpenAPI documents: ours, which is a reading of the vendor's public pages, with the vendor's own.

mod compare;
mod difference;
mod document;
mod schema;

pub use compare::{Comparison, compare};
pub use difference::Difference;
pub use document::{Document, DocumentError, Place};
