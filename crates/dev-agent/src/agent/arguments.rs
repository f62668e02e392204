//! Arguments of a function, as far as a message and the context tell them. Pure.

use super::intent::{words, words_of_name};
use serde_json::{Map, Value};

/// What stands before the thing that a sentence is about.
const PREPOSITIONS: &[&str] = &["of", "for", "to", "in", "at", "about", "called", "named"];

/// What fills `parameters` (a JSON Schema of an object), and the first required property that nothing
/// fills.
pub fn fill(
    parameters: &Map<String, Value>,
    message: &str,
    context: &[(String, String)],
) -> (Map<String, Value>, Option<String>) {
    let mut found = Map::new();
    let empty = Map::new();
    let properties = parameters.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    for (name, schema) in properties {
        let known = context.iter().find(|(it, _)| it.eq_ignore_ascii_case(name));
        let known = known.and_then(|(_, value)| read(schema, value));
        if let Some(value) = known.or_else(|| said(name, schema, message)) {
            found.insert(name.clone(), value);
        }
    }
    let missing = missing(parameters, &found);
    // What is left may be said without its name, where only one thing can be meant.
    if let Some(name) = &missing
        && let Some(value) = properties.get(name).and_then(|schema| unnamed(name, schema, message))
    {
        found.insert(name.clone(), value);
    }
    let missing = self::missing(parameters, &found);
    (found, missing)
}

/// The first required property that is not there.
pub fn missing(parameters: &Map<String, Value>, found: &Map<String, Value>) -> Option<String> {
    let required = parameters.get("required").and_then(Value::as_array)?;
    required.iter().filter_map(Value::as_str).find(|name| !found.contains_key(*name)).map(str::to_owned)
}

/// A text as a value of this schema; `None` when it can't be one.
pub fn read(schema: &Value, text: &str) -> Option<Value> {
    let text = text.trim();
    if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
        let same = |choice: &&Value| choice.as_str().is_some_and(|it| it.eq_ignore_ascii_case(text));
        return choices.iter().find(same).cloned();
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("integer") => text.parse::<i64>().ok().map(Value::from),
        Some("number") => text.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Value::Number),
        Some("boolean") => match text.to_lowercase().as_str() {
            "true" | "yes" | "on" => Some(Value::Bool(true)),
            "false" | "no" | "off" => Some(Value::Bool(false)),
            _ => None,
        },
        Some("object" | "array") => serde_json::from_str(text).ok(),
        _ => {
            let fits = match schema.get("format").and_then(Value::as_str) {
                Some("uuid") => crate::wire::uuid(text).is_some(),
                Some("uri" | "url") => text.contains("://"),
                Some("email") => text.contains('@'),
                _ => !text.is_empty(),
            };
            fits.then(|| Value::from(text))
        }
    }
}

/// A value that the message names: `orderId 7`, `order id: 7`, `theme=dark`, or one of an enum.
fn said(name: &str, schema: &Value, message: &str) -> Option<Value> {
    if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
        let said = words(message);
        let mentioned = |choice: &&Value| choice.as_str().is_some_and(|it| said.contains(&it.to_lowercase()));
        return choices.iter().find(mentioned).cloned();
    }
    let wanted = words_of_name(name);
    let tokens: Vec<&str> = tokens(message).collect();
    let lower: Vec<String> = tokens.iter().map(|token| token.to_lowercase()).collect();
    let whole = name.to_lowercase();
    let mut after = (0..tokens.len()).filter_map(|at| {
        let spelt = lower[at..].starts_with(&wanted);
        let length = if lower[at] == whole {
            1
        } else if spelt {
            wanted.len()
        } else {
            return None;
        };
        let rest = &tokens[at + length..];
        rest.iter().find(|token| !matches!(token.to_lowercase().as_str(), "is" | "to" | "as")).copied()
    });
    // A word after a word is a value only where it looks like one: "order status" is no status.
    after.find_map(|token| read(schema, token).filter(|_| is_plain(schema) || looks_like_value(token)))
}

/// A value that stands in the message without a name.
fn unnamed(name: &str, schema: &Value, message: &str) -> Option<Value> {
    if let Some(text) = quoted(message) {
        return read(schema, &text);
    }
    let is_text = schema.get("type").and_then(Value::as_str).is_none_or(|kind| kind == "string");
    let is_id = words_of_name(name).iter().any(|it| matches!(it.as_str(), "id" | "number" | "code" | "key"));
    if !is_plain(schema) && is_text && !is_id {
        return object(message).and_then(|text| read(schema, text));
    }
    tokens(message).filter(|token| !is_text || looks_like_value(token)).find_map(|token| read(schema, token))
}

/// What a sentence is about: "Open the map of Brno." → Brno.
fn object(message: &str) -> Option<&str> {
    let lower = message.to_ascii_lowercase();
    let behind = |word: &&str| lower.rfind(&format!(" {word} ")).map(|at| at + word.len() + 2);
    let start = PREPOSITIONS.iter().filter_map(behind).max()?;
    Some(message[start..].trim().trim_end_matches(['.', '!', '?'])).filter(|text| !text.is_empty())
}

/// Whether the schema itself tells a value from any other word.
fn is_plain(schema: &Value) -> bool {
    let kind = schema.get("type").and_then(Value::as_str);
    matches!(kind, Some("integer" | "number" | "boolean")) || schema.get("format").is_some()
}

fn looks_like_value(token: &str) -> bool {
    token.contains(|c: char| c.is_numeric() || "@/".contains(c))
}

fn tokens(message: &str) -> impl Iterator<Item = &str> {
    let split = message.split(|c: char| c.is_whitespace() || "=,;\"“”?!()".contains(c));
    let bare =
        split.map(|token| token.trim_start_matches(['#', ':', '\'']).trim_end_matches(['.', ':', '\'']));
    bare.filter(|token| !token.is_empty())
}

/// What stands in the first quotation marks.
pub fn quoted(text: &str) -> Option<String> {
    let (_, after) = text.split_once(['"', '“'])?;
    let (inside, _) = after.split_once(['"', '”'])?;
    Some(inside.trim().to_owned()).filter(|inside| !inside.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(properties: Value, required: &[&str], message: &str, expected: Value, missing: Option<&str>) {
        let parameters = json!({"type": "object", "properties": properties, "required": required});
        let context = [("customerId".to_owned(), "C-7".to_owned())];
        let (found, left) = fill(parameters.as_object().unwrap(), message, &context);
        assert_eq!((Value::Object(found), left.as_deref()), (expected, missing), "{message}");
    }

    #[test]
    fn values_are_read_by_name_by_kind_and_from_the_context() {
        let text = json!({"type": "string"});
        check(
            json!({"orderId": text}),
            &["orderId"],
            "status of order 17-A?",
            json!({"orderId": "17-A"}),
            None,
        );
        check(json!({"orderId": text}), &[], "the order id is 9", json!({"orderId": "9"}), None);
        check(json!({"customerId": text}), &[], "who am I", json!({"customerId": "C-7"}), None);
        check(json!({"count": {"type": "integer"}}), &["count"], "show 5", json!({"count": 5}), None);
        let theme = json!({"type": "string", "enum": ["light", "dark"]});
        check(json!({"theme": theme}), &["theme"], "Set the theme to dark!", json!({"theme": "dark"}), None);
        check(
            json!({"place": text}),
            &["place"],
            "Open the map of Nové Město!",
            json!({"place": "Nové Město"}),
            None,
        );
        check(json!({"text": text}), &["text"], "say \"hello you\"", json!({"text": "hello you"}), None);
    }

    #[test]
    fn what_is_required_and_not_said_is_missing() {
        let text = json!({"type": "string"});
        check(json!({"orderId": text}), &["orderId"], "order status please", json!({}), Some("orderId"));
        check(json!({"id": {"type": "string", "format": "uuid"}}), &["id"], "id 7", json!({}), Some("id"));
    }
}
