//! The conversation's state and the one function that changes it. No DOM, no clock, no network.

mod conversation;
mod event;
mod reducer;

pub use conversation::{Author, Citation, Conversation, Failure, Message, MessageState, Phase, Run};
pub use event::{ChatEvent, Outcome, StreamEvent};
pub use reducer::{Change, reduce};
