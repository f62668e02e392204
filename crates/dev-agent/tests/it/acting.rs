//! The output contract over the External API: proposed tasks, questions back, results.

use crate::support::{AGENT, DevAgent, start, text};
use reqwest::Method;
use serde_json::{Value, json};

const CONTRACT: &str =
    "Answer as a JSON object with summary, actionsTaken, siestaRecordIds and followUpQuestions.";
const WORKSPACE: &str = "5e1a7a00-0000-4000-8000-0000000000b1";

/// Asks for the contract, in a conversation where there is one already.
async fn ask(
    agent: &DevAgent,
    message: &str,
    conversation: Option<&Value>,
    context: Value,
) -> (Value, Value) {
    let body = json!({
        "message": message, "instructions": CONTRACT, "conversationId": conversation, "context": context,
    });
    let answer = agent.respond(body).await;
    (serde_json::from_str(&text(&answer["response"])).unwrap(), answer["conversationId"].clone())
}

#[tokio::test]
async fn an_answer_is_the_summary_with_its_citations() {
    let agent = start().await;
    let body = json!({"message": "How do I embed the widget?", "instructions": CONTRACT});
    let answer = agent.respond(body).await;
    let output: Value = serde_json::from_str(&text(&answer["response"])).unwrap();
    let plain = agent.ask("How do I embed the widget?").await;
    assert_eq!((&output["summary"], &answer["citations"]), (&plain["response"], &plain["citations"]));
    let empty = json!([]);
    assert_eq!((&output["actionsTaken"], &output["followUpQuestions"]), (&empty, &empty));
}

#[tokio::test]
async fn a_task_is_proposed_and_not_created() {
    let agent = start().await;
    for (message, title) in [
        ("Create a task to call Jane back.", "Call Jane back"),
        ("Please open a ticket: the printer is broken", "The printer is broken"),
        ("create a task with the title Water the plants", "Water the plants"),
        ("can you add a new to-do called \"Renew the domain\"?", "Renew the domain"),
    ] {
        let (output, conversation) = ask(&agent, message, None, json!([])).await;
        let action = &output["actionsTaken"][0];
        assert_eq!(
            (&action["status"], &action["operation"]),
            (&json!("proposed"), &json!("POST /api/v1/Task"))
        );
        let arguments = &action["arguments"];
        let expected = json!({
            "workspaceId": WORKSPACE, "title": title, "sourceAgentId": AGENT, "conversationId": conversation,
        });
        assert_eq!(arguments, &expected, "{message}");
    }
    let tasks = agent.request(Method::GET, "/api/v1/Task").send().await.unwrap();
    assert_eq!(tasks.json::<Value>().await.unwrap()["totalCount"], 0);
}

#[tokio::test]
async fn what_is_proposed_can_be_sent_as_it_is_and_its_result_is_told() {
    let agent = start().await;
    let (output, conversation) = ask(&agent, "Create a task to call Jane back", None, json!([])).await;
    let response = agent.post("/api/v1/Task", &output["actionsTaken"][0]["arguments"]).await;
    assert_eq!(response.status(), 201);
    let task: Value = response.json().await.unwrap();
    assert_eq!((&task["sourceAgentId"], &task["conversationId"]), (&json!(AGENT), &conversation));

    let result = json!({"id": "a1", "status": "executed", "recordIds": [task["id"]]}).to_string();
    let context = json!([{"name": "actionResult", "value": result}]);
    let (output, _) = ask(&agent, "approved", Some(&conversation), context).await;
    assert_eq!(output["siestaRecordIds"], json!([task["id"]]));
    assert!(text(&output["summary"]).contains(&text(&task["id"])));
}

#[tokio::test]
async fn the_workspace_of_the_context_is_the_task_s() {
    let agent = start().await;
    let other = "5e1a7a00-0000-4000-8000-0000000000b2";
    let context = json!([{"name": "workspaceId", "value": other}]);
    let (output, _) = ask(&agent, "create a task to water the plants", None, context).await;
    assert_eq!(output["actionsTaken"][0]["arguments"]["workspaceId"], other);
}

#[tokio::test]
async fn a_missing_title_is_asked_for_and_the_next_message_is_it() {
    let agent = start().await;
    let (output, conversation) = ask(&agent, "Create a task, please", None, json!([])).await;
    assert_eq!(output["actionsTaken"], json!([]));
    assert_eq!(output["followUpQuestions"], json!(["What should the task be about?"]));
    let (output, _) = ask(&agent, "renew the domain.", Some(&conversation), json!([])).await;
    assert_eq!(output["actionsTaken"][0]["arguments"]["title"], "Renew the domain");
}

#[tokio::test]
async fn a_question_back_can_be_refused_or_left_alone() {
    let agent = start().await;
    let (_, conversation) = ask(&agent, "open a ticket", None, json!([])).await;
    let (output, _) = ask(&agent, "never mind", Some(&conversation), json!([])).await;
    assert_eq!(output["summary"], "All right, I leave it.");
    let (_, conversation) = ask(&agent, "open a ticket", None, json!([])).await;
    let (output, _) = ask(&agent, "How do I embed the widget?", Some(&conversation), json!([])).await;
    assert!(text(&output["summary"]).contains("<script"), "{output}");
}

#[tokio::test]
async fn that_means_what_was_said_before() {
    let agent = start().await;
    let (_, conversation) = ask(&agent, "Is dark mode broken?", None, json!([])).await;
    let (output, _) = ask(&agent, "create a task for that", Some(&conversation), json!([])).await;
    assert_eq!(output["actionsTaken"][0]["arguments"]["title"], "Is dark mode broken");
}

#[tokio::test]
async fn asking_how_tasks_are_made_makes_none() {
    let (output, _) = ask(&start().await, "How do I create a task?", None, json!([])).await;
    assert_eq!((&output["actionsTaken"], &output["followUpQuestions"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn who_does_not_ask_for_the_contract_gets_text_and_no_actions() {
    let answer = start().await.answer("Create a task to call Jane back").await;
    assert!(serde_json::from_str::<Value>(&answer).is_err(), "{answer}");
    assert!(answer.starts_with("I couldn't find anything"), "{answer}");
}

#[tokio::test]
async fn an_agent_whose_own_instructions_ask_for_it_follows_it_too() {
    let agent = start().await;
    let made = agent.post("/api/v1/Agent", &json!({"name": "n", "instructions": CONTRACT})).await;
    let id = text(&made.json::<Value>().await.unwrap()["id"]);
    let answer = agent.post(&format!("/api/v1/Agent/{id}/response"), &json!({"message": "dark mode"})).await;
    let answer = text(&answer.json::<Value>().await.unwrap()["response"]);
    assert!(serde_json::from_str::<Value>(&answer).unwrap()["summary"].is_string());
}
