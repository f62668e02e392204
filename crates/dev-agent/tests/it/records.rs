//! Tasks and the audit log: searching, sorting, paging, what a write leaves behind.

use crate::support::{DevAgent, start, start_with, text};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

const WORKSPACE: &str = "5e1a7a00-0000-4000-8000-0000000000b1";

async fn get(agent: &DevAgent, path: &str) -> Value {
    let response = agent.request(Method::GET, &format!("/api/v1/{path}")).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.json().await.unwrap()
}

async fn create(agent: &DevAgent, title: &str, more: Value) -> Value {
    let mut body = json!({"workspaceId": WORKSPACE, "title": title});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let response = agent.post("/api/v1/Task", &body).await;
    assert_eq!(response.status(), 201);
    response.json().await.unwrap()
}

fn titles(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn tasks_are_searched_filtered_sorted_and_paged() {
    let agent = start().await;
    create(&agent, "beta", json!({"description": "Über 100%", "status": "done"})).await;
    create(&agent, "Alpha", json!({"owner": "Jo"})).await;
    create(&agent, "gamma", json!({"reviewContext": "for JO"})).await;
    for (query, expected) in [
        ("", vec!["gamma", "Alpha", "beta"]),
        ("?SortDirection=asc", vec!["beta", "Alpha", "gamma"]),
        ("?SortBy=title&SortDirection=asc", vec!["Alpha", "beta", "gamma"]),
        ("?SortBy=status&SortDirection=asc", vec!["beta", "Alpha", "gamma"]),
        ("?Search=jo", vec!["gamma", "Alpha"]),
        ("?Search=%C3%BCBER", vec!["beta"]),
        ("?Search=%25", vec!["beta"]),
        ("?Status=open&Limit=1&Offset=1", vec!["Alpha"]),
        ("?WorkspaceId=5e1a7a00-0000-4000-8000-0000000000ff", vec![]),
        ("?SourceAgentId=5e1a7a00-0000-4000-8000-0000000000ff", vec![]),
    ] {
        let page = get(&agent, &format!("Task{query}")).await;
        assert_eq!(titles(&page), expected, "{query}");
    }
    let page = get(&agent, "Task?Status=open&Limit=1&Offset=1").await;
    assert_eq!(page["totalCount"], 2);
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_an_empty_text_empties() {
    let agent = start().await;
    let task = create(&agent, "a", json!({"owner": "jo", "description": "d"})).await;
    let path = format!("/api/v1/Task/{}", text(&task["id"]));
    let put = async |body: Value| {
        let response = agent.request(Method::PUT, &path).json(&body).send().await.unwrap();
        response.json::<Value>().await.unwrap()
    };
    let changed = put(json!({"status": "inReview", "description": null})).await;
    assert_eq!((&changed["status"], &changed["description"]), (&json!("inReview"), &json!("d")));
    let changed = put(json!({"owner": ""})).await;
    assert_eq!((&changed["owner"], &changed["title"]), (&json!(""), &json!("a")));
    assert_eq!(get(&agent, &format!("Task/{}", text(&task["id"]))).await, changed);
}

#[tokio::test]
async fn every_write_leaves_a_record_with_its_changes_and_its_call() {
    let agent = start().await;
    let task = create(&agent, "Call", json!({"owner": "jo"})).await;
    let path = format!("/api/v1/Task/{}", text(&task["id"]));
    let body = json!({"status": "done", "owner": "ann", "title": "Call"});
    let response = agent.request(Method::PUT, &path).json(&body).send().await.unwrap();
    let call = response.headers()["X-Request-Id"].to_str().unwrap().to_owned();

    let records = get(&agent, &format!("AuditLog?CorrelationId={call}")).await;
    assert_eq!(records["totalCount"], 1);
    let record = &records["items"][0];
    assert_eq!((&record["action"], &record["entityType"]), (&json!("updated"), &json!("Task")));
    assert_eq!((&record["entityId"], &record["correlationId"]), (&task["id"], &json!(call)));
    let changes = json!([
        {"name": "owner", "oldValue": "jo", "newValue": "ann"},
        {"name": "status", "oldValue": "open", "newValue": "done"},
    ]);
    assert_eq!(record["changedProperties"], changes);
    assert_eq!(record["actor"], "key dev-key…");

    let created = get(&agent, &format!("AuditLog?EntityId={}&Action=created", text(&task["id"]))).await;
    let names: Vec<String> = created["items"][0]["changedProperties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| text(&change["name"]))
        .collect();
    assert_eq!(names, ["owner", "status", "title", "workspaceId"]);
}

#[tokio::test]
async fn reads_and_refused_writes_leave_nothing() {
    let agent = start().await;
    get(&agent, "Task").await;
    assert_eq!(agent.post("/api/v1/Task", &json!({"title": "no workspace"})).await.status(), 400);
    assert_eq!(get(&agent, "AuditLog").await["totalCount"], 0);
}

#[tokio::test]
async fn a_conversation_is_audited_without_a_word_of_it() {
    let agent = start().await;
    agent.ask("My secret is 4711").await;
    let records = get(&agent, "AuditLog?EntityType=Conversation&SortDirection=asc").await;
    assert_eq!(records["items"][0]["action"], "created");
    assert!(!records.to_string().contains("4711"));
    assert_eq!(get(&agent, "AuditLog?Search=4711").await["totalCount"], 0);
}

#[tokio::test]
async fn records_are_found_by_time_and_text() {
    let agent = start().await;
    create(&agent, "Needle", json!({})).await;
    create(&agent, "Hay", json!({})).await;
    assert_eq!(get(&agent, "AuditLog?Search=needle").await["totalCount"], 1);
    assert_eq!(get(&agent, "AuditLog?To=2020-01-01T00:00:00Z").await["totalCount"], 0);
    let records = get(&agent, "AuditLog?From=2020-01-01T00:00:00%2B01:00&SortDirection=asc").await;
    assert_eq!(records["totalCount"], 2);
    let newest_first = get(&agent, "AuditLog").await;
    assert_eq!(newest_first["items"][0], records["items"][1]);
}

#[tokio::test]
async fn everything_outlives_a_restart_with_a_database() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("agent.db");
    let database = ["--database", path.to_str().unwrap()];
    let agent = start_with(&database).await;
    let task = create(&agent, "kept", json!({})).await;
    let records = get(&agent, "AuditLog").await;
    agent.stop().await;
    let agent = start_with(&database).await;
    assert_eq!(get(&agent, &format!("Task/{}", text(&task["id"]))).await, task);
    assert_eq!(get(&agent, "AuditLog").await, records);
    // What exists from the start is not added twice.
    for list in ["Workspace", "Connection", "DataSourceCollection", "Agent"] {
        assert_eq!(get(&agent, list).await["totalCount"], 1, "{list}");
    }
}
