//! Listing and creating agents.

use crate::support::{AGENT, DevAgent, start};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn list(agent: &DevAgent, query: &str) -> Value {
    let response = agent.request(Method::GET, &format!("/api/v1/Agent{query}")).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    response.json().await.unwrap()
}

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_default_agent_exists_from_the_start() {
    let found = list(&start().await, "").await;
    assert_eq!(found["totalCount"], 1);
    let item = &found["items"][0];
    assert_eq!(item["id"], AGENT);
    assert_eq!(item["name"], "Documentation assistant");
    assert!(item["createdAt"].as_str().unwrap().ends_with('Z'), "{item}");
}

#[tokio::test]
async fn created_agents_are_listed_searched_and_paged() {
    let agent = start().await;
    for name in ["Sales", "Support 100%"] {
        let response = agent.post("/api/v1/Agent", &json!({"name": name, "description": "d"})).await;
        assert_eq!(response.status(), StatusCode::CREATED);
        let created: Value = response.json().await.unwrap();
        assert_eq!((&created["name"], &created["description"]), (&json!(name), &json!("d")));
    }
    assert_eq!(names(&list(&agent, "").await), ["Documentation assistant", "Sales", "Support 100%"]);
    let page = list(&agent, "?Limit=1&Offset=1").await;
    assert_eq!((names(&page), &page["totalCount"]), (vec!["Sales"], &json!(3)));
    let found = list(&agent, "?Search=support").await;
    assert_eq!((names(&found), &found["totalCount"]), (vec!["Support 100%"], &json!(1)));
    // A percent sign is a character, not a wildcard.
    assert_eq!(names(&list(&agent, "?Search=%25").await), ["Support 100%"]);
}

#[tokio::test]
async fn a_created_agent_answers() {
    let agent = start().await;
    let created: Value = agent.post("/api/v1/Agent", &json!({"name": "New"})).await.json().await.unwrap();
    let path = format!("/api/v1/Agent/{}/response", created["id"].as_str().unwrap());
    let response = agent.post(&path, &json!({"message": "dark mode"})).await;
    assert_eq!(response.status(), StatusCode::OK);
}
