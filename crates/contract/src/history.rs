//! Folds the events of a run into the messages that they made.
//!
//! The thread's log is the truth; messages are read from it. The same fold gives the history page and what
//! was already written when a run broke off.

use serde_json::Value;

use crate::agui::{Event, Message, Role, RunAgentInput};

/// Names the outcome or error code in `metadata.siesta`.
const INCOMPLETE: &str = "incomplete";

/// Notes the value of a `siesta.feedback` event, which is no run's, at the answer that it is about, in the place of an
/// earlier one. `false`: it is about none of these.
pub fn rate(messages: &mut [Message], feedback: &Value) -> bool {
    let mut feedback = feedback.clone();
    let id = feedback.as_object_mut().and_then(|feedback| feedback.remove("messageId"));
    let Some(Value::String(id)) = id else { return false };
    let mut answers = messages.iter_mut().filter(|message| message.role == Role::Assistant);
    let Some(answer) = answers.find(|message| message.id == id) else { return false };
    answer.annotate("feedback", feedback);
    true
}

/// The messages of one run, in the order in which they began.
///
/// The last answer of a run that did not succeed carries `metadata.siesta.incomplete`, the outcome or error code
/// that ended it; where the run wrote none, an empty one shows where it is missing.
#[derive(Debug, Default)]
pub struct Fold {
    messages: Vec<Message>,
    answer: Option<String>,
}

impl Fold {
    /// Takes what the run is started with: the same as its `RUN_STARTED`.
    pub fn begin(&mut self, input: &RunAgentInput) {
        match (input.tool_results(), input.newest_user_message()) {
            ([], Some(message)) => self.messages.push(message.clone()),
            (results, _) => self.messages.extend_from_slice(results),
        }
    }

    /// Takes the next event of the run.
    pub fn push(&mut self, event: &Event) {
        match event {
            Event::RunStarted(body) => {
                if let Some(input) = &body.input {
                    self.begin(input);
                }
            }
            Event::TextMessageStart(body) => {
                self.answer = Some(body.message_id.clone());
                self.messages.push(Message::text(&body.message_id, Role::Assistant, ""));
            }
            Event::TextMessageContent(body) => {
                let message = self.messages.iter_mut().rev().find(|message| message.id == body.message_id);
                if let Some(Value::String(text)) = message.map(|message| &mut message.content) {
                    text.push_str(&body.delta);
                }
            }
            Event::ToolCallStart(body) => {
                let id = body.parent_message_id.as_ref().unwrap_or(&body.tool_call_id);
                let known = self.messages.iter().position(|message| message.id == *id);
                let at = known.unwrap_or_else(|| {
                    self.messages.push(Message::tool_calls(id));
                    self.messages.len() - 1
                });
                self.messages[at].add_tool_call(&body.tool_call_id, &body.tool_call_name);
            }
            Event::ToolCallArgs(body) => {
                let mut latest_first = self.messages.iter_mut().rev();
                latest_first.any(|message| message.extend_tool_call(&body.tool_call_id, &body.delta));
            }
            Event::ActivitySnapshot(body) => {
                let content = Value::Object(body.content.clone());
                let activity = Message::activity(&body.message_id, &body.activity_type, content);
                match self.messages.iter_mut().find(|message| message.id == body.message_id) {
                    Some(message) => *message = activity,
                    None => self.messages.push(activity),
                }
            }
            Event::RunFinished(body) => {
                let outcome = body.outcome.as_ref().map_or("success", |outcome| &outcome.r#type);
                if outcome != "success" {
                    self.mark_incomplete(&body.run_id, outcome);
                }
            }
            Event::RunError(body) => {
                let code = body.code.as_deref().unwrap_or(crate::error::code::INTERNAL);
                self.mark_incomplete("", code);
            }
            Event::TextMessageEnd(_) | Event::ToolCallEnd(_) | Event::Custom(_) | Event::Other(_) => {}
        }
    }

    /// The messages so far.
    pub fn finish(self) -> Vec<Message> {
        self.messages
    }

    fn mark_incomplete(&mut self, run_id: &str, reason: &str) {
        let answer = self.answer.take();
        let message = self.messages.iter_mut().rev().find(|message| Some(&message.id) == answer.as_ref());
        match message {
            Some(message) => message.annotate(INCOMPLETE, reason.into()),
            None => {
                let id = self.messages.last().map_or(run_id, |message| &message.id).to_owned() + ":end";
                let mut message = Message::text(id, Role::Assistant, "");
                message.annotate(INCOMPLETE, reason.into());
                self.messages.push(message);
            }
        }
    }
}
