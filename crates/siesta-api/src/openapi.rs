//! The OpenAPI document that the types mirror.

/// Our reading of the vendor's API as an OpenAPI 3.0 document (JSON).
///
/// It is not the vendor's own document, and says so in its description. The tests of this crate compare it
/// with the types and with the requests the client sends, so that the two can't drift.
pub const ASSUMED_V1: &str = include_str!("../openapi/assumed-v1.json");
