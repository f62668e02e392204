//! Client events, as servers read them.

use serde_json::json;

use super::*;

fn check(event: ClientEvent, expected: Value) {
    assert_eq!(serde_json::to_value(&event).unwrap(), expected);
    assert_eq!(serde_json::from_value::<ClientEvent>(expected).unwrap(), event);
}

#[test]
fn text_is_an_item_of_its_role() {
    let item = |role: &str| {
        json!({"type": "conversation.item.create", "item": {
            "type": "message", "role": role, "content": [{"type": "input_text", "text": "hi"}],
        }})
    };
    check(ClientEvent::user_text("hi"), item("user"));
    check(ClientEvent::system_text("hi"), item("system"));
}

#[test]
fn a_response_is_asked_for_and_cancelled() {
    check(ClientEvent::response_create(), json!({"type": "response.create"}));
    check(ClientEvent::response_cancel(None), json!({"type": "response.cancel"}));
    check(
        ClientEvent::response_cancel(Some("resp_1".to_owned())),
        json!({"type": "response.cancel", "response_id": "resp_1"}),
    );
}

#[test]
fn settings_of_one_answer_travel_inside_response() {
    let mut options = ResponseOptions::new();
    options.instructions = Some("briefly".to_owned());
    options.extra.insert("max_output_tokens".to_owned(), json!(100));
    check(
        ClientEvent::ResponseCreate { response: Some(options) },
        json!({"type": "response.create", "response": {"instructions": "briefly", "max_output_tokens": 100}}),
    );
}

#[test]
fn any_other_event_is_sent_as_it_is() {
    let event = json!({"type": "input_audio_buffer.append", "audio": "AAAA"});
    check(ClientEvent::Other(event.clone()), event);
}

#[test]
fn the_output_of_a_function_is_an_item_of_its_call() {
    check(
        ClientEvent::function_output("call_1", r#"{"ok":true}"#),
        json!({"type": "conversation.item.create", "item": {
            "type": "function_call_output", "call_id": "call_1", "output": "{\"ok\":true}",
        }}),
    );
}

#[test]
fn an_approval_goes_back_with_the_hash_of_what_was_asked_for() {
    let request = json!({"type": "siesta.approval.requested", "id": "a", "name": "n", "payloadHash": "h"});
    let request = serde_json::from_value(request).unwrap();
    check(
        ClientEvent::approval(&request, true),
        json!({"type": "siesta.approval.resolve", "id": "a", "approved": true, "payloadHash": "h"}),
    );
}

#[test]
fn settings_of_the_session_are_changed_by_name() {
    let session = json!({"instructions": "briefly"}).as_object().unwrap().clone();
    check(
        ClientEvent::SessionUpdate { session },
        json!({"type": "session.update", "session": {"instructions": "briefly"}}),
    );
}
