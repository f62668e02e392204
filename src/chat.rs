//! The conversation's state and the one function that changes it. No DOM, no clock, no network.

mod conversation;
mod event;
mod reducer;
mod spoken;
mod wake;
mod window;

pub use conversation::{
    Author, Citation, Conversation, Failure, Message, MessageState, OFFLINE, Phase, Run, Unsent,
};
pub use event::{ChatEvent, Outcome, StreamEvent};
pub use reducer::{Change, reduce};
pub use spoken::Spoken;
pub use wake::{Action, Place, Signal, react};
pub use window::Window;
