//! Documents that differ from ours in one thing, for every thing and every place.

mod operations;
mod schemas;

use serde_json::Value;

/// A changed document.
pub struct Mutant {
    /// What was changed.
    pub kind: &'static str,
    /// Where, in our document.
    pub place: String,
    /// The changed document.
    pub document: Value,
}

/// All kinds of change.
pub const KINDS: [&str; 49] = [
    "changed type",
    "added format",
    "changed format",
    "removed format",
    "changed nullable",
    "added enum",
    "added enum value",
    "removed enum value",
    "removed enum",
    "added constraint",
    "changed constraint",
    "removed constraint",
    "changed default",
    "removed default",
    "closed object",
    "opened object",
    "renamed property",
    "removed property",
    "new optional property",
    "new required property",
    "property no longer required",
    "property now required",
    "removed items",
    "removed schema",
    "other schema",
    "missing operation",
    "changed method",
    "moved operation",
    "deprecated operation",
    "renamed path parameter",
    "renamed parameter",
    "removed parameter",
    "moved parameter",
    "parameter no longer required",
    "parameter now required",
    "new optional parameter",
    "new required parameter",
    "removed body",
    "new body",
    "body no longer required",
    "body now required",
    "changed media type",
    "removed content",
    "removed response",
    "new response",
    "changed status",
    "removed header",
    "changed header",
    "changed credentials",
];

/// Hands every mutant of a document to `visit`.
pub fn each(original: &Value, visit: &mut dyn FnMut(Mutant)) {
    let mut change = |kind: &'static str, place: &str, with: &dyn Fn(&mut Value)| {
        debug_assert!(KINDS.contains(&kind), "{kind}");
        let mut document = original.clone();
        with(&mut document);
        assert_ne!(document, *original, "{kind} at {place} changes nothing");
        visit(Mutant { kind, place: format!("#{place}"), document });
    };
    schemas::each(original, &mut change);
    operations::each(original, &mut change);
}

/// Makes one mutant: its kind, its place, and the change.
pub type Change<'a> = &'a mut dyn FnMut(&'static str, &str, &dyn Fn(&mut Value));

/// A key as a part of a JSON pointer.
pub fn token(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The value at a pointer, to be changed.
pub fn at<'v>(document: &'v mut Value, pointer: &str) -> &'v mut Value {
    document.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"))
}
