//! An agent in a role: the entry that every mode lists.

use std::cell::RefCell;

use serde::Serialize;

use crate::checks::quote;
use crate::head::{Extra, SENTENCE_CHARS};
use crate::read::Node;
use crate::value::Id;

/// An agent in a role.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AssistantEntry {
    /// Names it in URLs: a small letter, then small letters, digits and dashes; 32 at most.
    pub role: String,
    /// Names it to people.
    pub label: String,
    /// The agent at Siesta AI.
    pub agent_id: Id,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Longest label shown to visitors, in characters.
const LABEL_CHARS: usize = 60;
/// Most assistants of one site.
const ASSISTANTS: usize = 32;

impl AssistantEntry {
    pub(crate) fn read_list(node: &Node<'_>) -> Vec<Self> {
        let roles = RefCell::new(Vec::new());
        node.list(ASSISTANTS, |node| Self::read(node, &roles))
    }

    fn read(node: &Node<'_>, roles: &RefCell<Vec<String>>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("role", "Names it in URLs: small letters, digits and dashes."),
            ("label", "Names it to people."),
            ("agentId", "The agent at Siesta AI: an id, ${NAME}, or a placeholder."),
            ("purpose", "What it is for."),
        ]);
        Self {
            role: fields.required("role", "\"primary\"", |node| {
                let role = read_role(node);
                if roles.borrow().contains(&role) && !role.is_empty() {
                    node.refuse(
                        format!("is {}, which another assistant of this list has", quote(&role)),
                        "give each assistant a role of its own",
                    );
                }
                roles.borrow_mut().push(role.clone());
                role
            }),
            label: fields.required("label", "\"Assistant\"", |node| node.public_text(LABEL_CHARS)),
            agent_id: fields.required("agentId", "\"123e4567-e89b-12d3-a456-426614174000\"", Id::read),
            purpose: fields.optional("purpose", |node| node.text(SENTENCE_CHARS)),
            extra: fields.rest(),
        }
    }
}

/// A role stands in URLs and in HTML attributes.
fn read_role(node: &Node<'_>) -> String {
    node.shape().say("pattern", "^[a-z][a-z0-9-]{0,31}$");
    let role = node.string();
    let good = role.len() <= 32
        && role.starts_with(|c: char| c.is_ascii_lowercase())
        && role.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !good && node.raw().is_string() {
        node.refuse(
            format!("is {}, which can't be a role", quote(role)),
            "start with a small letter and go on with small letters, digits and dashes, 32 at most, such as \
             \"primary\"",
        );
    }
    role.to_owned()
}
