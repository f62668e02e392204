//! What the fake platform is to answer: it stands in the visitor's message, so that it passes through whatever is
//! between the two.

use serde::{Deserialize, Serialize};

/// An answer.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Plan {
    /// How many tokens it has.
    pub tokens: u32,
    /// The time between two of them.
    pub interval_us: u64,
}

impl Plan {
    /// As little as makes a conversation.
    pub const SHORT: Self = Self { tokens: 1, interval_us: 0 };

    /// The message that asks for it.
    pub fn message(&self) -> String {
        format!("plan {} {}", self.tokens, self.interval_us)
    }

    /// Reads a message; whatever is none gets one token.
    pub fn of_message(message: &str) -> Self {
        let mut numbers = message.split(' ').skip(1).map(str::parse);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(tokens)), Some(Ok(interval_us))) => Self { tokens: tokens as u32, interval_us },
            _ => Self::SHORT,
        }
    }
}
