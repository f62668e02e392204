//! `POST /v1/threads/{id}/messages/{mid}/feedback`.

use reqwest::Response;
use serde_json::{Value, json};

use crate::support::backend::{Asked, Backend, Visitor, id};
use crate::support::events::{Events, kinds};
use crate::support::vendor::{Plan, Vendor};

struct Case {
    vendor: Vendor,
    backend: Backend,
    visitor: Visitor,
    asked: Asked,
}

impl Case {
    /// A visitor with an answer.
    async fn start() -> Self {
        let vendor = Vendor::saying(&["Hello"]).await;
        let backend = Backend::start(&vendor).await;
        let visitor = backend.visitor().await;
        let (asked, _) = visitor.hear(&backend, "Hi?").await;
        Self { vendor, backend, visitor, asked }
    }

    fn path(&self) -> String {
        path(&self.asked.thread, &format!("{}:answer", self.asked.run))
    }

    async fn rate(&self, body: Value) -> Response {
        self.visitor.post(&self.backend, &self.path()).json(&body).send().await.unwrap()
    }

    async fn get(&self, path: &str) -> Value {
        self.visitor.get(&self.backend, path).send().await.unwrap().json().await.unwrap()
    }

    /// What the answer carries in the thread's history, and in the export.
    async fn notes(&self) -> [Value; 2] {
        let thread = self.get(&format!("/v1/threads/{}", self.asked.thread)).await;
        let export = self.get("/v1/me").await;
        [&thread["messages"][2]["message"], &export["threads"][0]["runs"][0]["messages"][2]].map(|message| {
            assert_eq!(message["role"], "assistant");
            message["metadata"]["siesta"]["feedback"].clone()
        })
    }

    async fn events(&self) -> Vec<(u64, Value)> {
        let path = format!("/v1/threads/{}/events?follow=0", self.asked.thread);
        Events::of(self.visitor.get(&self.backend, &path).send().await.unwrap()).all().await
    }
}

fn path(thread: &str, message: &str) -> String {
    format!("/v1/threads/{thread}/messages/{message}/feedback")
}

#[tokio::test(flavor = "multi_thread")]
async fn feedback_is_in_the_log_in_the_history_and_in_the_export_and_is_replaced() {
    let case = Case::start().await;
    let before = case.events().await;
    assert_eq!(case.notes().await, [Value::Null, Value::Null]);
    let down = json!({ "rating": "down", "reason": " not\n true ", "comment": "  The price\nis wrong. " });
    let response = case.rate(down).await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (200, &"application/json".parse().unwrap())
    );
    let next = before.len() as u64 + 1;
    assert_eq!(response.json::<Value>().await.unwrap(), json!({ "seq": next }));

    let kept = json!({ "rating": "down", "reason": "not true", "comment": "The price\nis wrong." });
    assert_eq!(case.notes().await, [kept.clone(), kept.clone()]);
    let mut value = kept;
    value["messageId"] = format!("{}:answer", case.asked.run).into();
    let event = json!({ "type": "CUSTOM", "name": "siesta.feedback", "value": value });
    assert_eq!(case.events().await.last(), Some(&(next, event)));

    let up = json!({ "rating": "up", "comment": " " });
    assert_eq!(case.rate(up).await.json::<Value>().await.unwrap(), json!({ "seq": next + 1 }));
    assert_eq!(case.notes().await, [json!({ "rating": "up" }), json!({ "rating": "up" })]);
    // It is no part of a run: the run again is what it was.
    let again = Events::of(case.visitor.send(&case.backend, &case.asked).await).all().await;
    assert_eq!(again, before);
    // Who follows the thread sees it as it comes.
    let events = format!("/v1/threads/{}/events?after={}", case.asked.thread, next + 1);
    let mut follower = Events::of(case.visitor.get(&case.backend, &events).send().await.unwrap());
    case.rate(json!({ "rating": "down" })).await;
    assert_eq!(follower.next().await.unwrap().0, next + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_ended_answer_of_ones_own_thread_can_be_rated() {
    let case = Case::start().await;
    let (thread, run) = (&case.asked.thread, &case.asked.run);
    let (other, _) = case.visitor.hear(&case.backend, "Hi?").await;
    let stranger = case.backend.visitor().await;
    let answer = format!("{run}:answer");
    let cases = [
        (&stranger, path(thread, &answer), "somebody else's"),
        (&case.visitor, path(&id(), &answer), "an unknown thread"),
        (&case.visitor, path("1", &answer), "no id"),
        (&case.visitor, path(&other.thread, &answer), "an answer of another thread"),
        (&case.visitor, path(thread, "m-1"), "the visitor's own message"),
        (&case.visitor, path(thread, &format!("{run}:answer:citations")), "an activity"),
        (&case.visitor, path(thread, run), "a run"),
        (&case.visitor, path(thread, "%2E%2E"), "nothing"),
        (&case.visitor, path(thread, "%00"), "a byte that no id has"),
        (&case.visitor, path(thread, "%FF"), "no text"),
    ];
    let unknown = stranger.get(&case.backend, &format!("/v1/threads/{}", id())).send().await.unwrap();
    let mut unknown: Value = unknown.json().await.unwrap();
    unknown["requestId"] = Value::Null;
    for (visitor, path, why) in cases {
        let request = visitor.post(&case.backend, &path).json(&json!({ "rating": "up" }));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 404, "{why}");
        let mut problem: Value = response.json().await.unwrap();
        problem["requestId"] = Value::Null;
        assert_eq!(problem, unknown, "{why}");
    }
    assert_eq!(case.notes().await, [Value::Null, Value::Null]);

    case.vendor.plan(Plan::held());
    let running = Asked { run: id(), ..case.asked.clone() };
    let mut events = Events::of(case.visitor.send(&case.backend, &running).await);
    events.until("TEXT_MESSAGE_CONTENT").await;
    let rate = async || {
        let path = path(thread, &format!("{}:answer", running.run));
        let request = case.visitor.post(&case.backend, &path).json(&json!({ "rating": "up" }));
        request.send().await.unwrap().status()
    };
    assert_eq!(rate().await, 404, "an answer that is being written");
    // Feedback on an earlier answer does not disturb it.
    assert_eq!(case.rate(json!({ "rating": "down" })).await.status(), 200);
    let export = case.get("/v1/me").await;
    assert_eq!(export["threads"][0]["runs"][1]["messages"][1]["content"], "Hel");
    case.vendor.release();
    assert_eq!(kinds(&events.all().await), ["TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_END", "RUN_FINISHED"]);
    assert_eq!(rate().await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_long_or_not_documented_is_refused() {
    let case = Case::start().await;
    let long = |characters| "ř".repeat(characters);
    let refused = [
        json!({}),
        json!({ "rating": "sideways" }),
        json!({ "rating": "up", "comment": long(2001) }),
        json!({ "rating": "up", "reason": long(101) }),
        json!({ "rating": "up", "comment": 1 }),
        json!({ "rating": "up", "visitorId": "x" }),
    ];
    for body in refused {
        assert_eq!(case.rate(body.clone()).await.status(), 400, "{body}");
    }
    assert_eq!(case.notes().await, [Value::Null, Value::Null]);
    let most = json!({ "rating": "up", "comment": long(2000), "reason": long(100) });
    assert_eq!(case.rate(most.clone()).await.status(), 200);
    assert_eq!(case.notes().await, [most.clone(), most]);
}
