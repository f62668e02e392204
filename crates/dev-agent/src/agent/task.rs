//! Tasks that the agent creates, as a tool of the platform's own.

use super::Prompt;
use crate::store::{DEFAULT_WORKSPACE, Role};
use crate::wire::agent::ToolDefinition;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The tool's name.
pub const TOOL: &str = "createTask";

/// Longest title, in characters.
const TITLE_MAX: usize = 200;
const NOUNS: &[&str] = &["task", "ticket", "todo", "to-do", "reminder"];
const VERBS: &[&str] =
    &["create", "make", "open", "add", "file", "raise", "log", "propose", "submit", "set", "write"];
/// How far the noun may stand behind the verb, in words.
const REACH: usize = 5;
/// What stands between the noun and what is to be done.
const LEADS: &[&str] = &[
    "to", "for", "about", "that", "which", "says", "saying", "called", "named", "titled", "with", "please",
    "in", "siesta", "me", "us", "up",
];
/// What means something said before.
const POINTERS: &[&str] = &["this", "that", "it", "these", "those"];

/// The tool, as a model or a list of tools sees it.
pub fn definition() -> ToolDefinition {
    let parameters = json!({
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": {"type": "string", "description": "What is to be done."},
            "description": {"type": "string", "description": "More about it."},
            "owner": {"type": "string", "description": "Who does it: a name or an address."},
            "workspaceId": {"type": "string", "format": "uuid", "description": "Where it belongs."},
        },
    });
    ToolDefinition {
        name: TOOL.to_owned(),
        description: "Proposes a task; it is created once a person approves.".to_owned(),
        parameters: parameters.as_object().cloned().unwrap_or_default(),
    }
}

/// The body of `POST /api/v1/Task`, from what is known of the task and where it came from.
pub fn body(arguments: Map<String, Value>, prompt: &Prompt) -> Map<String, Value> {
    let known = |name: &str| prompt.context.iter().find(|(it, _)| it.eq_ignore_ascii_case(name));
    let named = known("workspaceId").and_then(|(_, value)| Uuid::try_parse(value.trim()).ok());
    let mut body = Map::new();
    body.insert("workspaceId".to_owned(), json!(named.unwrap_or(DEFAULT_WORKSPACE)));
    body.extend(arguments);
    body.insert("sourceAgentId".to_owned(), json!(prompt.agent.id));
    body.insert("conversationId".to_owned(), json!(prompt.conversation));
    body
}

/// What the agent says when it proposes a task.
pub fn announcement(title: &str) -> String {
    format!("I would create the task “{title}”. It waits for approval.")
}

/// Whether the message asks for a task, and what is to be done where it says so.
pub fn asked_for(prompt: &Prompt) -> Option<Option<String>> {
    let message = prompt.message.as_str();
    let words: Vec<(usize, &str)> = words(message);
    let is = |word: &str, list: &[&str]| list.iter().any(|it| it.eq_ignore_ascii_case(word));
    let verb = words.iter().position(|(_, word)| is(word, VERBS))?;
    let noun = (verb + 1..words.len().min(verb + 1 + REACH)).find(|at| is(words[*at].1, NOUNS))?;
    let mut rest = &words[noun + 1..];
    while let [(_, first), after @ ..] = rest
        && is(first, LEADS)
        // "that" alone points back, "that the …" leads on.
        && !(is(first, POINTERS) && after.is_empty())
    {
        rest = after;
        // "with the title …"
        if let [(_, "the"), (_, "title"), behind @ ..] = rest {
            rest = behind;
        }
    }
    let start = rest.first().map_or(message.len(), |(at, _)| *at);
    let said = super::arguments::quoted(&message[start.min(message.len())..]);
    let title = said.unwrap_or_else(|| tidy(&message[start..]));
    if is(&title, POINTERS) || title.is_empty() && !rest.is_empty() {
        let before = prompt.earlier.iter().rev().find(|turn| turn.role == Role::User);
        return Some(before.map(|turn| tidy(&turn.text)));
    }
    Some(Some(title).filter(|title| !title.is_empty()))
}

/// A text as a title: one line, without the punctuation around it, and not too long.
pub fn tidy(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_matches(|c: char| c.is_whitespace() || ",;:.!?-–—\"“”'".contains(c));
    let mut chars = line.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    first.chars().chain(chars).take(TITLE_MAX).collect()
}

/// Words with their places, without the punctuation around them.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    for chunk in text.split(char::is_whitespace) {
        let word = chunk.trim_matches(|c: char| !c.is_alphanumeric());
        let before = chunk.find(word).unwrap_or(0);
        if !word.is_empty() {
            // A quotation mark belongs to what it opens.
            let quote = chunk[..before].char_indices().next_back().filter(|(_, c)| "\"“".contains(*c));
            found.push((from + quote.map_or(before, |(at, _)| at), word));
        }
        from += chunk.len() + text[from + chunk.len()..].chars().next().map_or(0, char::len_utf8);
    }
    found
}
