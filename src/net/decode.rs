//! AG-UI events as the browser's own JSON gives them, and those that come for every token without it.

use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::client::failure;
use crate::chat::{Author, Citation, Conversation, Message, MessageState, Outcome, StreamEvent};
use contract::agui::{CITATIONS, plain_delta};
use contract::error::code;

/// The property of an object; undefined where there is none.
pub(crate) fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

/// The property as text, empty where it is none.
pub(crate) fn text(value: &JsValue, key: &str) -> String {
    get(value, key).as_string().unwrap_or_default()
}

/// A piece of text that opens its message itself, and then may leave its id out.
const CHUNK: &str = "TEXT_MESSAGE_CHUNK";

/// An event; what is no JSON or not shown is [`StreamEvent::Other`].
pub(crate) fn event(json: &str) -> StreamEvent {
    if let Some((message_id, delta)) = plain_delta(json).filter(|(message_id, _)| !message_id.is_empty()) {
        return StreamEvent::TextDelta { message_id, delta };
    }
    let Ok(event) = JSON::parse(json) else { return StreamEvent::Other };
    let kind = text(&event, "type");
    // A text that belongs to no message can't be shown.
    if kind.starts_with("TEXT_MESSAGE_") && kind != CHUNK && text(&event, "messageId").is_empty() {
        return StreamEvent::Other;
    }
    match kind.as_str() {
        "TEXT_MESSAGE_CONTENT" | CHUNK => {
            StreamEvent::TextDelta { message_id: text(&event, "messageId"), delta: text(&event, "delta") }
        }
        "TEXT_MESSAGE_START" => StreamEvent::TextStarted { message_id: text(&event, "messageId") },
        "TEXT_MESSAGE_END" => StreamEvent::TextEnded { message_id: text(&event, "messageId") },
        "RUN_STARTED" => StreamEvent::RunStarted {
            run_id: text(&event, "runId"),
            message: newest_user_message(&get(&get(&event, "input"), "messages")),
        },
        "ACTIVITY_SNAPSHOT" if text(&event, "activityType") == CITATIONS => {
            let (message_id, citations) = citations(&get(&event, "content"));
            StreamEvent::Citations { message_id, citations }
        }
        "RUN_FINISHED" => {
            let cancelled = text(&get(&event, "outcome"), "type") == "cancelled";
            StreamEvent::RunFinished(if cancelled { Outcome::Cancelled } else { Outcome::Success })
        }
        "RUN_ERROR" => StreamEvent::RunFailed(match text(&event, "code").as_str() {
            // Words without a code are a server's own, and not for visitors.
            "" => failure(code::INTERNAL, "", None),
            code => failure(code, &text(&event, "message"), None),
        }),
        _ => StreamEvent::Other,
    }
}

/// A stored conversation up to the run that is under way in it, and that run's id.
pub(crate) fn conversation(thread: &JsValue) -> (Conversation, Option<String>) {
    let mut conversation = Conversation::new(text(thread, "id"));
    let mut sources = Vec::new();
    for stored in list(&get(thread, "messages")) {
        let message = get(&stored, "message");
        let id = text(&message, "id");
        match text(&message, "role").as_str() {
            "activity" if text(&message, "activityType") == CITATIONS => {
                sources.push(citations(&get(&message, "content")));
            }
            // Calls of tools are between the agent and the page.
            "assistant" if get(&message, "toolCalls").is_truthy() => {}
            role @ ("user" | "assistant") if conversation.message(&id).is_none() => {
                let author = if role == "user" { Author::Visitor } else { Author::Assistant };
                let incomplete = text(&get(&get(&message, "metadata"), "siesta"), "incomplete");
                let state = match incomplete.as_str() {
                    "" => MessageState::Complete,
                    "cancelled" => MessageState::Stopped,
                    code => MessageState::Broken(failure(code, "", None)),
                };
                conversation.messages.push(Message::new(&id, author, &text(&message, "content"), state));
            }
            _ => {}
        }
    }
    for message in &mut conversation.messages {
        if let Some(at) = sources.iter().position(|(id, _)| *id == message.id) {
            message.citations = sources.swap_remove(at).1;
        }
    }
    let oldest = list(&get(thread, "messages")).first().map(|stored| number(stored, "seq"));
    conversation.earlier_than = oldest.filter(|_| get(thread, "hasMore").is_truthy());
    let active = get(thread, "activeRun");
    if !active.is_object() {
        conversation.last_seq = number(thread, "lastSeq");
        return (conversation, None);
    }
    conversation.last_seq = number(&active, "firstSeq") - 1;
    (conversation, Some(text(&active, "runId")))
}

/// The items of an array; none when it is no array.
pub(crate) fn list(value: &JsValue) -> Vec<JsValue> {
    value.dyn_ref::<Array>().map(|array| array.iter().collect()).unwrap_or_default()
}

fn number(value: &JsValue, key: &str) -> u64 {
    get(value, key).as_f64().unwrap_or_default() as u64
}

fn newest_user_message(messages: &JsValue) -> Option<(String, String)> {
    let message = list(messages).into_iter().rev().find(|message| text(message, "role") == "user")?;
    Some((text(&message, "id"), text(&message, "content")))
}

fn citations(content: &JsValue) -> (String, Vec<Citation>) {
    let citations = list(&get(content, "citations"))
        .iter()
        .map(|citation| Citation {
            number: number(citation, "number") as u32,
            title: text(citation, "title"),
            url: text(citation, "url"),
            snippet: text(citation, "snippet"),
        })
        .collect();
    (text(content, "messageId"), citations)
}
