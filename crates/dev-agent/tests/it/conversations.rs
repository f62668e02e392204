//! What is remembered, and for how long.

use crate::support::{AGENT, DevAgent, start, start_with, text};
use dev_agent::store::{Role, Turn};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

async fn go_on(agent: &DevAgent, conversation: &Value, message: &str) -> Value {
    agent.respond(json!({"message": message, "conversationId": conversation})).await
}

#[tokio::test]
async fn a_follow_up_is_about_the_question_before() {
    let agent = start().await;
    let first = agent.ask("How do I embed the widget?").await;
    let conversation = &first["conversationId"];
    let second = go_on(&agent, conversation, "and on mobile?").await;
    assert_eq!(&second["conversationId"], conversation);
    assert_eq!(second["citations"][0]["url"], "docs/embedding.md#mobile");

    let more = text(&go_on(&agent, conversation, "tell me more").await["response"]);
    assert!(more.contains("origin"), "{more}");
    for said in [text(&first["response"]), text(&second["response"])] {
        assert_ne!(more, said);
    }
    // Without the conversation there is nothing to tell more about.
    assert!(agent.answer("tell me more").await.starts_with("What would you like to know?"));
}

#[tokio::test]
async fn the_visitor_s_questions_are_remembered() {
    let agent = start().await;
    let first = agent.ask("What did I ask?").await;
    assert!(text(&first["response"]).contains("haven't asked anything"));
    let conversation = &first["conversationId"];
    go_on(&agent, conversation, "How are keys rotated?").await;
    let last = go_on(&agent, conversation, "What did I ask?").await;
    assert_eq!(last["response"], "Your last question was:\n\n> How are keys rotated?");
    let all = text(&go_on(&agent, conversation, "What did I ask so far?").await["response"]);
    assert_eq!(all.matches("> ").count(), 3, "{all}");
}

#[tokio::test]
async fn a_greeting_says_what_can_be_asked() {
    let response = start().await.answer("Hello!").await;
    assert!(
        response.starts_with("Hello!") && response.contains("[Embedding](docs/embedding.md)"),
        "{response}"
    );
}

#[tokio::test]
async fn turns_are_stored_as_they_were_said() {
    let agent = start().await;
    let answer = agent.ask("How are keys rotated?").await;
    let conversation = text(&answer["conversationId"]).parse().unwrap();
    let expected = [
        Turn { role: Role::User, text: "How are keys rotated?".to_owned() },
        Turn { role: Role::Assistant, text: text(&answer["response"]) },
    ];
    assert_eq!(agent.state.store().turns(conversation).await.unwrap(), expected);
}

#[tokio::test]
async fn a_database_file_outlives_the_dev_agent() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("agent.db");
    let database = ["--database", path.to_str().unwrap()];
    let agent = start_with(&database).await;
    let conversation = agent.ask("How are keys rotated?").await["conversationId"].clone();
    let created = agent.post("/api/v1/Agent", &json!({"name": "Second"})).await;
    let created: Value = created.json().await.unwrap();
    agent.state.store().close().await;

    let again = start_with(&database).await;
    let recalled = go_on(&again, &conversation, "What did I ask?").await;
    assert!(text(&recalled["response"]).ends_with("> How are keys rotated?"));
    let list: Value = again.request(Method::GET, "/api/v1/Agent").send().await.unwrap().json().await.unwrap();
    assert_eq!(list["totalCount"], 2);
    assert!(list["items"].as_array().unwrap().contains(&created));
}

#[tokio::test]
async fn a_conversation_belongs_to_its_agent() {
    let agent = start().await;
    let conversation = agent.ask("How are keys rotated?").await["conversationId"].clone();
    let other: Value = agent.post("/api/v1/Agent", &json!({"name": "Other"})).await.json().await.unwrap();
    assert_ne!(other["id"], AGENT);
    let path = format!("/api/v1/Agent/{}/response", text(&other["id"]));
    let body = json!({"message": "What did I ask?", "conversationId": conversation});
    let response = agent.post(&path, &body).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(response.json::<Value>().await.unwrap()["code"], "conversation_not_found");
}
