//! What is known of a conversation.

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The person at the page.
    Visitor,
    /// The agent.
    Assistant,
}

/// Code of a failure where the network is away or the backend doesn't answer.
pub const OFFLINE: &str = "offline";

/// Why something did not work, in words for the visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// A code of [`contract::error::code`], or [`OFFLINE`].
    pub code: String,
    /// What happened and what to do next.
    pub text: String,
    /// Seconds to wait before trying again, when the backend names them.
    pub retry_after: Option<u32>,
    /// Whether trying the same again can help.
    pub can_retry: bool,
}

/// How far a message has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// The visitor's message is on its way: not acknowledged yet.
    Sending,
    /// The visitor's message was not taken; it is kept here.
    NotSent(Failure),
    /// The answer is being written.
    Writing,
    /// Whole.
    Complete,
    /// The visitor stopped the answer.
    Stopped,
    /// The answer broke off.
    Broken(Failure),
}

/// A source that an answer names by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The number in the text, from 1.
    pub number: u32,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub url: String,
    /// The words the answer rests on.
    pub snippet: String,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Unique within the conversation.
    pub id: String,
    /// Who wrote it.
    pub author: Author,
    /// Plain text of a visitor, Markdown of an agent. Grows at its end only.
    pub text: String,
    /// How far it has come.
    pub state: MessageState,
    /// Sources, by number.
    pub citations: Vec<Citation>,
}

impl Message {
    /// A message with a text and no sources.
    pub fn new(id: &str, author: Author, text: &str, state: MessageState) -> Self {
        Self { id: id.to_owned(), author, text: text.to_owned(), state, citations: Vec::new() }
    }
}

/// What the run under way does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The message is on its way to the backend.
    Sending,
    /// The backend has too much to do; the seconds until the same is sent again.
    Waiting(u32),
    /// The backend has it; no text yet.
    Thinking,
    /// Text arrives.
    Writing,
    /// The visitor asked to stop.
    Stopping,
    /// The connection broke; the answer goes on at the backend and will be followed again.
    Reconnecting,
}

/// The run under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The run.
    pub id: String,
    /// What it does.
    pub phase: Phase,
    /// The newest message it has written to.
    pub answer: Option<String>,
}

impl Run {
    /// A run that has written nothing yet.
    pub fn new(id: String, phase: Phase) -> Self {
        Self { id, phase, answer: None }
    }
}

/// A message of the visitor that the backend has not acknowledged yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// The run that it starts.
    pub run_id: String,
    /// The message.
    pub message_id: String,
}

/// A conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversation {
    /// The thread at the backend; made by the widget.
    pub thread_id: String,
    /// Oldest first.
    pub messages: Vec<Message>,
    /// The run under way.
    pub run: Option<Run>,
    /// What is on its way to the backend, from this page or another one, oldest first.
    pub unsent: Vec<Unsent>,
    /// Number of the newest event taken in.
    pub last_seq: u64,
    /// Older messages are stored before this number; none when all are here.
    pub earlier_than: Option<u64>,
    /// Sources that arrived before the message they belong to.
    pub(super) early_citations: Vec<(String, Vec<Citation>)>,
}

impl Conversation {
    /// An empty conversation.
    pub fn new(thread_id: String) -> Self {
        Self { thread_id, ..Self::default() }
    }

    /// The message with this id.
    pub fn message(&self, id: &str) -> Option<&Message> {
        self.messages.iter().rev().find(|message| message.id == id)
    }

    /// What is sent again where a message was not taken, or an answer broke off: the message, or what was asked.
    pub fn to_retry(&self, id: &str) -> Option<&Message> {
        let at = self.messages.iter().position(|message| message.id == id)?;
        self.messages[..=at].iter().rev().find(|message| message.author == Author::Visitor)
    }

    /// Whether the message that starts this run is not acknowledged yet, as far as is known here.
    pub fn is_unsent(&self, run_id: &str) -> bool {
        self.unsent.iter().any(|unsent| unsent.run_id == run_id)
    }

    pub(super) fn message_mut(&mut self, id: &str) -> Option<&mut Message> {
        self.messages.iter_mut().rev().find(|message| message.id == id)
    }
}
