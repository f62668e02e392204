//! Lists as streams.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Value, json};
use siesta_api::types::{ListTasksRequest, TaskStatus};
use uuid::Uuid;

use crate::support::TestServer;

/// Tasks whose ids count from 0, as the query asks for them. `total` may promise more than there are.
fn tasks(query: &BTreeMap<String, String>, there_are: usize, total: usize) -> Value {
    let number = |name: &str, otherwise| query.get(name).map_or(otherwise, |text| text.parse().unwrap());
    let (limit, offset) = (number("Limit", 50), number("Offset", 0));
    let numbers = (offset..there_are).take(limit);
    let items: Vec<_> = numbers
        .map(|number| {
            let id = Uuid::from_u128(number as u128);
            json!({"id": id, "workspaceId": id, "title": number.to_string(), "status": "open"})
        })
        .collect();
    json!({"items": items, "totalCount": total})
}

async fn server(there_are: usize, total: usize) -> TestServer {
    let list = get(async move |Query(query)| Json(tasks(&query, there_are, total)));
    TestServer::start(Router::new().route("/api/v1/Task", list)).await
}

fn by(limit: u32) -> ListTasksRequest {
    let mut request = ListTasksRequest::new();
    request.limit = Some(limit);
    request.status = Some(TaskStatus::Open);
    request
}

fn queries(server: &TestServer) -> Vec<String> {
    server.seen().iter().map(|seen| seen.uri.query().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_item_comes_once_in_order_and_no_page_is_asked_for_in_vain() {
    for (there_are, pages) in [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3)] {
        let server = server(there_are, there_are).await;
        let items: Vec<_> = server.client().tasks().stream(by(2)).try_collect().await.unwrap();
        let titles: Vec<usize> = items.iter().map(|task| task.title.parse().unwrap()).collect();
        assert_eq!(titles, (0..there_are).collect::<Vec<_>>());
        assert_eq!(server.seen().len(), pages, "{there_are}");
    }
}

#[tokio::test]
async fn the_filter_goes_with_every_page_and_the_offset_is_where_it_begins() {
    let server = server(5, 5).await;
    let mut request = by(2);
    request.offset = Some(1);
    let items: Vec<_> = server.client().tasks().stream(request).try_collect().await.unwrap();
    assert_eq!(items.len(), 4);
    assert_eq!(queries(&server), ["Limit=2&Status=open&Offset=1", "Limit=2&Status=open&Offset=3"]);
}

#[tokio::test]
async fn a_page_is_asked_for_when_it_is_needed_and_not_before() {
    let server = server(6, 6).await;
    let mut items = server.client().tasks().stream(by(2));
    assert_eq!(server.seen().len(), 0);
    for _ in 0..2 {
        items.next().await.unwrap().unwrap();
    }
    assert_eq!(server.seen().len(), 1);
    items.next().await.unwrap().unwrap();
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_count_that_promises_too_much_does_not_lead_into_an_endless_loop() {
    let server = server(3, 1000).await;
    let items: Vec<_> = server.client().tasks().stream(by(2)).try_collect().await.unwrap();
    assert_eq!((items.len(), server.seen().len()), (3, 3));
}

#[tokio::test]
async fn a_page_that_fails_is_repeated_and_if_it_keeps_failing_ends_the_stream() {
    for (failures, arrive) in [(1, 5), (usize::MAX, 2)] {
        let left = Arc::new(AtomicUsize::new(failures));
        let list = get(async move |Query(query): Query<BTreeMap<String, String>>| -> Response {
            let is_first = query["Offset"] == "0";
            if !is_first
                && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok()
            {
                return StatusCode::BAD_GATEWAY.into_response();
            }
            Json(tasks(&query, 5, 5)).into_response()
        });
        let server = TestServer::start(Router::new().route("/api/v1/Task", list)).await;
        let items: Vec<_> = server.client().tasks().stream(by(2)).collect().await;
        let arrived = items.iter().filter(|item| item.is_ok()).count();
        assert_eq!(arrived, arrive);
        assert_eq!(items.len() - arrived, usize::from(failures > 1), "an error is the last item");
    }
}

#[tokio::test]
async fn a_stream_outlives_the_client_and_may_move_to_another_task() {
    let server = server(3, 3).await;
    let items = server.client().tasks().stream(by(2));
    let count = tokio::spawn(async move { items.count().await }).await.unwrap();
    assert_eq!(count, 3);
}
