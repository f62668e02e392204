//! What must be known before an agent may act.

use std::cell::RefCell;

use serde::Serialize;
use serde_json::json;

use crate::checks::quote;
use crate::head::{Extra, LIST_ITEMS, NAME_CHARS, SENTENCE_CHARS};
use crate::read::{Fields, Node};
use crate::value::{read_name, word_enum};

/// A value that must be known before the agent may act.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ContextField {
    /// Its key: a letter, then letters, digits, `-` and `_`; 64 at most.
    pub name: String,
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// The values of [`FieldType::Enum`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Whether nothing may happen without it.
    pub required: bool,
    /// What it is.
    pub description: String,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

word_enum! {
    /// What the values of a context field are.
    pub enum FieldType as "a type of a context field" {
        /// An id such as `123e4567-e89b-12d3-a456-426614174000`.
        Uuid = "uuid",
        /// A text.
        String = "string",
        /// An absolute web address.
        Url = "url",
        /// A number.
        Number = "number",
        /// `true` or `false`.
        Boolean = "boolean",
        /// One of the field's `values`.
        Enum = "enum",
    }
}

impl ContextField {
    pub(crate) fn read_list(node: &Node<'_>) -> Vec<Self> {
        let names = RefCell::new(Vec::new());
        node.list(LIST_ITEMS, |node| Self::read(node, &names))
    }

    fn read(node: &Node<'_>, names: &RefCell<Vec<String>>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("name", "Its key."),
            ("type", "What its values are."),
            ("values", "The values of an enum."),
            ("required", "Whether nothing may happen without it."),
            ("description", "What it is."),
        ]);
        let kind = fields.required("type", "\"uuid\"", Node::choice);
        Self {
            name: fields.required("name", "\"customerId\"", |node| {
                read_name(node, names, "another field of this list", "customerId")
            }),
            kind,
            values: read_values(&fields, kind),
            required: fields.required("required", "true", Node::boolean),
            description: fields
                .required("description", "\"The customer's record\"", |node| node.text(SENTENCE_CHARS)),
            extra: fields.rest(),
        }
    }
}

/// `values` and the type `enum` need each other.
fn read_values(fields: &Fields<'_>, kind: FieldType) -> Vec<String> {
    fields.shape().also(|| {
        json!({
            "if": {"properties": {"type": {"const": FieldType::Enum}}, "required": ["type"]},
            "then": {"required": ["values"]},
            "else": {"properties": {"values": false}},
        })
    });
    let read = |node: &Node<'_>| read_distinct(node, kind);
    if kind == FieldType::Enum {
        fields.required("values", "[\"open\", \"closed\"]", read)
    } else {
        fields.or_default("values", read)
    }
}

fn read_distinct(node: &Node<'_>, kind: FieldType) -> Vec<String> {
    node.shape().say("minItems", 1);
    node.shape().say("uniqueItems", true);
    let known = RefCell::new(Vec::new());
    let values = node.list(LIST_ITEMS, |node| {
        let value = node.text(NAME_CHARS);
        if known.borrow().contains(&value) && !value.is_empty() {
            node.refuse(format!("is {}, which the list has already", quote(&value)), "remove it");
        }
        known.borrow_mut().push(value.clone());
        value
    });
    if kind != FieldType::Enum {
        node.refuse(
            format!("lists values, but the field's type is \"{kind}\""),
            "write \"enum\" as its type, or remove the list",
        );
    } else if node.raw().as_array().is_some_and(Vec::is_empty) {
        node.refuse("is empty", "list the values that the field may have");
    }
    values
}
