//! Tools that run where the visitor is: what a page or an app offers to an agent.

use std::cell::RefCell;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use crate::checks::quote;
use crate::head::{Extra, LIST_ITEMS, SENTENCE_CHARS};
use crate::problem::ManifestError;
use crate::read::{Node, Report, document};
use crate::value::read_name;

/// A tool that the client runs. An agent may call it by its name; nothing that isn't declared here is ever
/// called.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ClientTool {
    /// Names it to the agent and to the client: a letter, then letters, digits, `-` and `_`; 64 at most.
    pub name: String,
    /// Tells the agent when to call it.
    pub description: String,
    /// JSON Schema of the arguments: an object.
    pub parameters: Value,
    /// JSON Schema of what comes back; anything may where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// Whether a call changes something, so that a person has to approve it.
    pub writes: bool,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ClientTool {
    /// Reads a file's text: a list of tools. `file` only names it in messages.
    ///
    /// # Errors
    /// Every problem of the file.
    pub fn list_from_json(file: &Path, text: &str) -> Result<Vec<Self>, ManifestError> {
        let document = document::parse(file, text)?;
        let report = Report::new(file, None);
        document::check_everywhere(&document, "$", &report);
        let tools = Self::read_list(&Node::new(&document, "$".into(), &report));
        let (mut problems, unknown_keys) = report.into_parts();
        problems.extend(unknown_keys);
        if problems.is_empty() { Ok(tools) } else { Err(ManifestError::new(problems)) }
    }

    pub(crate) fn read_list(node: &Node<'_>) -> Vec<Self> {
        let names = RefCell::new(Vec::new());
        node.list(LIST_ITEMS, |node| Self::read(node, &names))
    }

    fn read(node: &Node<'_>, names: &RefCell<Vec<String>>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("name", "Names it to the agent and to the client."),
            ("description", "Tells the agent when to call it."),
            ("parameters", "JSON Schema of the arguments: an object."),
            ("result", "JSON Schema of what comes back."),
            ("writes", "Whether a call changes something, so that a person has to approve it."),
        ]);
        Self {
            name: fields.required("name", "\"showProduct\"", |node| {
                read_name(node, names, "another tool of this list", "showProduct")
            }),
            description: fields
                .required("description", "\"Scrolls to a product.\"", |node| node.text(SENTENCE_CHARS)),
            parameters: fields.required("parameters", EXAMPLE, read_parameters),
            result: fields.optional("result", Node::raw_object),
            writes: fields.required("writes", "false", Node::boolean),
            extra: fields.rest(),
        }
    }
}

const EXAMPLE: &str = "{\"type\": \"object\", \"properties\": {}}";

/// Arguments travel as one object, whatever the agent's model.
fn read_parameters(node: &Node<'_>) -> Value {
    node.shape().say("properties", json!({"type": {"const": "object"}}));
    node.shape().say("required", json!(["type"]));
    let schema = node.raw_object();
    if schema.is_object() && schema["type"] != "object" {
        let reason = match schema["type"].as_str() {
            Some(kind) => format!("describes {}, but arguments are an object", quote(kind)),
            None => "does not say that arguments are an object".into(),
        };
        node.refuse(reason, format!("write a JSON Schema such as {EXAMPLE}"));
    }
    schema
}
