//! Says what is wrong with a piece of JSON without repeating any of it.

use serde_json::error::Category;

/// The failure in words that hold no value of the document: serde's own message may quote one.
pub(crate) fn describe(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        Category::Io | Category::Eof => "the JSON ends early".to_owned(),
        Category::Syntax => "not JSON".to_owned(),
        Category::Data => missing_field(&error.to_string())
            .map(|field| format!("the field `{field}` is missing"))
            .unwrap_or_else(|| "a field has another type than documented".to_owned()),
    };
    match (error.line(), error.column()) {
        (0, _) => what,
        (line, column) => format!("{what} (line {line}, column {column})"),
    }
}

/// The field's name in serde's "missing field" message; it is a name of our own types.
fn missing_field(message: &str) -> Option<&str> {
    message.strip_prefix("missing field `")?.split('`').next()
}

#[cfg(test)]
mod tests {
    use crate::types::Agent;

    use super::*;

    #[test]
    fn a_failure_is_named_without_a_value() {
        let check = |json: &str, expected: &str| {
            assert_eq!(describe(&serde_json::from_str::<Agent>(json).unwrap_err()), expected, "{json}");
        };
        let id = "00000000-0000-0000-0000-000000000000";
        check(&format!(r#"{{"id":"{id}"}}"#), "the field `name` is missing (line 1, column 45)");
        check(
            r#"{"id":"secret","name":"n"}"#,
            "a field has another type than documented (line 1, column 14)",
        );
        check("secret", "not JSON (line 1, column 1)");
        check(r#"{"id":"#, "the JSON ends early (line 1, column 6)");
    }
}
