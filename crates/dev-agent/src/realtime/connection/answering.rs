//! What the client gets: an answer, part by part.

use super::{Connection, Gone, Trouble, failed_answer, failure, invalid};
use crate::agent::{AgentError, Part, Prompt, answer, task};
use crate::realtime::calls;
use crate::realtime::writing::{Approval, Writing, words};
use crate::store::Role;
use crate::wire::realtime::{
    CallPlace, EventError, FunctionCall, Response, ResponseStatus, ServerEventBody, StatusDetails, new_id,
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

impl Connection {
    /// Begins an answer to what was added. `instructions` take the place of the session's.
    pub(super) async fn start_answer(
        &mut self,
        instructions: Option<String>,
        writing: &mut Option<Writing>,
    ) -> Result<(), Trouble> {
        if writing.is_some() {
            let message = "An answer is being written; cancel it or wait for response.done.";
            return Err(invalid("conversation_already_has_active_response", message).into());
        }
        let turns = self.state.store().turns(self.conversation).await?;
        let Some((earlier, message, outputs)) = calls::to_answer(&turns) else {
            let message = "There is nothing to answer; add a user message or the output of a function first.";
            return Err(invalid("nothing_to_answer", message).into());
        };
        let reading = crate::routes::reading(&self.state, &self.agent, &[]).await?;
        let id = new_id("resp");
        self.send(ServerEventBody::ResponseCreated { response: in_progress(&id) }).await?;

        let context = std::mem::take(&mut self.context);
        let read = turns.iter().map(|turn| turn.text.as_str()).chain(context.iter().map(String::as_str));
        let input_tokens = read.map(words).sum();
        let prompt = Prompt {
            agent: self.agent.clone(),
            conversation: self.conversation,
            earlier,
            message,
            outputs,
            context: context.into_iter().map(|text| ("context".to_owned(), text)).collect(),
            instructions: instructions.unwrap_or_else(|| self.session.instructions.clone()),
            tools: self.session.tools.clone(),
            reading,
        };
        let asks_for_contract = prompt.asks_for_contract();
        let parts = answer(self.state.clone(), prompt);
        let fault = self.state.faults().stream(&format!("GET /api/v1/Agent/{}/realtime", self.agent.id));
        let interval = self.state.settings().token_interval();
        *writing = Some(Writing::new(id, parts, asks_for_contract, input_tokens, interval, fault));
        Ok(())
    }

    /// Sends one part.
    pub(super) async fn send_part(&mut self, part: Part, writing: &mut Writing) -> Result<(), Gone> {
        let response_id = writing.id().to_owned();
        match part {
            Part::Text(text) => {
                // Gone without a word: the client sees a connection that breaks.
                let delta = writing.piece(&text).ok_or(Gone)?;
                self.send_text(delta, writing).await
            }
            Part::Citations(citations) => {
                self.send(ServerEventBody::Citations { response_id, citations }).await
            }
            Part::Question(question) => {
                if let Some(output) = &mut writing.output {
                    output.follow_up_questions.push(question);
                }
                Ok(())
            }
            Part::Records(ids) => {
                if let Some(output) = &mut writing.output {
                    output.siesta_record_ids.extend(ids);
                }
                Ok(())
            }
            Part::Call { name, arguments } => self.call(name, arguments, writing).await,
            Part::Task(arguments) => self.request_approval(arguments, writing).await,
            Part::ToolStarted { id, name, arguments } => {
                self.send(ServerEventBody::ToolStarted { response_id, id, name, arguments }).await
            }
            Part::ToolCompleted { id, name, output } => {
                let status = "succeeded";
                self.send(ServerEventBody::ToolCompleted { response_id, id, name, status, output }).await
            }
        }
    }

    async fn send_text(&mut self, delta: String, writing: &Writing) -> Result<(), Gone> {
        if let Some(log) = self.state.token_log() {
            log.note(writing.sent_chars());
        }
        self.send(ServerEventBody::TextDelta { place: writing.place(), delta }).await
    }

    async fn call(
        &mut self,
        name: String,
        arguments: Map<String, Value>,
        writing: &mut Writing,
    ) -> Result<(), Gone> {
        let (response_id, output_index) = (writing.id().to_owned(), writing.next_index());
        let arguments = Value::Object(arguments);
        let call = FunctionCall {
            id: new_id("item"),
            kind: "function_call",
            status: "completed",
            call_id: new_id("call"),
            name: name.clone(),
            arguments: arguments.to_string(),
        };
        let stored = match self.store_answer(writing).await {
            Ok(()) => {
                let text = calls::call_text(&call.call_id, &name, &arguments);
                self.state.store().add_turn(self.conversation, Role::Call, &text, &self.origin).await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = stored {
            tracing::error!(%error, "function call not stored");
            return Err(Gone);
        }
        let (item_id, call_id) = (call.id.clone(), call.call_id.clone());
        let place = CallPlace { response_id: response_id.clone(), item_id, output_index, call_id };
        let begun = FunctionCall { status: "in_progress", arguments: String::new(), ..call.clone() };
        self.send(ServerEventBody::OutputItemAdded {
            response_id: response_id.clone(),
            output_index,
            item: begun,
        })
        .await?;
        let delta = call.arguments.clone();
        self.send(ServerEventBody::ArgumentsDelta { place: place.clone(), delta }).await?;
        let arguments = call.arguments.clone();
        self.send(ServerEventBody::ArgumentsDone { place, name, arguments }).await?;
        writing.calls.push(call.clone());
        self.send(ServerEventBody::OutputItemDone { response_id, output_index, item: call }).await
    }

    async fn request_approval(
        &mut self,
        arguments: Map<String, Value>,
        writing: &mut Writing,
    ) -> Result<(), Gone> {
        let (id, name) = (new_id("approval"), task::TOOL.to_owned());
        let payload = json!({"name": name, "arguments": arguments}).to_string();
        let digest = Sha256::digest(payload.as_bytes());
        let payload_hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let approval =
            Approval { id: id.clone(), payload_hash: payload_hash.clone(), arguments: arguments.clone() };
        writing.approval = Some(approval);
        let response_id = writing.id().to_owned();
        self.send(ServerEventBody::ApprovalRequested { response_id, id, name, arguments, payload_hash }).await
    }

    /// Ends a whole answer.
    pub(super) async fn end(&mut self, mut done: Writing) -> Result<(), Gone> {
        if let Some(rest) = done.closing() {
            self.send_text(rest, &done).await?;
        }
        if let Err(error) = self.store_answer(&mut done).await {
            return self.fail(done.id().to_owned(), failure(&error)).await;
        }
        if !done.sent().is_empty() || done.calls.is_empty() {
            let text = done.sent().to_owned();
            self.send(ServerEventBody::TextDone { place: done.place(), text }).await?;
        }
        let response = done.response(ResponseStatus::Completed, None);
        self.send(ServerEventBody::ResponseDone { response }).await
    }

    /// Ends a broken answer.
    pub(super) async fn break_off(&mut self, mut broken: Writing, error: &AgentError) -> Result<(), Gone> {
        let told = failed_answer(error);
        if let Err(error) = self.store_answer(&mut broken).await {
            tracing::warn!(%error, "broken answer not stored");
        }
        self.fail(broken.id().to_owned(), told).await
    }

    pub(super) async fn fail(&mut self, id: String, error: EventError) -> Result<(), Gone> {
        let status = ResponseStatus::Failed;
        let details = StatusDetails { kind: status, reason: None, error: Some(error) };
        let response =
            Response { id, status, status_details: Some(details), output: Vec::new(), usage: None };
        self.send(ServerEventBody::ResponseDone { response }).await
    }
}

fn in_progress(id: &str) -> Response {
    let status = ResponseStatus::InProgress;
    Response { id: id.to_owned(), status, status_details: None, output: Vec::new(), usage: None }
}
