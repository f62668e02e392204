//! Calls of tools in an answer.

use contract::agui::Event;
use serde_json::json;
use siesta_api::realtime::FunctionCall;

use crate::agent::ClientTools;
use crate::store::NewToolCall;

/// Most calls in one answer; the agent hears that the others were too many.
const COUNT: u32 = 16;

/// The calls of a run.
#[derive(Debug)]
pub(super) struct Calls {
    tools: ClientTools,
    open: Vec<FunctionCall>,
    /// How many have an id.
    known: u32,
}

/// Calls that the visitor's page answers.
#[derive(Debug, Default)]
pub(super) struct PageCalls {
    pub(super) events: Vec<Event>,
    pub(super) pending: Vec<String>,
}

impl Calls {
    pub(super) fn new(tools: ClientTools) -> Self {
        Self { tools, open: Vec::new(), known: 0 }
    }

    /// Whether the answer so far has called nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Takes a call that is whole.
    pub(super) fn take(&mut self, call: FunctionCall) {
        if self.open.iter().all(|known| known.call_id != call.call_id) {
            self.open.push(call);
        }
    }

    /// The answer has ended: what the page is asked to do, and what is to be kept of all calls.
    pub(super) fn end(&mut self, run_id: &str) -> (PageCalls, Vec<NewToolCall>) {
        let message_id = format!("{run_id}:calls");
        let mut page = PageCalls::default();
        let mut kept = Vec::new();
        for (count, call) in (0..).zip(std::mem::take(&mut self.open)) {
            self.known += 1;
            // The run's id and a number, so that a replay gives the same ids.
            let id = format!("{run_id}:call-{}", self.known);
            let refused = match self.tools.check_call(&call.name, &call.arguments) {
                Ok(()) if count < COUNT => {
                    page.events.extend(Event::tool_call(&message_id, &id, &call.name, &call.arguments));
                    page.pending.push(id.clone());
                    None
                }
                Ok(()) => Some(format!("Call at most {COUNT} tools at once.")),
                Err(reason) => Some(reason),
            };
            let output = refused.map(|reason| json!({ "error": reason }).to_string());
            kept.push(NewToolCall { id, upstream_id: call.call_id, tool: call.name, output });
        }
        (page, kept)
    }
}
