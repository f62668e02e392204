//! Results that are refused: with a status and a code, before anything is begun.

use contract::error::code;
use contract::limits::TOOL_RESULT_CHARS;
use serde_json::{Value, json};

use super::{Client, pending};
use crate::support::backend::{Backend, id};
use crate::support::events::text;
use crate::support::vendor::Vendor;

/// Sends what the client has, and takes its last message back.
async fn refused(backend: &Backend, client: &mut Client) -> (u16, String) {
    let response = client.send(backend, &id()).await;
    let status = response.status().as_u16();
    let problem: Value = response.json().await.unwrap();
    client.messages.pop();
    (status, problem["code"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_result_changes_nothing_and_the_right_one_is_taken_afterwards() {
    let vendor = Vendor::saying(&[]).await;
    let backend = Backend::start(&vendor).await;
    let mut client = Client::new(&backend).await;
    let call = client.asks_for_a_map(&backend, &vendor).await;
    let asked = vendor.seen().sessions.len();

    let cases = [
        (json!("no-such-call"), json!(r#"{"shown":true}"#), 409, code::TOOL_CALL_NOT_PENDING),
        (json!(call), json!("done"), 400, code::TOOL_RESULT_INVALID),
        (json!(call), json!(r#"{"shown":"yes"}"#), 400, code::TOOL_RESULT_INVALID),
        (json!(call), json!("x".repeat(TOOL_RESULT_CHARS + 1)), 400, code::TOOL_RESULT_INVALID),
        (json!(null), json!(r#"{"shown":true}"#), 400, code::INVALID_REQUEST),
    ];
    for (tool_call_id, content, status, expected) in cases {
        client.returns("", "");
        let message = client.messages.last_mut().unwrap();
        (message["toolCallId"], message["content"]) = (tool_call_id.clone(), content);
        assert_eq!(refused(&backend, &mut client).await, (status, expected.to_owned()), "{tool_call_id}");
    }
    client.returns(&call, r#"{"shown":true}"#);
    client.returns(&call, r#"{"shown":false}"#);
    assert_eq!(refused(&backend, &mut client).await, (400, code::INVALID_REQUEST.to_owned()), "twice");
    assert_eq!(vendor.seen().sessions.len(), asked, "the platform heard of none");

    assert_eq!(text(&client.run(&backend).await), "Here.");
    client.messages.push(json!({ "id": "a", "role": "assistant", "content": "Here." }));
    client.returns(&call, r#"{"shown":true}"#);
    let again = refused(&backend, &mut client).await;
    assert_eq!(again, (409, code::TOOL_CALL_NOT_PENDING.to_owned()), "answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_answers_the_calls_of_another_visitor_or_thread() {
    let vendor = Vendor::saying(&[]).await;
    let backend = Backend::start(&vendor).await;
    let mut owner = Client::new(&backend).await;
    let call = owner.asks_for_a_map(&backend, &vendor).await;

    let not_pending = (409, code::TOOL_CALL_NOT_PENDING.to_owned());
    let mut thief = Client::new(&backend).await;
    thief.returns(&call, r#"{"shown":true}"#);
    thief.thread = owner.thread.clone();
    assert_eq!(refused(&backend, &mut thief).await, not_pending, "another visitor");

    let thread = std::mem::replace(&mut owner.thread, id());
    owner.returns(&call, r#"{"shown":true}"#);
    assert_eq!(refused(&backend, &mut owner).await, not_pending, "another thread");
    let threads: Value =
        owner.visitor.get(&backend, "/v1/threads").send().await.unwrap().json().await.unwrap();
    assert_eq!(threads["threads"].as_array().unwrap().len(), 1, "no thread is made on the way");

    owner.thread = thread;
    owner.returns(&call, r#"{"shown":true}"#);
    assert_eq!(pending(&owner.run(&backend).await), [""; 0]);
}
