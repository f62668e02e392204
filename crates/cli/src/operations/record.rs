//! One thing, property by property.

use serde::Serialize;
use serde_json::{Map, Value};

use super::one_line;
use crate::{Failure, Outcome, output};

/// Shows a value as JSON, or as a line for each of its properties.
pub fn show(value: &impl Serialize, json: bool) -> Result<Outcome, Failure> {
    if json {
        output::json(value)?;
    } else {
        output::text(&lines(value))?;
    }
    Ok(Outcome::Done)
}

/// A line for each property that has a value, their names aligned.
pub fn lines(value: &impl Serialize) -> String {
    let properties = match serde_json::to_value(value) {
        Ok(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    let shown: Vec<_> = properties.iter().filter_map(|(name, value)| Some((name, text(value)?))).collect();
    let width = shown.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    shown.iter().map(|(name, text)| format!("{name:width$}  {text}\n")).collect()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(one_line(text)),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            Some(items.iter().filter_map(self::text).collect::<Vec<_>>().join(", "))
        }
        other => Some(one_line(&other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::lines;

    #[test]
    fn each_property_has_a_line_and_what_is_nothing_has_none() {
        let value = json!({"id": "1", "title": "a\nb", "owner": null, "sources": [{"fileId": "f"}], "size": 3,
            "ids": ["x", "y"]});
        let mut shown: Vec<String> = lines(&value).lines().map(str::to_owned).collect();
        shown.sort();
        let expected =
            ["id       1", "ids      x, y", "size     3", "sources  [{\"fileId\":\"f\"}]", "title    a b"];
        assert_eq!(shown, expected);
    }
}
