//! The one place where the agent platform's events become AG-UI. Pure: events in, events out.

mod calls;
mod citations;

use contract::agui::Event;
use siesta_api::realtime::{
    ErrorEvent, OutputItem, OutputItemEvent, RealtimeResponse, ResponseStatus, ServerEvent, SiestaEvent,
    TextDeltaEvent, TextDoneEvent,
};
use siesta_api::types::AgentResponse;

use super::{ClientTools, RunFailure};
use crate::store::NewToolCall;
use calls::Calls;

/// Longest answer of one run, in bytes. Beyond it the run fails: something upstream runs away.
const ANSWER_BYTES: usize = 1024 * 1024;
/// Longest text of one event, in bytes: as JSON it stays below the longest frame of a stream in any case.
const DELTA_BYTES: usize = 128 * 1024;

/// What one event of the platform means.
#[derive(Debug, Default, PartialEq)]
pub struct Translated {
    /// What to append to the log. The last one is terminal when the answer has ended.
    pub events: Vec<Event>,
    /// Calls of tools to keep before `events` are appended. When `events` end no run, none of them is for the
    /// visitor's page, and the agent waits for their outputs.
    pub calls: Vec<NewToolCall>,
    /// Why the answer failed. The run ends with it, after `events`.
    pub failure: Option<RunFailure>,
}

/// Translates the events of one run.
#[derive(Debug)]
pub struct Translator {
    thread_id: String,
    run_id: String,
    messages: u32,
    open: Option<OpenMessage>,
    bytes: usize,
    calls: Calls,
}

#[derive(Debug)]
struct OpenMessage {
    id: String,
    /// The platform's item that the text comes from.
    item: Option<String>,
}

impl Translator {
    /// For a run that has just begun.
    pub fn new(thread_id: impl Into<String>, run_id: impl Into<String>, tools: ClientTools) -> Self {
        Self {
            thread_id: thread_id.into(),
            run_id: run_id.into(),
            messages: 0,
            open: None,
            bytes: 0,
            calls: Calls::new(tools),
        }
    }

    /// Translates an event of the Realtime API.
    pub fn server_event(&mut self, event: ServerEvent) -> Translated {
        match event {
            ServerEvent::OutputTextDelta(TextDeltaEvent { item_id, delta, .. }) => {
                self.text(item_id.as_deref(), &delta)
            }
            ServerEvent::OutputTextDone(done) => self.text_done(&done),
            ServerEvent::OutputItemDone(OutputItemEvent { item: OutputItem::FunctionCall(call), .. }) => {
                self.calls.take(call);
                Translated::default()
            }
            ServerEvent::ResponseDone(event) => self.done(&event.response),
            ServerEvent::Siesta(SiestaEvent::Citations(event)) => {
                citations::of_event(&event.citations, &self.next_message_id()).into()
            }
            ServerEvent::Error(event) => refused(&event),
            _ => Translated::default(),
        }
    }

    /// Translates a whole answer of the External API.
    pub fn answer(&mut self, answer: &AgentResponse) -> Translated {
        let mut events = citations::of_answer(&answer.citations, &self.next_message_id());
        let text = self.text(None, &answer.response);
        events.extend(text.events);
        if text.failure.is_none() {
            events.extend(self.finished("success"));
        }
        Translated { events, failure: text.failure, ..Translated::default() }
    }

    /// The events that end the run because the visitor wished so. What was said stays.
    pub fn cancelled(&mut self) -> Vec<Event> {
        self.finished("cancelled")
    }

    fn text(&mut self, item: Option<&str>, text: &str) -> Translated {
        if text.is_empty() {
            return Translated::default();
        }
        let mut events = Vec::new();
        let same = self.open.as_ref().is_some_and(|open| item.is_none() || open.item.as_deref() == item);
        if !same {
            events.extend(self.close());
        }
        let id = match &self.open {
            Some(open) => open.id.clone(),
            None => {
                let id = self.next_message_id();
                self.messages += 1;
                self.open = Some(OpenMessage { id: id.clone(), item: item.map(str::to_owned) });
                events.push(Event::text_start(&id));
                id
            }
        };
        self.bytes += text.len();
        if self.bytes > ANSWER_BYTES {
            let failure = RunFailure::cut_short(format!("the answer is longer than {ANSWER_BYTES} bytes"));
            return Translated { events, failure: Some(failure), ..Translated::default() };
        }
        events.extend(pieces(text).map(|piece| Event::text(&id, piece)));
        events.into()
    }

    /// The whole text once more: news only when no part of it came before.
    fn text_done(&mut self, done: &TextDoneEvent) -> Translated {
        let item = done.item_id.as_deref();
        if self.open.as_ref().is_some_and(|open| item.is_none() || open.item.as_deref() == item) {
            return self.close().into();
        }
        if self.messages > 0 {
            return Translated::default();
        }
        let mut translated = self.text(item, &done.text);
        translated.events.extend(self.close());
        translated
    }

    fn done(&mut self, response: &RealtimeResponse) -> Translated {
        let reason = || describe(response);
        match &response.status {
            ResponseStatus::Completed if !self.calls.is_empty() => self.called(),
            ResponseStatus::Completed => self.finished("success").into(),
            ResponseStatus::Cancelled => self.finished("cancelled").into(),
            ResponseStatus::Incomplete => RunFailure::cut_short(reason()).into(),
            ResponseStatus::Failed if detail_code(response).is_some_and(is_rate_limit) => {
                RunFailure::rate_limited(reason(), None).into()
            }
            _ => RunFailure::unavailable(reason()).into(),
        }
    }

    /// The answer has ended with calls of tools. Those that the page can run end the run; where there are only
    /// others, the agent goes on once it has heard why.
    fn called(&mut self) -> Translated {
        let mut events: Vec<_> = self.close().into_iter().collect();
        let (own, calls) = self.calls.end(&self.run_id);
        if !own.events.is_empty() {
            events.extend(own.events);
            events.push(Event::run_finished_pending(&self.thread_id, &self.run_id, own.pending));
        }
        Translated { events, calls, failure: None }
    }

    fn finished(&mut self, outcome: &str) -> Vec<Event> {
        let mut events: Vec<_> = self.close().into_iter().collect();
        events.push(Event::run_finished(&self.thread_id, &self.run_id, outcome));
        events
    }

    fn close(&mut self) -> Option<Event> {
        self.open.take().map(|open| Event::text_end(open.id))
    }

    /// The run's id and a suffix, so that a replay gives the same ids.
    fn next_message_id(&self) -> String {
        match self.messages {
            0 => format!("{}:answer", self.run_id),
            earlier => format!("{}:answer-{}", self.run_id, earlier + 1),
        }
    }
}

impl From<Vec<Event>> for Translated {
    fn from(events: Vec<Event>) -> Self {
        Self { events, ..Self::default() }
    }
}

impl From<Option<Event>> for Translated {
    fn from(event: Option<Event>) -> Self {
        event.into_iter().collect::<Vec<_>>().into()
    }
}

impl From<RunFailure> for Translated {
    fn from(failure: RunFailure) -> Self {
        Self { failure: Some(failure), ..Self::default() }
    }
}

/// The platform refuses something that we sent, and says nothing more about the answer.
fn refused(event: &ErrorEvent) -> Translated {
    let code = event.error.code.as_deref().or(event.error.kind.as_deref()).unwrap_or("unknown");
    // A cancellation that came too late: the answer's own end is on its way.
    if code == "response_cancel_not_active" {
        return Translated::default();
    }
    let cause = format!("the realtime API sent an error, code {}", token(code));
    if is_rate_limit(code) {
        RunFailure::rate_limited(cause, None).into()
    } else if event.error.kind.as_deref() == Some("invalid_request_error") {
        RunFailure::rejected(cause).into()
    } else {
        RunFailure::unavailable(cause).into()
    }
}

fn is_rate_limit(code: &str) -> bool {
    code.contains("rate_limit")
}

fn detail_code(response: &RealtimeResponse) -> Option<&str> {
    let details = response.status_details.as_ref()?;
    details["error"]["code"].as_str().or(details["reason"].as_str())
}

fn describe(response: &RealtimeResponse) -> String {
    let status = match &response.status {
        ResponseStatus::Failed => "failed",
        ResponseStatus::Incomplete => "incomplete",
        _ => "in a status that is not known here",
    };
    format!("the answer ended {status}, code {}", token(detail_code(response).unwrap_or("unknown")))
}

/// A code fit for the log: the platform's free text may repeat a visitor's words.
fn token(code: &str) -> &str {
    let good =
        code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    if good { code } else { "unreadable" }
}

/// The text in pieces that each fit into one event.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut end = rest.len().min(DELTA_BYTES);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests;
