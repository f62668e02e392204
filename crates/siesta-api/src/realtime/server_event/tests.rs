//! Server events, read from the JSON that servers write.

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
    let event = json!({"type": "siesta.weather.changed", "id": 7});
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

#[test]
fn a_function_call_arrives_piece_by_piece_and_whole() {
    let event = decode(json!({"type": "response.function_call_arguments.delta", "response_id": "r",
        "item_id": "i", "output_index": 0, "call_id": "c", "delta": "{\"zoom\":"}));
    let ServerEvent::ArgumentsDelta(delta) = event else { panic!("{event:?}") };
    assert_eq!((delta.call_id.as_str(), delta.delta.as_str()), ("c", "{\"zoom\":"));

    let event = decode(json!({"type": "response.function_call_arguments.done", "response_id": "r",
        "item_id": "i", "call_id": "c", "name": "show_map", "arguments": "{\"zoom\":3}"}));
    let ServerEvent::ArgumentsDone(done) = event else { panic!("{event:?}") };
    assert_eq!((done.name.as_deref(), done.arguments.as_str()), (Some("show_map"), "{\"zoom\":3}"));

    let event = decode(json!({"type": "response.output_item.done", "response_id": "r", "output_index": 0,
        "item": {"type": "function_call", "id": "i", "status": "completed", "call_id": "c",
                 "name": "show_map", "arguments": "{\"zoom\":3}"}}));
    let ServerEvent::OutputItemDone(OutputItemEvent { item: OutputItem::FunctionCall(call), .. }) = event
    else {
        panic!()
    };
    assert_eq!((call.call_id.as_str(), call.name.as_str()), ("c", "show_map"));
    assert_eq!(call.extra["status"], "completed");
}

#[test]
fn an_item_that_is_no_function_call_is_kept_whole() {
    for item in [
        json!({"type": "message", "role": "assistant", "content": []}),
        json!({"type": "mcp_call", "call_id": "c", "name": "n", "arguments": "{}"}),
    ] {
        let event = decode(json!({"type": "response.output_item.added", "item": item}));
        let ServerEvent::OutputItemAdded(event) = event else { panic!("{event:?}") };
        assert_eq!(event.item, OutputItem::Other(item));
    }
}

#[test]
fn an_event_that_the_client_causes_has_two_names() {
    for name in ["conversation.item.created", "conversation.item.added"] {
        let event = decode(json!({"type": name, "item": {"id": "i"}}));
        assert!(matches!(event, ServerEvent::ConversationItemCreated(_)), "{event:?}");
    }
    let event = decode(json!({"type": "session.updated", "session": {"id": "s"}}));
    assert!(matches!(event, ServerEvent::SessionUpdated(_)), "{event:?}");
}
