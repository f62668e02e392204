//! What can happen to a conversation.

use super::{Citation, Conversation, Failure};

/// An event: something the visitor did, something the network did, or an AG-UI event of the stream.
#[derive(Clone, Debug, PartialEq)]
pub enum ChatEvent {
    /// The visitor sent a message, here or on another page, or sends it again; it starts a run.
    Composed {
        /// The message.
        message_id: String,
        /// The run it starts.
        run_id: String,
        /// What the visitor wrote.
        text: String,
    },
    /// A message was not taken.
    SendFailed {
        /// The run it would have started.
        run_id: String,
        /// Why.
        failure: Failure,
    },
    /// The visitor asked to stop the answer.
    StopRequested,
    /// The backend has too much to do: after these seconds the same goes out again; none means now.
    Waiting {
        /// The seconds that are left.
        seconds: u32,
    },
    /// The stream broke before the run's end.
    ConnectionLost,
    /// Following the run was given up.
    FollowFailed(Failure),
    /// A stored conversation takes this one's place.
    Loaded(Conversation),
    /// Older messages of the same conversation, from the page before.
    LoadedEarlier(Conversation),
    /// An event of the stream, with its number in the thread's log.
    Stream {
        /// The number; absent only at backends that don't number.
        seq: Option<u64>,
        /// The event.
        event: StreamEvent,
    },
}

/// How a run ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It completed.
    Success,
    /// It was stopped.
    Cancelled,
}

/// The AG-UI events that the widget shows.
#[derive(Clone, Debug, PartialEq)]
pub enum StreamEvent {
    /// `RUN_STARTED`.
    RunStarted {
        /// The run.
        run_id: String,
        /// Id and text of the visitor's message that the backend stored.
        message: Option<(String, String)>,
    },
    /// `TEXT_MESSAGE_START`.
    TextStarted {
        /// The message.
        message_id: String,
    },
    /// `TEXT_MESSAGE_CONTENT` or `TEXT_MESSAGE_CHUNK`.
    TextDelta {
        /// The message; empty for the one that is being written.
        message_id: String,
        /// Text to append.
        delta: String,
    },
    /// `TEXT_MESSAGE_END`.
    TextEnded {
        /// The message.
        message_id: String,
    },
    /// `ACTIVITY_SNAPSHOT` of the sources of a message.
    Citations {
        /// The message.
        message_id: String,
        /// Its sources.
        citations: Vec<Citation>,
    },
    /// `RUN_FINISHED`.
    RunFinished(Outcome),
    /// `RUN_ERROR`.
    RunFailed(Failure),
    /// An event that changes nothing to be seen; its number counts.
    Other,
}
