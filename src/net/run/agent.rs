//! A conversation with any AG-UI server, by `data-agent-url`: one request an answer. Nobody but this page keeps it,
//! and nothing is sent twice unless the visitor wishes so.

use contract::error::code;
use contract::sse::Frame;
use gloo_net::http::Request;
use web_sys::{AbortSignal, RequestCredentials, Response};

use super::Session;
use super::later::Job;
use crate::chat::{ChatEvent, Failure, Outcome, StreamEvent};
use crate::host;
use crate::net::client::{failure, refusal};
use crate::net::decode;
use crate::ui::texts;

impl Session {
    /// Whether an AG-UI server of the page's choice answers, and not the backend.
    pub(crate) fn has_agent(self) -> bool {
        !self.inner().options.agent_url.is_empty()
    }

    /// Sends a body to the agent and takes in its answer.
    pub(super) fn ask_agent(self, run_id: String, body: String) {
        let epoch = self.leave();
        self.model.set_notice(texts::ENDS_WITH_PAGE);
        self.spawn(async move {
            let job = Job::Ask(run_id.clone(), body, epoch);
            if let Err(failure) = self.at_once(job).await {
                self.not_taken(run_id, epoch, failure);
            }
        });
    }

    /// Sends a body to the agent and takes in its answer; in the piece that loads later.
    pub(super) async fn hold_talk(self, run_id: String, body: String, epoch: u32) {
        let signal = self.is_at(epoch).then(|| self.signal_for(&self.thread_id())).flatten();
        let Some(signal) = signal else { return };
        let answer = ask(&self.inner().options.agent_url, body, &signal).await;
        if !self.is_at(epoch) {
            return;
        }
        let response = match answer {
            Ok(response) => response,
            Err(failure) => return self.not_taken(run_id, epoch, failure),
        };
        // It has the message, whether or not its events say so.
        self.apply_unnumbered(StreamEvent::RunStarted { run_id, message: None });
        let take = move |frames: Vec<Frame>| {
            frames.iter().all(|frame| {
                let here = self.is_at(epoch);
                if here {
                    self.apply_unnumbered(decode::event(&frame.data));
                }
                here
            })
        };
        self.read(&response, take).await;
        if self.is_at(epoch) && self.model.is_running() {
            self.model.apply(ChatEvent::FollowFailed(failure(code::RUN_LOST, "", None)));
        }
    }

    fn not_taken(self, run_id: String, epoch: u32, failure: Failure) {
        if self.is_at(epoch) {
            self.model.apply(ChatEvent::SendFailed { run_id, failure });
            host::events::emit("error");
        }
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

/// It gets no token: this is nobody that we know.
async fn ask(url: &str, body: String, signal: &AbortSignal) -> Result<Response, Failure> {
    let request = Request::post(url)
        .header("accept", "text/event-stream")
        .header("content-type", "application/json")
        .credentials(RequestCredentials::Omit)
        .abort_signal(Some(signal))
        .body(body);
    let response = request.map_err(|_| Failure::offline())?.send().await;
    let response: Response = response.map_err(|_| Failure::offline())?.into();
    if response.ok() { Ok(response) } else { Err(refusal(&response).await) }
}
