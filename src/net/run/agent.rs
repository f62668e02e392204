//! A conversation with any AG-UI server, by `data-agent-url`: one request an answer. Nobody but this page keeps it,
//! and nothing is sent twice unless the visitor wishes so.

use contract::error::code;

use super::Session;
use crate::chat::{ChatEvent, Outcome, StreamEvent};
use crate::host;
use crate::net::client::failure;
use crate::net::{decode, stream};
use crate::ui::texts;

impl Session {
    /// Whether an AG-UI server of the page's choice answers, and not the backend.
    pub(crate) fn has_agent(self) -> bool {
        !self.inner().options.agent_url.is_empty()
    }

    /// Sends a body to the agent and takes in its answer.
    pub(super) fn ask_agent(self, run_id: String, body: String) {
        let epoch = self.leave();
        let inner = self.inner();
        self.model.set_notice(texts::ENDS_WITH_PAGE);
        let Some(signal) = self.signal_for(&self.thread_id()) else { return };
        self.spawn(async move {
            let answer = inner.client.ask(&inner.options.agent_url, &body, &signal).await;
            if inner.epoch.get() != epoch {
                return;
            }
            match answer {
                Ok(response) => {
                    // It has the message, whether or not its events say so.
                    let run_id = run_id.clone();
                    self.apply_unnumbered(StreamEvent::RunStarted { run_id, message: None });
                    stream::read(
                        &response,
                        || {},
                        |frame| {
                            let here = inner.epoch.get() == epoch;
                            if here {
                                self.apply_unnumbered(decode::event(&frame.data));
                            }
                            here
                        },
                    )
                    .await;
                    if inner.epoch.get() == epoch && self.model.is_running() {
                        self.model.apply(ChatEvent::FollowFailed(failure(code::RUN_LOST, "", None)));
                    }
                }
                Err(failure) => {
                    self.model.apply(ChatEvent::SendFailed { run_id, failure });
                    host::events::emit("error");
                }
            }
        });
    }

    /// Stops listening to the agent: what was written stays.
    pub(super) fn stop_listening(self) {
        self.leave();
        self.apply_unnumbered(StreamEvent::RunFinished(Outcome::Cancelled));
    }

    fn apply_unnumbered(self, event: StreamEvent) {
        self.model.apply(ChatEvent::Stream { seq: None, event });
    }
}
