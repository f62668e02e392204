//! `GET/DELETE /v1/me`, and `PATCH/DELETE /v1/threads/{id}`.

use contract::agui::Role;
use contract::api::ExportResponse;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::backend::{Asked, Backend, ORIGIN, Visitor, id};
use crate::support::events::Events;
use crate::support::key::Key;
use crate::support::vendor::{Plan, Vendor, answer};

async fn remembered(backend: &Backend, key: &Key) -> Visitor {
    let post = || backend.bare(Method::POST, "/v1/session");
    Visitor { token: key.token(ORIGIN, post).await }
}

async fn status(request: reqwest::RequestBuilder) -> u16 {
    request.send().await.unwrap().status().as_u16()
}

async fn threads(backend: &Backend, visitor: &Visitor) -> Vec<Value> {
    let list = visitor.get(backend, "/v1/threads").send().await.unwrap();
    list.json::<Value>().await.unwrap()["threads"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_has_all_conversations_with_the_one_under_way() {
    let vendor = Vendor::saying(&["Fine, \"thanks\"\n"]).await;
    let backend = Backend::start(&vendor).await;
    let key = Key::new(5);
    let visitor = remembered(&backend, &key).await;
    let empty = visitor.get(&backend, "/v1/me").send().await.unwrap();
    assert_eq!(empty.headers()["content-type"], "application/json");
    assert_eq!(empty.headers()["content-disposition"], "attachment; filename=\"conversations.json\"");
    assert_eq!(empty.headers()["cache-control"], "no-store");
    assert_eq!(empty.json::<ExportResponse>().await.unwrap().threads, []);

    let (first, _) = visitor.hear(&backend, "How are you?").await;
    let again = Asked { run: id(), text: "And now?".to_owned(), ..first.clone() };
    Events::of(visitor.send(&backend, &again).await).all().await;
    vendor.plan(Plan::held());
    let (second, response) = visitor.ask(&backend, "Still there?").await;
    let mut running = Events::of(response);
    running.until("TEXT_MESSAGE_CONTENT").await;

    let export = visitor.get(&backend, "/v1/me").send().await.unwrap();
    let export: ExportResponse = export.json().await.unwrap();
    assert_eq!(export.visitor.public_keys, [key.public()]);
    assert!(export.visitor.created_at.is_some());
    let ids: Vec<_> = export.threads.iter().map(|thread| &thread.id).collect();
    assert_eq!(ids, [&first.thread, &second.thread]);
    let said: Vec<Vec<(Role, String)>> = export
        .threads
        .iter()
        .flat_map(|thread| &thread.runs)
        .map(|run| run.messages.iter().map(|said| (said.role.clone(), said.as_text())).collect())
        .collect();
    let [one, two, three] = &said[..] else { panic!("{said:?}") };
    assert_eq!(one[0], (Role::User, "How are you?".to_owned()));
    assert!(one.contains(&(Role::Assistant, "Fine, \"thanks\"\n".to_owned())), "{one:?}");
    assert_eq!(two[0], (Role::User, "And now?".to_owned()));
    let under_way = [(Role::User, "Still there?".to_owned()), (Role::Assistant, "Hel".to_owned())];
    assert_eq!(three[..2], under_way);
    for run in export.threads.iter().flat_map(|thread| &thread.runs) {
        assert_eq!((&*run.context[0].description, &*run.context[0].value), ("Page title", "Shop"));
    }
    assert_eq!(export.threads[0].title, "How are you?");
    vendor.release();
    running.all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_whole_with_many_conversations() {
    let vendor = Vendor::saying(&["ok"]).await;
    let backend = Backend::start(&vendor).await;
    let visitor = backend.visitor().await;
    let mut asked = Vec::new();
    for number in 0..15 {
        let (question, _) = visitor.hear(&backend, &format!("Question {number}")).await;
        asked.push(question.thread);
    }
    let export = visitor.get(&backend, "/v1/me").send().await.unwrap();
    let export: ExportResponse = export.json().await.unwrap();
    assert_eq!(export.visitor.public_keys, [""; 0]);
    let ids: Vec<_> = export.threads.into_iter().map(|thread| thread.id).collect();
    assert_eq!(ids, asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_cancels_runs_ends_streams_and_voids_tokens() {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = Backend::start(&vendor).await;
    let key = Key::new(6);
    let (here, other_tab) = (remembered(&backend, &key).await, remembered(&backend, &key).await);
    let (neighbour, _) = backend.visitor().await.hear(&backend, "I stay").await;
    let (quiet, _) = here.hear(&backend, "Hi?").await;
    vendor.plan(Plan::held());
    let (asked, response) = here.ask(&backend, "And now?").await;
    let mut running = Events::of(response);
    running.until("TEXT_MESSAGE_CONTENT").await;
    let follow = |thread: &str| other_tab.get(&backend, &format!("/v1/threads/{thread}/events"));
    let followers = [
        Events::of(follow(&quiet.thread).send().await.unwrap()),
        Events::of(follow(&asked.thread).send().await.unwrap()),
    ];

    assert_eq!(status(other_tab.delete(&backend, "/v1/me")).await, 204);

    let heard = vendor.seen().events;
    assert_eq!(heard.last().unwrap()["type"], "response.cancel", "the platform stops as well");
    let ended = running.all().await;
    assert_eq!(ended.last().unwrap().1["outcome"]["type"], "cancelled");
    for follower in followers {
        follower.all().await;
    }
    for visitor in [&here, &other_tab] {
        for path in ["/v1/threads", "/v1/me", &format!("/v1/threads/{}", asked.thread)] {
            assert_eq!(status(visitor.get(&backend, path)).await, 401, "{path}");
        }
        assert_eq!(status(visitor.delete(&backend, "/v1/me")).await, 401);
        let again = visitor.post(&backend, "/v1/assistants/primary/runs").json(&quiet.body());
        assert_eq!(status(again).await, 401);
    }

    // The same key is a stranger now, and at once.
    vendor.plan(Plan { steps: answer(&["Hello"]), ..Plan::default() });
    let back = remembered(&backend, &key).await;
    assert_eq!(threads(&backend, &back).await, Vec::<Value>::new());
    for (method, path) in [
        (Method::GET, format!("/v1/threads/{}", asked.thread)),
        (Method::GET, format!("/v1/threads/{}/events", asked.thread)),
        (Method::DELETE, format!("/v1/threads/{}", asked.thread)),
        (Method::POST, format!("/v1/runs/{}/cancel", asked.run)),
    ] {
        let request = backend.request(method, &path).bearer_auth(&back.token);
        assert_eq!(status(request).await, 404, "{path}");
    }
    Events::of(back.ask(&backend, "Hi again").await.1).all().await;
    assert_eq!(threads(&backend, &back).await.len(), 1);
    assert_eq!(backend.app.store.read_events(&neighbour.thread, 0, 99).await.unwrap().len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_is_renamed_in_one_line_within_the_limit() {
    let backend = Backend::start(&Vendor::saying(&["Hello"]).await).await;
    let visitor = backend.visitor().await;
    let (asked, _) = visitor.hear(&backend, "Hi?").await;
    let path = format!("/v1/threads/{}", asked.thread);
    let before = threads(&backend, &visitor).await;

    let rename = |title: &str| visitor.patch(&backend, &path).json(&json!({ "title": title }));
    let renamed = rename(" My\n\t favourite   <b>shoes</b>\u{0} ").send().await.unwrap();
    assert_eq!(renamed.status(), 200);
    let renamed: Value = renamed.json().await.unwrap();
    let title = json!("My favourite <b>shoes</b>");
    assert_eq!((&renamed["title"], &renamed["updatedAt"]), (&title, &before[0]["updatedAt"]));
    assert_eq!(threads(&backend, &visitor).await, [renamed]);
    let page: Value = visitor.get(&backend, &path).send().await.unwrap().json().await.unwrap();
    assert_eq!(page["title"], title);

    assert_eq!(status(rename(&"ř".repeat(100))).await, 200);
    for bad in [String::new(), " \n ".to_owned(), "ř".repeat(101)] {
        assert_eq!(status(rename(&bad)).await, 400, "{bad:?}");
    }
    for body in [json!({}), json!({ "title": 1 }), json!({ "title": "x", "visitorId": "x" })] {
        assert_eq!(status(visitor.patch(&backend, &path).json(&body)).await, 400, "{body}");
    }
    assert_eq!(threads(&backend, &visitor).await[0]["title"], json!("ř".repeat(100)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_thread_ends_its_run_and_its_streams_and_is_unknown() {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = Backend::start(&vendor).await;
    let visitor = backend.visitor().await;
    let (kept, _) = visitor.hear(&backend, "I stay").await;
    vendor.plan(Plan::held());
    let (asked, response) = visitor.ask(&backend, "Hi?").await;
    let mut running = Events::of(response);
    running.until("TEXT_MESSAGE_CONTENT").await;
    let path = format!("/v1/threads/{}", asked.thread);
    let follower = visitor.get(&backend, &format!("{path}/events")).send().await.unwrap();

    assert_eq!(status(visitor.delete(&backend, &path)).await, 204);

    assert_eq!(running.all().await.last().unwrap().1["outcome"]["type"], "cancelled");
    Events::of(follower).all().await;
    assert_eq!(vendor.seen().events.last().unwrap()["type"], "response.cancel");
    assert_eq!(status(visitor.delete(&backend, &path)).await, 404);
    assert_eq!(status(visitor.get(&backend, &path)).await, 404);
    assert_eq!(status(visitor.get(&backend, &format!("{path}/events"))).await, 404);
    assert_eq!(status(visitor.patch(&backend, &path).json(&json!({ "title": "x" }))).await, 404);
    let left = threads(&backend, &visitor).await;
    assert_eq!(left.iter().map(|thread| thread["id"].as_str().unwrap()).collect::<Vec<_>>(), [kept.thread]);
}
