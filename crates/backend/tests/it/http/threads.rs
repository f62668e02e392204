//! `GET /v1/threads` and `GET /v1/threads/{id}`.

use serde_json::{Value, json};

use crate::support::backend::{Asked, Backend, Visitor, id};
use crate::support::events::Events;
use crate::support::vendor::{Plan, Vendor, answer};

async fn get(backend: &Backend, visitor: &Visitor, path: &str) -> Value {
    let response = visitor.get(backend, path).send().await.unwrap();
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn history_has_the_messages_of_ended_runs_page_by_page() {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = Backend::start(&vendor).await;
    let visitor = backend.visitor().await;
    let (mut asked, _) = visitor.hear(&backend, "One").await;
    for text in ["Two", "Three"] {
        asked = Asked { run: id(), text: text.to_owned(), ..asked };
        Events::of(visitor.send(&backend, &asked).await).all().await;
    }
    let path = format!("/v1/threads/{}", asked.thread);
    let page = get(&backend, &visitor, &format!("{path}?limit=2")).await;
    let questions = |page: &Value| -> Vec<String> {
        let messages = page["messages"].as_array().unwrap().iter();
        let users = messages.filter(|entry| entry["message"]["role"] == "user");
        users.map(|entry| entry["message"]["content"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(questions(&page), ["Two", "Three"]);
    assert_eq!((&page["hasMore"], &page["activeRun"]), (&json!(true), &Value::Null));
    assert_eq!(page["title"], "One");
    let before = page["messages"][0]["seq"].as_u64().unwrap();
    let page = get(&backend, &visitor, &format!("{path}?limit=2&before={before}")).await;
    assert_eq!(questions(&page), ["One"]);
    assert_eq!(page["hasMore"], false);
    let roles: Vec<_> =
        page["messages"].as_array().unwrap().iter().map(|m| m["message"]["role"].clone()).collect();
    assert_eq!(roles, ["user", "activity", "assistant"]);
    for wrong in ["limit=0", "limit=201", "limit=x", "before=x"] {
        let response = visitor.get(&backend, &format!("{path}?{wrong}")).send().await.unwrap();
        assert_eq!(response.status(), 400, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_under_way_is_named_with_the_number_to_follow_it_from() {
    let vendor = Vendor::start(Plan::held()).await;
    let backend = Backend::start(&vendor).await;
    let visitor = backend.visitor().await;
    let (asked, response) = visitor.ask(&backend, "One").await;
    let mut events = Events::of(response);
    events.until("TEXT_MESSAGE_CONTENT").await;
    let page = get(&backend, &visitor, &format!("/v1/threads/{}", asked.thread)).await;
    assert_eq!(page["activeRun"], json!({ "runId": asked.run, "firstSeq": 1 }));
    assert_eq!(page["messages"], json!([]));
    vendor.release();
    events.all().await;
    let page = get(&backend, &visitor, &format!("/v1/threads/{}", asked.thread)).await;
    assert_eq!(page["activeRun"], Value::Null);
    assert_eq!(page["messages"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn threads_are_listed_newest_first() {
    let vendor = Vendor::start(Plan { steps: answer(&["ok"]), ..Plan::default() }).await;
    let backend = Backend::start(&vendor).await;
    let visitor = backend.visitor().await;
    assert_eq!(get(&backend, &visitor, "/v1/threads").await, json!({ "threads": [] }));
    let mut expected = Vec::new();
    for text in ["One", "Two"] {
        let (asked, _) = visitor.hear(&backend, text).await;
        expected.insert(0, (asked.thread, text));
    }
    let list = get(&backend, &visitor, "/v1/threads").await;
    let listed: Vec<_> = list["threads"].as_array().unwrap().iter().collect();
    assert_eq!(listed.len(), 2);
    for (thread, (id, title)) in listed.into_iter().zip(expected) {
        assert_eq!((&thread["id"], &thread["title"]), (&json!(id), &json!(title)));
        let created = thread["createdAt"].as_str().unwrap();
        assert!(created.contains('T') && created.ends_with('Z'), "{created}");
    }
}
