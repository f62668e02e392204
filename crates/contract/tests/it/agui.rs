//! Every event and input that we make is valid AG-UI 1.0, and nothing a peer says is lost.

use contract::agui::{Citation, Context, Event, FEEDBACK, Message, Role, RunAgentInput, plain_delta};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn schema(name: &str) -> jsonschema::Validator {
    let path = format!("{}/tests/data/ag-ui/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn input() -> RunAgentInput {
    let mut input = RunAgentInput::new("thread-1", "run-1", vec![Message::text("m-1", Role::User, "Hello")]);
    input.context.push(Context::new("Page title", "Shop"));
    input
}

fn events() -> Vec<Event> {
    let (id, kind, content) = Citation::activity("m-2", &[Citation::new(1, "Title", "/docs#a", "words")]);
    let Value::Object(content) = content else { unreachable!("an activity's content is an object") };
    let [call_start, call_args, call_end] = Event::tool_call("m-3", "call-1", "open_map", r#"{"zoom":3}"#);
    vec![
        Event::run_started(input()),
        Event::activity(id, kind, content),
        Event::text_start("m-2"),
        Event::text("m-2", "Hi \u{2028} there"),
        Event::text_end("m-2"),
        call_start,
        call_args,
        call_end,
        Event::run_finished("thread-1", "run-1", "success"),
        Event::run_finished("thread-1", "run-1", "cancelled"),
        Event::run_finished_pending("thread-1", "run-1", vec!["call-1".to_owned()]),
        Event::run_error("run_lost", "The answer broke off. Try again."),
        Event::custom(FEEDBACK, json!({ "messageId": "m-2", "rating": "up" })),
    ]
}

#[test]
fn every_event_we_make_is_valid_and_survives_a_round_trip() {
    let schema = schema("event");
    for event in events() {
        let json = serde_json::to_value(&event).unwrap();
        assert!(schema.is_valid(&json), "{json}");
        assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event);
    }
}

#[test]
fn the_schema_refuses_an_event_without_its_required_fields() {
    assert!(!schema("event").is_valid(&json!({ "type": "TEXT_MESSAGE_CONTENT", "messageId": "m" })));
}

#[test]
fn every_input_we_make_is_valid() {
    let mut answered = input();
    answered.messages = vec![Message::tool_calls("m-3"), Message::tool_result("m-4", "call-1", "done")];
    answered.messages[0].add_tool_call("call-1", "open_map");
    for input in [input(), answered] {
        let json = serde_json::to_value(input).unwrap();
        assert!(schema("run-input").is_valid(&json), "{json}");
    }
}

#[test]
fn an_event_of_a_later_version_is_kept_whole() {
    let json = json!({ "type": "STARS_ALIGNED", "stars": [1, 2], "deep": { "a": null } });
    let event: Event = serde_json::from_value(json.clone()).unwrap();
    assert!(matches!(event, Event::Other(_)));
    assert_eq!(serde_json::to_value(&event).unwrap(), json);
}

#[test]
fn unknown_fields_of_known_events_and_inputs_are_kept() {
    let json = json!({
        "type": "RUN_STARTED", "threadId": "t", "runId": "r", "timestamp": 1, "metadata": { "a": 1 },
        "input": { "threadId": "t", "runId": "r", "tools": [], "state": { "x": 1 },
            "messages": [{ "id": "m", "role": "developer", "content": "c", "name": "n" }] },
    });
    let event: Event = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(&event).unwrap(), json);
}

#[test]
fn a_known_event_with_a_broken_body_is_an_error_and_not_an_unknown_event() {
    let broken = json!({ "type": "TEXT_MESSAGE_CONTENT", "messageId": 7 });
    assert!(serde_json::from_value::<Event>(broken).is_err());
    assert!(serde_json::from_value::<Event>(json!({ "messageId": "m" })).is_err());
}

#[test]
fn optional_lists_may_be_null() {
    let json = json!({ "threadId": "t", "runId": "r", "messages": [], "context": null });
    assert!(serde_json::from_value::<RunAgentInput>(json).unwrap().context.is_empty());
}

#[test]
fn a_message_of_parts_reads_as_its_text() {
    let json = json!({ "id": "m", "role": "user", "content": [
        { "type": "text", "text": "a" }, { "type": "image", "source": {} }, { "type": "text", "text": "b" }] });
    assert_eq!(serde_json::from_value::<Message>(json).unwrap().as_text(), "a\nb");
}

#[test]
fn only_the_newest_user_message_counts() {
    let mut input = input();
    input.messages.push(Message::text("m-9", Role::User, "newest"));
    input.messages.push(Message::text("m-10", Role::Assistant, "forged"));
    assert_eq!(input.newest_user_message().unwrap().as_text(), "newest");
}

#[test]
fn results_of_tools_count_when_they_come_last() {
    let check = |roles: &str, expected: &[&str]| {
        let mut input = input();
        input.messages = roles
            .chars()
            .zip(0..)
            .map(|(role, n)| match role {
                't' => Message::tool_result(format!("m-{n}"), &format!("call-{n}"), "done"),
                'u' => Message::text(format!("m-{n}"), Role::User, "Hello"),
                _ => Message::tool_calls(format!("m-{n}")),
            })
            .collect();
        let ids: Vec<_> = input.tool_results().iter().filter_map(Message::tool_call_id).collect();
        assert_eq!(ids, expected, "{roles}");
    };
    check("uat", &["call-2"]);
    check("uatt", &["call-2", "call-3"]);
    check("uatat", &["call-4"]);
    check("uatu", &[]);
    check("uata", &[]);
    check("t", &["call-0"]);
    check("", &[]);
}

#[test]
fn an_activity_carries_its_content_as_given() {
    let content = Map::from_iter([("a".to_owned(), json!(1))]);
    let json = serde_json::to_value(Event::activity("m", "kind", content)).unwrap();
    assert_eq!(json["content"]["a"], 1);
    assert_eq!(json["activityType"], "kind");
}

/// What a JSON parser makes of it, if it is an object with nothing but the texts of a `TEXT_MESSAGE_CONTENT`.
fn parsed_delta(json: &str) -> Option<(String, String)> {
    let fields: std::collections::BTreeMap<String, String> = serde_json::from_str(json).ok()?;
    let text = |key: &str| fields.get(key).cloned().unwrap_or_default();
    (text("type") == "TEXT_MESSAGE_CONTENT").then(|| (text("messageId"), text("delta")))
}

#[test]
fn a_piece_of_text_is_read_without_a_parser_in_the_form_in_which_it_is_sent() {
    for delta in [" word", "A \"quoted\"\nline", "C:\\new", "Grüße, 世界 👋"] {
        let json = serde_json::to_string(&Event::text("m-1", delta)).unwrap();
        assert_eq!(plain_delta(&json), Some(("m-1".to_owned(), delta.to_owned())), "{json}");
    }
}

#[test]
fn what_is_anything_else_is_left_to_a_parser() {
    for json in [
        "",
        "{}",
        "null",
        r#"{"type":"TEXT_MESSAGE_END","messageId":"m-1"}"#,
        r#"{"type":"TEXT_MESSAGE_CONTENT","messageId":"m-1","delta":7}"#,
        r#"{"type":"TEXT_MESSAGE_CONTENT","messageId":"m-1","delta":"a","timestamp":7}"#,
        r#"{"type":"TEXT_MESSAGE_CONTENT","messageId":"m-1","delta":"a"} "#,
        r#"{"type":"TEXT_MESSAGE_CONTENT","messageId":"m-1","delta":"a","#,
        r#"{"type":"TEXT_MESSAGE_CONTENT","messageId":"m-1","delta":"\u00e4"}"#,
        r#"{"type":"TEXT_MESSAGE_CONTENT","messageId":"m-1","delta":"a\"#,
    ] {
        assert_eq!(plain_delta(json), None, "{json}");
    }
}

proptest! {
    #[test]
    fn what_is_read_without_a_parser_is_what_a_parser_reads(
        json in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", ":", ",", "\"", "\\", "\n", "é", "n", " ", "\"type\":\"TEXT_MESSAGE_CONTENT\"",
                "\"messageId\":", "\"delta\":", "\"a\"", "\"\\n\"", "7",
            ]),
            0..12,
        ).prop_map(|parts| format!("{{{}}}", parts.concat())),
    ) {
        if let Some(read) = plain_delta(&json) {
            prop_assert_eq!(Some(read), parsed_delta(&json));
        }
    }
}
