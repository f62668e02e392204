//! An answer on its way out, part by part.

use crate::agent::contract::Output;
use crate::agent::{AgentError, Part};
use crate::fault::StreamFault;
use crate::wire::realtime::{
    FunctionCall, Response, ResponseStatus, StatusDetails, TextPlace, Usage, new_id,
};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::time::Instant;

/// What comes next of an answer.
pub enum Next {
    /// A part to send.
    Part(Part),
    /// The answer is whole.
    End,
    /// It broke.
    Failed(AgentError),
}

/// A tool that waits for a yes or no.
pub struct Approval {
    /// Names the request.
    pub id: String,
    /// Goes back unchanged.
    pub payload_hash: String,
    /// What was asked.
    pub arguments: Map<String, Value>,
}

/// The answer that a connection is sending.
pub struct Writing {
    place: TextPlace,
    upstream: Receiver<Result<Part, AgentError>>,
    /// Parts that follow the upstream's.
    queue: VecDeque<Part>,
    /// What was received and waits for its moment.
    held: Option<Next>,
    /// Whether the text is an output contract's object, and what goes into it behind the summary.
    pub output: Option<Output>,
    /// What a person has to decide before it ends.
    pub approval: Option<Approval>,
    /// The functions that it calls.
    pub calls: Vec<FunctionCall>,
    sent: String,
    stored: usize,
    sent_pieces: usize,
    sent_chars: usize,
    input_tokens: usize,
    /// Pause between two pieces; zero is none.
    interval: Duration,
    /// How many pieces leave before the connection breaks.
    cut_after: Option<usize>,
    last_piece: Option<Instant>,
}

impl Writing {
    /// An answer of which nothing is sent yet.
    pub fn new(
        response_id: String,
        upstream: Receiver<Result<Part, AgentError>>,
        asks_for_contract: bool,
        input_tokens: usize,
        interval: Duration,
        fault: StreamFault,
    ) -> Self {
        let place = TextPlace { response_id, item_id: new_id("item"), output_index: 0, content_index: 0 };
        Self {
            place,
            upstream,
            queue: VecDeque::new(),
            held: None,
            output: asks_for_contract.then(Output::default),
            approval: None,
            calls: Vec::new(),
            sent: String::new(),
            stored: 0,
            sent_pieces: 0,
            sent_chars: 0,
            input_tokens,
            interval: interval + fault.pause,
            cut_after: fault.cut_after,
            last_piece: None,
        }
    }

    /// Resolves when the next part may leave; never without an answer. May be dropped and called again.
    pub async fn next(writing: Option<&mut Self>) -> Next {
        let Some(writing) = writing else { return std::future::pending().await };
        if writing.held.is_none() {
            let next = match writing.upstream.recv().await {
                Some(Ok(part)) => Next::Part(part),
                Some(Err(error)) => Next::Failed(error),
                None => match writing.queue.pop_front() {
                    Some(part) => Next::Part(part),
                    None if writing.approval.is_some() => return std::future::pending().await,
                    None => Next::End,
                },
            };
            writing.held = Some(next);
        }
        if let (Some(Next::Part(Part::Text(_))), Some(last)) = (&writing.held, writing.last_piece)
            && !writing.interval.is_zero()
        {
            tokio::time::sleep_until(last + writing.interval).await;
        }
        writing.held.take().unwrap_or(Next::End)
    }

    /// Adds parts behind all others.
    pub fn then(&mut self, parts: impl IntoIterator<Item = Part>) {
        self.queue.extend(parts);
    }

    /// Notes a piece as sent, and returns it as it goes out. `None` when the connection breaks here.
    pub fn piece(&mut self, text: &str) -> Option<String> {
        if self.cut_after.is_some_and(|most| self.sent_pieces >= most) {
            return None;
        }
        let piece = match &self.output {
            None => text.to_owned(),
            Some(_) if self.sent.is_empty() => format!("{}{}", Output::opening(), Output::piece(text)),
            Some(_) => Output::piece(text),
        };
        self.note(&piece);
        self.last_piece = Some(Instant::now());
        Some(piece)
    }

    /// What is still to be sent of the text before the answer ends.
    pub fn closing(&mut self) -> Option<String> {
        let output = self.output.as_ref()?;
        if self.sent.is_empty() && !self.calls.is_empty() {
            return None;
        }
        let opening = if self.sent.is_empty() { Output::opening() } else { "" };
        let closing = format!("{opening}{}", output.closing());
        self.note(&closing);
        Some(closing)
    }

    fn note(&mut self, piece: &str) {
        self.sent.push_str(piece);
        self.sent_pieces += 1;
        self.sent_chars += piece.chars().count();
    }

    /// What has been sent and not yet been taken by this.
    pub fn take_unstored(&mut self) -> String {
        let text = self.sent.get(self.stored..).unwrap_or_default().to_owned();
        self.stored = self.sent.len();
        text
    }

    /// The answer's id.
    pub fn id(&self) -> &str {
        &self.place.response_id
    }

    /// Where its text belongs.
    pub fn place(&self) -> TextPlace {
        self.place.clone()
    }

    /// The text that has left.
    pub fn sent(&self) -> &str {
        &self.sent
    }

    /// How many characters have left.
    pub fn sent_chars(&self) -> usize {
        self.sent_chars
    }

    /// Where the next function call stands in the answer.
    pub fn next_index(&self) -> u32 {
        let before = self.calls.len() + usize::from(!self.sent.is_empty());
        u32::try_from(before).unwrap_or(u32::MAX)
    }

    /// The answer's end, with its usage.
    pub fn response(&self, status: ResponseStatus, status_details: Option<StatusDetails>) -> Response {
        let (input_tokens, output_tokens) = (self.input_tokens, self.sent_pieces);
        let usage = Usage { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens };
        let output = self.calls.clone();
        Response { id: self.id().to_owned(), status, status_details, output, usage: Some(usage) }
    }
}

/// How many words a text has.
pub fn words(text: &str) -> usize {
    text.split_whitespace().count()
}
