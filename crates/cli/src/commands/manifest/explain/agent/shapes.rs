//! JSON shapes in the notation of TypeScript, which coding agents of every language read.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::openapi::Place;

/// The named shapes that were used.
#[derive(Default)]
pub struct Shapes(BTreeMap<String, String>);

/// Keywords that limit a value, and how a comment words them.
const LIMITS: [(&str, &str); 8] = [
    ("minLength", "at least # characters"),
    ("maxLength", "at most # characters"),
    ("minimum", "at least #"),
    ("maximum", "at most #"),
    ("minItems", "at least # items"),
    ("maxItems", "at most # items"),
    ("pattern", "matches #"),
    ("default", "# when absent"),
];

impl Shapes {
    /// A schema as a type; what it refers to is remembered.
    pub fn kind(&mut self, schema: &Place<'_>) -> String {
        let kind = match schema.schema_name().map(str::to_owned) {
            Some(name) => {
                self.remember(&name, schema);
                name
            }
            None => self.anonymous(schema),
        };
        if schema.is("nullable") { format!("{kind} | null") } else { kind }
    }

    /// All shapes that were used, as a section.
    pub fn text(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let all: Vec<&str> = self.0.values().map(String::as_str).collect();
        format!(
            "\n## Shapes\n\nIn the notation of TypeScript: `?` may be left out, `// …` says more. Ids are \
             UUIDs, times RFC 3339. Ignore properties that you do not know.\n\n```ts\n{}```\n",
            all.join("\n")
        )
    }

    fn remember(&mut self, name: &str, schema: &Place<'_>) {
        if self.0.contains_key(name) {
            return;
        }
        // A shape that contains itself finds its own name here.
        self.0.insert(name.to_owned(), String::new());
        let about = schema.text("description").map(|text| format!("// {text}\n")).unwrap_or_default();
        let definition = match schema.value["properties"].is_object() {
            true => format!("{about}interface {name} {}\n", self.object(schema)),
            false => format!("{about}type {name} = {};\n", self.anonymous(schema)),
        };
        self.0.insert(name.to_owned(), definition);
    }

    fn anonymous(&mut self, schema: &Place<'_>) -> String {
        if let Some(words) = schema.value.get("enum").and_then(Value::as_array) {
            let words: Vec<String> = words.iter().filter(|it| !it.is_null()).map(Value::to_string).collect();
            return words.join(" | ");
        }
        match schema.text("type") {
            Some("string") if schema.text("format") == Some("binary") => "bytes".into(),
            Some("integer" | "number") => "number".into(),
            Some("array") => match schema.get("items").map(|items| self.kind(&items)) {
                Some(kind) if kind.contains(' ') => format!("({kind})[]"),
                Some(kind) => format!("{kind}[]"),
                None => "unknown[]".into(),
            },
            Some("object") if schema.value["properties"].is_object() => self.object(schema),
            Some("object") => "Record<string, unknown>".into(),
            Some(kind) => kind.to_owned(),
            None => "unknown".into(),
        }
    }

    fn object(&mut self, schema: &Place<'_>) -> String {
        let required: Vec<&str> =
            schema.value["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut text = "{\n".to_owned();
        for (name, property) in schema.members("properties") {
            let mark = if required.contains(&name) { "" } else { "?" };
            let kind = self.kind(&property);
            let comment = self.comment(&property);
            let comment = if comment.is_empty() { comment } else { format!(" // {comment}") };
            text.push_str(&format!("  {name}{mark}: {kind};{comment}\n"));
        }
        text.push('}');
        text
    }

    /// What a type can't say of a value.
    pub fn comment(&mut self, schema: &Place<'_>) -> String {
        let mut said = Vec::new();
        if let Some(format) = schema.text("format").filter(|it| !it.starts_with("int") && *it != "binary") {
            said.push(format.to_owned());
        }
        // How documents say it: at least one character, and one that is no blank.
        let not_blank = schema.text("pattern") == Some(r"\S");
        if not_blank {
            said.push("not blank".to_owned());
        }
        for (keyword, words) in LIMITS {
            let implied = not_blank && ["pattern", "minLength"].contains(&keyword);
            if let Some(value) = schema.value.get(keyword).filter(|_| !implied) {
                let value = value.as_str().map_or(value.to_string(), |text| format!("`{text}`"));
                said.push(words.replace('#', &value));
            }
        }
        if let Some(content) = schema.get("x-content-schema") {
            // The text of the one is the JSON of the other.
            said.push(format!("JSON of {}", self.kind(&content)));
        }
        if schema.schema_name().is_none()
            && let Some(text) = schema.text("description")
        {
            said.push(text.trim_end_matches('.').to_owned());
        }
        said.join("; ")
    }
}
