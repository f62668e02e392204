//! What each event of the platform becomes.

use contract::error::code;
use serde_json::{Value, json};

use super::*;

fn events(translated: &Translated) -> Vec<Value> {
    translated.events.iter().map(|event| serde_json::to_value(event).unwrap()).collect()
}

/// Feeds the platform's events and gives all AG-UI events, and the failure that ends them.
fn translate(input: &[Value]) -> (Vec<Value>, Option<&'static str>) {
    let mut translator = Translator::new("t", "r", ClientTools::default());
    let mut output = Vec::new();
    for event in input {
        let event = ServerEvent::decode(&event.to_string()).unwrap();
        let translated = translator.server_event(event);
        output.extend(events(&translated));
        if let Some(failure) = translated.failure {
            return (output, Some(failure.code));
        }
    }
    (output, None)
}

fn delta(item: &str, text: &str) -> Value {
    json!({ "type": "response.output_text.delta", "response_id": "x", "item_id": item, "delta": text })
}

fn text_done(item: &str, text: &str) -> Value {
    json!({ "type": "response.output_text.done", "response_id": "x", "item_id": item, "text": text })
}

fn done(status: &str) -> Value {
    json!({ "type": "response.done", "response": { "id": "x", "status": status } })
}

fn start(id: &str) -> Value {
    json!({ "type": "TEXT_MESSAGE_START", "messageId": id, "role": "assistant" })
}

fn content(id: &str, text: &str) -> Value {
    json!({ "type": "TEXT_MESSAGE_CONTENT", "messageId": id, "delta": text })
}

fn end(id: &str) -> Value {
    json!({ "type": "TEXT_MESSAGE_END", "messageId": id })
}

fn finished(outcome: &str) -> Value {
    json!({ "type": "RUN_FINISHED", "threadId": "t", "runId": "r", "outcome": { "type": outcome } })
}

#[test]
fn a_streamed_answer_is_one_message_and_a_success() {
    let input = [
        json!({ "type": "session.created", "session": { "id": "s", "model": "m" } }),
        json!({ "type": "conversation.item.created", "item": {} }),
        json!({ "type": "response.created", "response": { "id": "x", "status": "in_progress" } }),
        delta("i", "Hel"),
        delta("i", ""),
        delta("i", "lo"),
        text_done("i", "Hello"),
        done("completed"),
    ];
    let id = "r:answer";
    let expected = vec![start(id), content(id, "Hel"), content(id, "lo"), end(id), finished("success")];
    assert_eq!(translate(&input), (expected, None));
}

#[test]
fn sources_come_before_the_text_and_name_its_message() {
    let citation = json!({ "number": 2, "title": "Guide", "url": "/guide#a", "snippet": "words" });
    let input = [
        json!({ "type": "siesta.citations", "response_id": "x", "citations": [citation.clone(),
            { "number": 3, "title": "Bad", "url": "javascript:alert(1)" }] }),
        delta("i", "See [2]."),
    ];
    let activity = json!({
        "type": "ACTIVITY_SNAPSHOT", "messageId": "r:answer:citations", "activityType": "siesta.citations",
        "content": { "messageId": "r:answer", "citations": [citation,
            { "number": 3, "title": "Bad", "url": "", "snippet": "" }] },
    });
    assert_eq!(translate(&input).0, [activity, start("r:answer"), content("r:answer", "See [2].")]);
}

#[test]
fn no_sources_are_no_activity() {
    assert_eq!(translate(&[json!({ "type": "siesta.citations", "citations": [] })]), (vec![], None));
}

#[test]
fn each_item_of_the_answer_is_a_message_of_its_own() {
    let input = [delta("i", "One"), delta("j", "Two"), done("completed")];
    let (one, two) = ("r:answer", "r:answer-2");
    let expected = [
        start(one),
        content(one, "One"),
        end(one),
        start(two),
        content(two, "Two"),
        end(two),
        finished("success"),
    ];
    assert_eq!(translate(&input).0, expected);
}

#[test]
fn a_text_that_came_without_deltas_is_shown_whole() {
    let input = [text_done("i", "Hello"), done("completed")];
    let id = "r:answer";
    assert_eq!(translate(&input).0, [start(id), content(id, "Hello"), end(id), finished("success")]);
}

#[test]
fn a_cancelled_answer_keeps_what_was_said() {
    let input = [delta("i", "Hel"), done("cancelled")];
    let id = "r:answer";
    assert_eq!(
        translate(&input),
        (vec![start(id), content(id, "Hel"), end(id), finished("cancelled")], None)
    );
}

#[test]
fn ends_that_are_none_have_their_codes() {
    let check = |event: Value, expected: &'static str| {
        assert_eq!(translate(std::slice::from_ref(&event)), (vec![], Some(expected)), "{event}");
    };
    check(done("failed"), code::UPSTREAM_UNAVAILABLE);
    check(done("incomplete"), code::UPSTREAM_UNAVAILABLE);
    check(done("unheard_of"), code::UPSTREAM_UNAVAILABLE);
    check(
        json!({ "type": "response.done", "response": { "id": "x", "status": "failed",
            "status_details": { "error": { "code": "rate_limit_exceeded" } } } }),
        code::UPSTREAM_RATE_LIMITED,
    );
    let error = |kind: &str, code: &str| json!({ "type": "error", "error": { "type": kind, "code": code, "message": "m" } });
    check(error("server_error", "server_error"), code::UPSTREAM_UNAVAILABLE);
    check(error("invalid_request_error", "invalid_value"), code::UPSTREAM_REJECTED);
    check(error("rate_limit_error", "rate_limit_exceeded"), code::UPSTREAM_RATE_LIMITED);
}

#[test]
fn a_cancellation_that_came_too_late_is_no_failure() {
    let error = json!({ "type": "error", "error": { "type": "invalid_request_error",
        "code": "response_cancel_not_active", "message": "m" } });
    assert_eq!(translate(&[error]), (vec![], None));
}

#[test]
fn no_words_of_the_platform_reach_the_visitor_or_the_log() {
    let secret = "CANARY words of a visitor";
    for event in [
        json!({ "type": "error", "error": { "type": secret, "code": secret, "message": secret } }),
        json!({ "type": "response.done", "response": { "id": "x", "status": "failed",
            "status_details": { "error": { "code": secret, "message": secret } } } }),
    ] {
        let event = ServerEvent::decode(&event.to_string()).unwrap();
        let failure = Translator::new("t", "r", ClientTools::default()).server_event(event).failure.unwrap();
        assert!(!format!("{failure:?}").contains("CANARY"), "{failure:?}");
    }
}

#[test]
fn unknown_events_say_nothing() {
    let input =
        [json!({ "type": "siesta.stars.aligned", "id": 1 }), json!({ "type": "response.audio.delta" })];
    assert_eq!(translate(&input), (vec![], None));
}

#[test]
fn a_whole_answer_is_one_delta() {
    let answer: AgentResponse = serde_json::from_value(json!({
        "conversationId": "5e1a7a00-0000-4000-8000-000000000001",
        "messageId": "5e1a7a00-0000-4000-8000-000000000002",
        "response": "Hello", "citations": [{ "title": "Guide", "url": "https://docs.example/" }],
    }))
    .unwrap();
    let translated = Translator::new("t", "r", ClientTools::default()).answer(&answer);
    let id = "r:answer";
    let events = events(&translated);
    assert_eq!(events[0]["content"]["citations"][0]["number"], 1);
    assert_eq!(events[1..], [start(id), content(id, "Hello"), end(id), finished("success")]);
    assert_eq!(translated.failure, None);
}

#[test]
fn a_long_text_is_split_between_characters_and_an_endless_one_fails() {
    let long = "é".repeat(DELTA_BYTES / 2 + 1);
    let mut translator = Translator::new("t", "r", ClientTools::default());
    let translated = translator.text(None, &long);
    let texts: Vec<_> = events(&translated)[1..]
        .iter()
        .map(|event| event["delta"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(texts.len(), 2);
    assert_eq!(texts.concat(), long);
    let failure = translator.text(None, &"x".repeat(ANSWER_BYTES)).failure.unwrap();
    assert_eq!(failure.code, code::UPSTREAM_UNAVAILABLE);
}
