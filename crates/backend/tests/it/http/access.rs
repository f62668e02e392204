//! Who may do what: tokens, and other people's ids.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::backend::{Backend, ORIGIN};
use crate::support::token::token;
use crate::support::vendor::Vendor;

async fn status(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json::<Value>().await.unwrap()["code"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_valid_token_of_this_page_opens_the_door() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let threads = || backend.request(Method::GET, "/v1/threads");
    let good = token(|_| {});
    assert_eq!(threads().bearer_auth(&good).send().await.unwrap().status(), 200);

    assert_eq!(status(threads().bearer_auth("")).await, (401, json!("unauthorized")), "empty");
    let raw = |value: String| threads().header("authorization", value);
    assert_eq!(status(raw(good.clone())).await.0, 401, "no scheme");
    assert_eq!(status(raw(format!("Basic {good}"))).await.0, 401, "another scheme");
    assert_eq!(status(threads().bearer_auth(&good).bearer_auth(&good)).await.0, 401, "two tokens");
    let in_query = backend.request(Method::GET, &format!("/v1/threads?token={good}&access_token={good}"));
    assert_eq!(status(in_query).await.0, 401, "tokens don't belong into addresses");
    let cookie = threads().header("cookie", format!("token={good}"));
    assert_eq!(status(cookie).await.0, 401, "there are no cookies");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_the_backend_itself_sends_no_origin_and_is_let_in() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    for origin in [None, Some(ORIGIN)] {
        let request = backend.bare(Method::GET, "/v1/threads").bearer_auth(token(|_| {}));
        let request = origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
        assert_eq!(request.send().await.unwrap().status(), 200, "{origin:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stranger_may_ask_for_all_of_is_the_strangers_own() {
    let backend = Backend::start(&Vendor::saying(&["Hello"]).await).await;
    let (owner, stranger) = (backend.visitor().await, backend.visitor().await);
    let (asked, _) = owner.hear(&backend, "Hi?").await;
    let list = stranger.get(&backend, "/v1/threads").send().await.unwrap();
    assert_eq!(list.json::<Value>().await.unwrap(), json!({ "threads": [] }));
    let export = stranger.get(&backend, "/v1/me").send().await.unwrap();
    assert_eq!(export.json::<Value>().await.unwrap()["threads"], json!([]));
    assert_eq!(stranger.delete(&backend, "/v1/me").send().await.unwrap().status(), 204);

    let list = owner.get(&backend, "/v1/threads").send().await.unwrap();
    let list = list.json::<Value>().await.unwrap();
    assert_eq!((list["threads"].as_array().unwrap().len(), &list["threads"][0]["title"]), (1, &json!("Hi?")));
    let thread = owner.get(&backend, &format!("/v1/threads/{}", asked.thread)).send().await.unwrap();
    assert_eq!(thread.json::<Value>().await.unwrap()["messages"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_platforms_credentials_are_refused_from_outside_on_every_route() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    for route in backend::http::router::ROUTES {
        for header in ["X-Api-Key", "X-Org-Id"] {
            let method = Method::from_bytes(route.method.as_bytes()).unwrap();
            let request = backend.request(method, route.path).bearer_auth(token(|_| {})).header(header, "x");
            assert_eq!(request.send().await.unwrap().status(), 400, "{} {header}", route.path);
        }
    }
}
