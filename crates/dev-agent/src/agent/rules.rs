//! The agent without a model: quotes the documentation, and acts where the message plainly asks for
//! it and the caller can do something with an action.

use super::arguments::{self, quoted};
use super::{AgentError, FunctionOutput, Part, Parts, Prompt, intent, task};
use crate::AppState;
use crate::answer::answer_question;
use crate::store::Role;
use crate::wire::agent::ToolDefinition;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A context entry of this name has the result of an action that was proposed before.
const RESULT: &str = "actionResult";
/// What makes the agent drop what it asked back for.
const REFUSALS: &[&str] = &["no", "cancel", "stop", "never mind", "nevermind", "forget it", "no thanks"];

/// What was asked for and lacks something.
#[derive(Debug, Serialize, Deserialize)]
struct Draft {
    tool: String,
    arguments: Map<String, Value>,
    missing: String,
}

/// The result of an action, as the caller tells it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ActionResult {
    status: String,
    #[serde(default)]
    record_ids: Vec<String>,
    #[serde(default)]
    message: Option<String>,
}

/// Answers.
pub async fn answer(state: &AppState, prompt: &Prompt, parts: &Parts) -> Result<(), AgentError> {
    if !prompt.outputs.is_empty() && prompt.message.is_empty() {
        let said: Vec<String> = prompt.outputs.iter().map(in_words).collect();
        return parts.text(&said.join("\n\n")).await;
    }
    if prompt.may_act() && act(state, prompt, parts).await? {
        return Ok(());
    }
    let said =
        |role| prompt.earlier.iter().filter(move |turn| turn.role == role).map(|turn| turn.text.as_str());
    let asked: Vec<&str> = said(Role::User).collect();
    let answered: Vec<&str> = said(Role::Assistant).collect();
    let context: Vec<String> = prompt.context.iter().map(|(_, value)| value.clone()).collect();
    let answer =
        answer_question(state.knowledge(), &prompt.reading, (&asked, &answered), &prompt.message, &context)
            .await?;
    if !answer.citations.is_empty() {
        parts.send(Part::Citations(answer.citations)).await?;
    }
    parts.text(&answer.text).await
}

/// Acts, if there is anything to do but answer.
async fn act(state: &AppState, prompt: &Prompt, parts: &Parts) -> Result<bool, AgentError> {
    if let Some(result) = result(prompt) {
        parts.send(Part::Records(result.record_ids.clone())).await?;
        parts.text(&of_result(&result)).await?;
        return Ok(true);
    }
    if let Some(draft) = state.store().draft(prompt.conversation).await? {
        state.store().set_draft(prompt.conversation, None).await?;
        if let Ok(draft) = serde_json::from_str(&draft)
            && go_on(state, prompt, parts, draft).await?
        {
            return Ok(true);
        }
    }
    if let Some(tool) = intent::tool_for(&prompt.message, &prompt.tools) {
        let (arguments, missing) = arguments::fill(&tool.parameters, &prompt.message, &prompt.context);
        do_or_ask(state, prompt, parts, tool, arguments, missing).await?;
        return Ok(true);
    }
    if !prompt.asks_for_contract() || intent::is_about(&prompt.message) {
        return Ok(false);
    }
    let Some(title) = task::asked_for(prompt) else { return Ok(false) };
    let arguments: Map<String, Value> =
        title.into_iter().map(|title| ("title".to_owned(), Value::from(title))).collect();
    let tool = task::definition();
    let missing = arguments::missing(&tool.parameters, &arguments);
    do_or_ask(state, prompt, parts, &tool, arguments, missing).await?;
    Ok(true)
}

/// Takes the message as what was missing. False when it is something else.
async fn go_on(state: &AppState, prompt: &Prompt, parts: &Parts, draft: Draft) -> Result<bool, AgentError> {
    let message = prompt.message.trim();
    if REFUSALS.contains(&message.trim_end_matches(['.', '!']).to_lowercase().as_str()) {
        parts.text("All right, I leave it.").await?;
        return Ok(true);
    }
    let platform = task::definition();
    let tool = prompt.tools.iter().chain([&platform]).find(|tool| tool.name == draft.tool);
    let Some(tool) = tool.filter(|_| !message.ends_with('?')) else { return Ok(false) };
    let schema =
        tool.parameters.get("properties").and_then(|it| it.get(&draft.missing)).unwrap_or(&Value::Null);
    let mut arguments = draft.arguments;
    let own = !prompt.tools.iter().any(|it| it.name == tool.name);
    // "it is order 7" has the value somewhere in it; a title is all that was said.
    let part =
        if own { None } else { arguments::fill(&tool.parameters, message, &[]).0.remove(&draft.missing) };
    let whole = quoted(message).unwrap_or_else(|| message.to_owned());
    let whole = if own { task::tidy(&whole) } else { whole };
    if let Some(value) = part.or_else(|| arguments::read(schema, &whole)) {
        arguments.insert(draft.missing, value);
    }
    let missing = arguments::missing(&tool.parameters, &arguments);
    do_or_ask(state, prompt, parts, tool, arguments, missing).await?;
    Ok(true)
}

async fn do_or_ask(
    state: &AppState,
    prompt: &Prompt,
    parts: &Parts,
    tool: &ToolDefinition,
    arguments: Map<String, Value>,
    missing: Option<String>,
) -> Result<(), AgentError> {
    let declared = prompt.tools.iter().any(|it| it.name == tool.name);
    if let Some(missing) = missing {
        let question = question(tool, &missing, declared);
        let draft = Draft { tool: tool.name.clone(), arguments, missing };
        let draft = serde_json::to_string(&draft).unwrap_or_default();
        state.store().set_draft(prompt.conversation, Some(&draft)).await?;
        parts.send(Part::Question(question.clone())).await?;
        return parts.text(&question).await;
    }
    if declared {
        return parts.send(Part::Call { name: tool.name.clone(), arguments }).await;
    }
    let title = arguments.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
    parts.send(Part::Task(task::body(arguments, prompt))).await?;
    parts.text(&task::announcement(&title)).await
}

fn question(tool: &ToolDefinition, missing: &str, declared: bool) -> String {
    if !declared && missing == "title" {
        return "What should the task be about?".to_owned();
    }
    let property = tool.parameters.get("properties").and_then(|it| it.get(missing));
    let about = property.and_then(|it| it.get("description")).and_then(Value::as_str).unwrap_or_default();
    let name = intent::words_of_name(missing).join(" ");
    let choices = property.and_then(|it| it.get("enum")).and_then(Value::as_array);
    let choices: Vec<&str> = choices.into_iter().flatten().filter_map(Value::as_str).collect();
    match (about.trim().trim_end_matches('.'), choices.as_slice()) {
        ("", []) => format!("What is the {name}?"),
        (about, []) => format!("What is the {name}? ({about}.)"),
        (_, choices) => format!("Which {name}: {}?", choices.join(", ")),
    }
}

fn result(prompt: &Prompt) -> Option<ActionResult> {
    let (_, value) = prompt.context.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(RESULT))?;
    serde_json::from_str(value).ok()
}

fn of_result(result: &ActionResult) -> String {
    let ids = result.record_ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    let message = result.message.as_deref().unwrap_or_default();
    let text = match (result.status.as_str(), ids.as_str()) {
        ("executed", "") => "It is done.".to_owned(),
        ("executed", ids) => format!("It is done: {ids}."),
        ("failed", _) => "It did not work.".to_owned(),
        (status, _) => format!("It was not done: {status}."),
    };
    format!("{text} {message}").trim().to_owned()
}

/// What a function answered, for the visitor.
fn in_words(output: &FunctionOutput) -> String {
    let parsed = serde_json::from_str::<Value>(&output.output).ok();
    let line = |(name, value): (&String, &Value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("- {}: {value}", intent::words_of_name(name).join(" "))
    };
    match parsed {
        Some(Value::Object(map)) if map.len() == 1 => {
            let only = map.values().next().and_then(Value::as_str).map(str::to_owned);
            only.unwrap_or_else(|| map.iter().map(line).collect())
        }
        Some(Value::Object(map)) if !map.is_empty() => {
            let lines: Vec<String> = map.iter().map(line).collect();
            format!("`{}` says:\n\n{}", output.name, lines.join("\n"))
        }
        Some(Value::String(text)) => text,
        Some(Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|item| format!("- {item}")).collect();
            format!("`{}` says:\n\n{}", output.name, items.join("\n"))
        }
        _ if output.output.trim().is_empty() => format!("`{}` is done.", output.name),
        _ => output.output.clone(),
    }
}
