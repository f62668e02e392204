//! Events that the server sends.

mod payload;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, describe};

pub use payload::{
    CitationsEvent, ErrorDetail, ErrorEvent, ItemEvent, NumberedCitation, RealtimeResponse, ResponseEvent,
    ResponseStatus, SessionEvent, SessionInfo, TextDeltaEvent, TextDoneEvent, Usage,
};

/// An event from the server, routed by its top-level `type`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ServerEvent {
    /// `session.created`: the connection is ready.
    SessionCreated(SessionEvent),
    /// `conversation.item.created`: an item was added, the client's own included.
    ConversationItemCreated(ItemEvent),
    /// `response.created`: the agent began an answer.
    ResponseCreated(ResponseEvent),
    /// `response.output_text.delta` (or the older `response.text.delta`): more of the answer's text.
    OutputTextDelta(TextDeltaEvent),
    /// `response.output_text.done` (or the older `response.text.done`): the whole text once more.
    OutputTextDone(TextDoneEvent),
    /// `response.done`: the answer has ended, well or not; see its status.
    ResponseDone(ResponseEvent),
    /// `error`: a client event was refused. The connection goes on.
    Error(ErrorEvent),
    /// An event of the vendor's own, named `siesta.*`.
    Siesta(SiestaEvent),
    /// Any other event, whole.
    Other(Value),
}

/// The vendor's own events. Their names are assumed; this is the one place to change them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SiestaEvent {
    /// `siesta.citations`: what the coming answer rests on.
    Citations(CitationsEvent),
    /// Any other event named `siesta.*`, whole.
    Other(Value),
}

impl ServerEvent {
    /// Reads one event. A type this client does not know is kept whole.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] when the text is not a JSON object with a `type`, or lacks what its type needs.
    pub fn decode(text: &str) -> Result<Self, Error> {
        let event: Value = serde_json::from_str(text)
            .map_err(|error| Error::Decode { operation: "event".to_owned(), detail: describe(&error) })?;
        let Some(kind) = event["type"].as_str() else {
            return Err(Error::Decode {
                operation: "event".to_owned(),
                detail: "the field `type` is missing".to_owned(),
            });
        };
        match kind {
            "session.created" => read("session.created", event).map(Self::SessionCreated),
            "conversation.item.created" => {
                read("conversation.item.created", event).map(Self::ConversationItemCreated)
            }
            "response.created" => read("response.created", event).map(Self::ResponseCreated),
            "response.output_text.delta" | "response.text.delta" => {
                read("response.output_text.delta", event).map(Self::OutputTextDelta)
            }
            "response.output_text.done" | "response.text.done" => {
                read("response.output_text.done", event).map(Self::OutputTextDone)
            }
            "response.done" => read("response.done", event).map(Self::ResponseDone),
            "error" => read("error", event).map(Self::Error),
            "siesta.citations" => {
                read("siesta.citations", event).map(|event| Self::Siesta(SiestaEvent::Citations(event)))
            }
            custom if custom.starts_with("siesta.") => Ok(Self::Siesta(SiestaEvent::Other(event))),
            _ => Ok(Self::Other(event)),
        }
    }
}

fn read<T: DeserializeOwned>(kind: &'static str, event: Value) -> Result<T, Error> {
    serde_json::from_value(event)
        .map_err(|error| Error::Decode { operation: format!("event {kind}"), detail: describe(&error) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn decode(event: Value) -> ServerEvent {
        ServerEvent::decode(&event.to_string()).unwrap()
    }

    #[test]
    fn both_spellings_of_the_text_events_are_one() {
        for name in ["response.output_text", "response.text"] {
            let event = decode(json!({"type": format!("{name}.delta"), "response_id": "r", "delta": "Hel"}));
            let ServerEvent::OutputTextDelta(delta) = event else { panic!("{event:?}") };
            assert_eq!((delta.response_id.as_deref(), delta.delta.as_str()), (Some("r"), "Hel"));

            let event = decode(json!({"type": format!("{name}.done"), "response_id": "r", "text": "Hello"}));
            let ServerEvent::OutputTextDone(done) = event else { panic!("{event:?}") };
            assert_eq!(done.text, "Hello");
        }
    }

    #[test]
    fn a_response_ends_with_its_status_and_usage() {
        let event = decode(json!({"type": "response.done", "event_id": "e", "response": {
            "id": "r", "status": "completed",
            "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3},
        }}));
        let ServerEvent::ResponseDone(ResponseEvent { event_id, response, .. }) = event else {
            panic!("{event:?}")
        };
        assert_eq!(event_id.as_deref(), Some("e"));
        assert_eq!(response.id, "r");
        assert_eq!(response.status, ResponseStatus::Completed);
        assert_eq!(response.usage.unwrap().total_tokens, 3);
    }

    #[test]
    fn every_status_is_known_and_a_new_one_is_kept() {
        let status = |status: &str| {
            let event = decode(json!({"type": "response.done", "response": {"id": "r", "status": status}}));
            let ServerEvent::ResponseDone(event) = event else { panic!("{event:?}") };
            event.response.status
        };
        assert_eq!(status("in_progress"), ResponseStatus::InProgress);
        assert_eq!(status("cancelled"), ResponseStatus::Cancelled);
        assert_eq!(status("failed"), ResponseStatus::Failed);
        assert_eq!(status("incomplete"), ResponseStatus::Incomplete);
        assert_eq!(status("paused"), ResponseStatus::Other("paused".to_owned()));
    }

    #[test]
    fn citations_are_one_of_the_vendors_own_events() {
        let event = decode(json!({"type": "siesta.citations", "response_id": "r", "citations": [
            {"number": 1, "title": "Guide", "url": "https://example.com/", "snippet": "…"},
        ]}));
        let ServerEvent::Siesta(SiestaEvent::Citations(event)) = event else { panic!("{event:?}") };
        assert_eq!(event.response_id.as_deref(), Some("r"));
        assert_eq!((event.citations[0].number, event.citations[0].title.as_str()), (1, "Guide"));
    }

    #[test]
    fn unknown_events_are_kept_whole() {
        let event = json!({"type": "response.audio.delta", "delta": "AAAA", "nested": {"a": [1, null]}});
        assert_eq!(decode(event.clone()), ServerEvent::Other(event));
        let event = json!({"type": "siesta.subagent.status", "id": 7});
        assert_eq!(decode(event.clone()), ServerEvent::Siesta(SiestaEvent::Other(event)));
    }

    #[test]
    fn unknown_fields_of_known_events_are_kept() {
        let event = decode(json!({"type": "response.created", "later": 1, "response": {
            "id": "r", "status": "in_progress", "metadata": {"k": "v"},
        }}));
        let ServerEvent::ResponseCreated(event) = event else { panic!("{event:?}") };
        assert_eq!(event.extra["later"], 1);
        assert_eq!(event.response.extra["metadata"]["k"], "v");
    }

    #[test]
    fn a_malformed_event_is_named_without_its_content() {
        let check = |text: &str, expected: &str| {
            let message = ServerEvent::decode(text).unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
            assert!(!message.contains("secret"), "{message}");
        };
        check("secret", "event: unexpected form: not JSON");
        check("[]", "event: unexpected form: the field `type` is missing");
        check(r#"{"type":7}"#, "event: unexpected form: the field `type` is missing");
        check(
            r#"{"type":"response.text.delta"}"#,
            "event response.output_text.delta: unexpected form: the field `delta` is missing",
        );
        check(
            r#"{"type":"error","error":"secret"}"#,
            "event error: unexpected form: a field has another type than documented",
        );
    }
}
