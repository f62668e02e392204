//! Events fold into the messages they made.

use contract::agui::{Event, Message, Role, RunAgentInput};
use contract::history::{Fold, rate};
use serde_json::{Map, json};

fn fold(events: &[Event]) -> Vec<Message> {
    let mut fold = Fold::default();
    events.iter().for_each(|event| fold.push(event));
    fold.finish()
}

fn started() -> Event {
    Event::run_started(RunAgentInput::new("t", "r", vec![Message::text("m-1", Role::User, "Hello")]))
}

#[test]
fn a_finished_run_gives_question_sources_and_answer() {
    let content = Map::from_iter([("messageId".to_owned(), json!("m-2"))]);
    let messages = fold(&[
        started(),
        Event::activity("m-2:citations", "siesta.citations", content),
        Event::text_start("m-2"),
        Event::text("m-2", "Hi "),
        Event::text("m-2", "there"),
        Event::text_end("m-2"),
        Event::run_finished("t", "r", "success"),
    ]);
    let texts: Vec<_> = messages.iter().map(|message| (message.id.as_str(), message.as_text())).collect();
    assert_eq!(
        texts,
        [("m-1", "Hello".into()), ("m-2:citations", String::new()), ("m-2", "Hi there".into())]
    );
    assert!(messages.iter().all(|message| !message.extra.contains_key("metadata")));
}

#[test]
fn what_was_written_before_a_run_broke_off_stays_and_is_marked() {
    let messages = fold(&[
        started(),
        Event::text_start("m-2"),
        Event::text("m-2", "Half"),
        Event::run_error("run_lost", "Try again."),
    ]);
    assert_eq!(messages[1].as_text(), "Half");
    assert_eq!(messages[1].extra["metadata"]["siesta"]["incomplete"], "run_lost");
}

#[test]
fn an_answer_that_was_closed_because_its_run_was_stopped_is_marked_itself() {
    let messages = fold(&[
        started(),
        Event::text_start("m-2"),
        Event::text("m-2", "Half"),
        Event::text_end("m-2"),
        Event::run_finished("t", "r", "cancelled"),
    ]);
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[1].extra["metadata"]["siesta"]["incomplete"], "cancelled");
}

#[test]
fn a_run_that_fails_before_its_answer_leaves_a_marked_empty_message() {
    let messages = fold(&[started(), Event::run_finished("t", "r", "cancelled")]);
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[1].role, Role::Assistant);
    assert_eq!(messages[1].extra["metadata"]["siesta"]["incomplete"], "cancelled");
}

#[test]
fn a_later_snapshot_of_an_activity_replaces_the_earlier_one() {
    let snapshot = |n| Event::activity("a", "kind", Map::from_iter([("n".to_owned(), json!(n))]));
    let messages = fold(&[started(), snapshot(1), snapshot(2)]);
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[1].content["n"], 2);
}

#[test]
fn a_run_that_calls_a_tool_leaves_the_call_with_its_arguments() {
    let mut events = vec![started()];
    for (id, name, arguments) in [("c-1", "open_map", r#"{"zoom":3}"#), ("c-2", "read_cart", "{}")] {
        events.extend(Event::tool_call("m-2", id, name, arguments));
    }
    events.push(Event::run_finished_pending("t", "r", vec!["c-1".to_owned(), "c-2".to_owned()]));
    let messages = fold(&events);
    assert_eq!(messages.len(), 2);
    let expected = json!({ "id": "m-2", "role": "assistant", "toolCalls": [
        { "id": "c-1", "type": "function", "function": { "name": "open_map", "arguments": "{\"zoom\":3}" } },
        { "id": "c-2", "type": "function", "function": { "name": "read_cart", "arguments": "{}" } },
    ] });
    assert_eq!(serde_json::to_value(&messages[1]).unwrap(), expected);
}

#[test]
fn a_run_that_takes_results_begins_with_them() {
    let results =
        vec![Message::tool_result("m-3", "c-1", "done"), Message::tool_result("m-4", "c-2", "3 items")];
    let input = RunAgentInput::new("t", "r", results);
    let messages = fold(&[Event::run_started(input), Event::text_start("m-5"), Event::text("m-5", "Hi")]);
    let roles: Vec<_> = messages.iter().map(|message| &message.role).collect();
    assert_eq!(roles, [&Role::Tool, &Role::Tool, &Role::Assistant]);
    assert_eq!(messages[1].tool_call_id(), Some("c-2"));
}

#[test]
fn feedback_stays_at_its_answer_until_it_is_given_again() {
    let mut messages = fold(&[
        started(),
        Event::text_start("m-2"),
        Event::text("m-2", "Half"),
        Event::run_error("run_lost", "Try again."),
    ]);
    let siesta = |messages: &[Message]| messages[1].extra["metadata"]["siesta"].clone();
    let down = json!({ "messageId": "m-2", "rating": "down", "comment": "Cut off" });
    assert!(rate(&mut messages, &down));
    let down = json!({ "rating": "down", "comment": "Cut off" });
    assert_eq!(siesta(&messages), json!({ "incomplete": "run_lost", "feedback": down }));
    assert!(rate(&mut messages, &json!({ "messageId": "m-2", "rating": "up" })));
    assert_eq!(siesta(&messages)["feedback"], json!({ "rating": "up" }));
    // What is about no answer of the run changes nothing.
    let before = messages.clone();
    for value in [json!({ "messageId": "m-1", "rating": "up" }), json!({ "messageId": "x" }), json!(7)] {
        assert!(!rate(&mut messages, &value), "{value}");
    }
    assert_eq!(messages, before);
}
