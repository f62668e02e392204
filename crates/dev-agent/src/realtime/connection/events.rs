//! What the client sends.

use super::{Connection, Trouble, failure, invalid};
use crate::AppState;
use crate::agent::contract::{Action, CREATE_TASK};
use crate::agent::{self, Part, task};
use crate::realtime::calls;
use crate::realtime::writing::{Approval, Writing};
use crate::store::{Origin, Role};
use crate::wire::agent::CreateRealtimeSessionRequest;
use crate::wire::fields::FieldError;
use crate::wire::realtime::{
    ClientEvent, ClientItem, EventError, ResponseStatus, ServerEventBody, ServerItem, StatusDetails, new_id,
};
use crate::wire::task::CreateTaskRequest;
use serde_json::{Map, Value};

impl Connection {
    /// Does what an event asks for.
    pub(super) async fn handle(&mut self, text: &str, writing: &mut Option<Writing>) -> Result<(), Trouble> {
        let event = serde_json::from_str(text)
            .map_err(|error| invalid("invalid_event", format!("The event can't be read: {error}.")))?;
        match event {
            ClientEvent::ItemCreate { item } if item.kind == "function_call_output" => {
                self.add_output(item).await
            }
            ClientEvent::ItemCreate { item } => self.add_message(item).await,
            ClientEvent::ResponseCreate { response } => {
                let instructions = response.and_then(|response| response.instructions);
                self.start_answer(instructions, writing).await
            }
            ClientEvent::ResponseCancel { response_id } => self.cancel(response_id, writing).await,
            ClientEvent::SessionUpdate { session } => self.update(session).await,
            ClientEvent::ApprovalResolve { id, approved, payload_hash } => {
                self.resolve(&id, approved, &payload_hash, writing).await
            }
            ClientEvent::Unknown => {
                let message = "This dev agent does not know that event; it speaks text only.";
                Err(invalid("unknown_event", message).into())
            }
        }
    }

    async fn add_message(&mut self, item: ClientItem) -> Result<(), Trouble> {
        let text = item.text();
        let role = item.role.unwrap_or_default();
        if item.kind != "message" || !matches!(role.as_str(), "user" | "system") {
            let message = "Items are messages with the role user or system, and outputs of functions.";
            return Err(invalid("unsupported_item", message).into());
        }
        if text.trim().is_empty() {
            return Err(invalid("empty_item", "The item has no input_text.").into());
        }
        if role == "user" {
            self.state.store().add_turn(self.conversation, Role::User, &text, &self.origin).await?;
        } else {
            self.context.push(text);
        }
        let item = ServerItem {
            id: item.id.unwrap_or_else(|| new_id("item")),
            kind: "message",
            status: "completed",
            role: Some(role),
            content: Some(item.content),
            call_id: None,
            output: None,
        };
        Ok(self.send(ServerEventBody::ItemCreated { item }).await?)
    }

    async fn add_output(&mut self, item: ClientItem) -> Result<(), Trouble> {
        let turns = self.state.store().turns(self.conversation).await?;
        let call_id = item.call_id.unwrap_or_default();
        if !calls::waits(&turns, &call_id) {
            let message = "No function call with this call_id waits for an output in this conversation.";
            return Err(invalid("call_not_found", message).into());
        }
        let output = item.output.unwrap_or_default();
        let text = calls::output_text(&call_id, &output);
        self.state.store().add_turn(self.conversation, Role::Output, &text, &self.origin).await?;
        let item = ServerItem {
            id: item.id.unwrap_or_else(|| new_id("item")),
            kind: "function_call_output",
            status: "completed",
            role: None,
            content: None,
            call_id: Some(call_id),
            output: Some(output),
        };
        Ok(self.send(ServerEventBody::ItemCreated { item }).await?)
    }

    /// Takes over the functions and the guidance that the client names; the rest has no use here.
    async fn update(&mut self, session: Map<String, Value>) -> Result<(), Trouble> {
        let (has_tools, has_instructions) =
            (session.contains_key("tools"), session.contains_key("instructions"));
        let read = CreateRealtimeSessionRequest::from_json(&Value::Object(session))
            .map_err(|errors| invalid("invalid_session", mistakes(&errors)))?;
        if has_tools {
            self.session.tools = read.tools;
        }
        if has_instructions {
            self.session.instructions = read.instructions;
        }
        Ok(self.send(ServerEventBody::SessionUpdated { session: self.described() }).await?)
    }

    async fn cancel(&mut self, id: Option<String>, writing: &mut Option<Writing>) -> Result<(), Trouble> {
        let meant = writing.take_if(|active| id.is_none_or(|id| id == active.id()));
        let Some(mut stopped) = meant else {
            let message = "No such answer is being written.";
            return Err(invalid("response_cancel_not_active", message).into());
        };
        if let Err(error) = self.store_answer(&mut stopped).await {
            return Ok(self.fail(stopped.id().to_owned(), failure(&error)).await?);
        }
        let kind = ResponseStatus::Cancelled;
        let details = StatusDetails { kind, reason: Some("client_cancelled"), error: None };
        let response = stopped.response(kind, Some(details));
        Ok(self.send(ServerEventBody::ResponseDone { response }).await?)
    }

    /// A yes runs the tool that waits, a no leaves it; either way the answer goes on.
    async fn resolve(
        &mut self,
        id: &str,
        approved: bool,
        payload_hash: &str,
        writing: &mut Option<Writing>,
    ) -> Result<(), Trouble> {
        let meant = |approval: &mut Approval| approval.id == id && approval.payload_hash == payload_hash;
        let waiting = writing.as_mut().and_then(|writing| Some((writing.approval.take_if(meant)?, writing)));
        let Some((approval, writing)) = waiting else {
            let message = "Nothing waits for this approval, or it was requested for something else.";
            return Err(invalid("approval_not_found", message).into());
        };
        let text =
            if approved { self.run_approved(approval, writing).await? } else { "I left it.".to_owned() };
        let gap = if writing.sent().is_empty() { "" } else { "\n\n" };
        writing.then(agent::pieces(&format!("{gap}{text}")).into_iter().map(Part::Text));
        Ok(())
    }

    /// Runs the tool, and returns what to say about it.
    async fn run_approved(&mut self, approval: Approval, writing: &mut Writing) -> Result<String, Trouble> {
        let Approval { id, arguments, .. } = approval;
        let (response_id, name) = (writing.id().to_owned(), task::TOOL.to_owned());
        self.send(ServerEventBody::ToolStarted {
            response_id: response_id.clone(),
            id: id.clone(),
            name: name.clone(),
            arguments: arguments.clone(),
        })
        .await?;
        let result = create_task(&self.state, arguments.clone(), &self.origin).await;
        let (status, action, record_ids, output) = match result {
            Ok(task_id) => {
                ("succeeded", "executed", vec![task_id.clone()], format!("Created the task `{task_id}`."))
            }
            Err(error) => {
                ("failed", "failed", Vec::new(), format!("The task was not created: {}", error.message))
            }
        };
        let text = output.clone();
        self.send(ServerEventBody::ToolCompleted { response_id, id: id.clone(), name, status, output })
            .await?;
        if let Some(output) = &mut writing.output {
            output.siesta_record_ids.extend(record_ids.clone());
            let operation = CREATE_TASK.to_owned();
            output.actions_taken.push(Action { id, operation, arguments, status: action, record_ids });
        }
        Ok(text)
    }
}

async fn create_task(
    state: &AppState,
    arguments: Map<String, Value>,
    origin: &Origin,
) -> Result<String, EventError> {
    let request = CreateTaskRequest::from_json(&Value::Object(arguments))
        .map_err(|errors| invalid("invalid_arguments", mistakes(&errors)))?;
    let made = crate::routes::create_task(state, &request, origin).await;
    made.map(|task| task.id).map_err(|error| invalid(error.code, error.message))
}

fn mistakes(errors: &[FieldError]) -> String {
    let mistakes: Vec<String> =
        errors.iter().map(|error| format!("{} {}", error.field, error.message)).collect();
    format!("{}.", mistakes.join("; "))
}
