//! Which messages of a long conversation are on the page: those around what the visitor looks at.

use std::ops::Range;

use super::Message;

/// How many come at once, and how many there are at the end of a conversation.
pub const STEP: usize = 40;
/// Most that are there at once while the visitor looks back.
pub const MOST: usize = 3 * STEP;

/// The part of the conversation that is on the page. The default is its end, wherever that moves.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// The oldest message, once the visitor has looked back.
    first: Option<String>,
    /// The newest message, where there are newer ones that are not on the page.
    last: Option<String>,
}

impl Window {
    /// Where it lies in these messages.
    pub fn range(&self, messages: &[Message]) -> Range<usize> {
        let place = |id: &Option<String>| {
            let id = id.as_ref()?;
            messages.iter().position(|message| message.id == *id)
        };
        let end = place(&self.last).map_or(messages.len(), |last| last + 1);
        let start = place(&self.first).unwrap_or(end.saturating_sub(STEP));
        start.min(end)..end
    }

    /// Takes in older messages and lets go of the newest; false where there are none.
    pub fn up(&mut self, messages: &[Message]) -> bool {
        let Range { start, end } = self.range(messages);
        let first = start.saturating_sub(STEP);
        self.set(messages, first, end.min(first + MOST));
        first < start
    }

    /// Takes in newer messages and lets go of the oldest; false where there are none.
    pub fn down(&mut self, messages: &[Message]) -> bool {
        let Range { start, end } = self.range(messages);
        let newest = messages.len().min(end + STEP);
        self.set(messages, start.max(newest.saturating_sub(MOST)), newest);
        newest > end
    }

    fn set(&mut self, messages: &[Message], start: usize, end: usize) {
        let id = |at: usize| messages.get(at).map(|message| message.id.clone());
        self.first = id(start);
        self.last = if end < messages.len() { id(end.saturating_sub(1)) } else { None };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::{Author, MessageState};

    fn messages(ids: Range<i32>) -> Vec<Message> {
        let message = |id: i32| Message::new(&id.to_string(), Author::Visitor, "", MessageState::Complete);
        ids.map(message).collect()
    }

    #[test]
    fn it_follows_the_end_until_the_visitor_looks_back() {
        let mut window = Window::default();
        assert_eq!(window.range(&messages(0..5)), 0..5);
        assert_eq!(window.range(&messages(0..1_000)), 960..1_000);
        assert!(window.up(&messages(0..1_000)));
        assert_eq!(window.range(&messages(0..1_000)), 920..1_000);
        // What comes is there as well, and what is older comes before it.
        assert_eq!(window.range(&messages(-100..1_001)), 1_020..1_101);
    }

    #[test]
    fn it_never_holds_more_than_it_may_and_passes_every_message_on_the_way() {
        let all = messages(0..5_000);
        let mut window = Window::default();
        let mut before = window.range(&all);
        while window.up(&all) {
            let now = window.range(&all);
            assert!(now.len() <= MOST && now.end > before.start && now.start < before.start);
            before = now;
        }
        assert_eq!(before, 0..MOST);
        while window.down(&all) {
            let now = window.range(&all);
            assert!(now.len() <= MOST && now.start < before.end && now.end > before.end);
            before = now;
        }
        assert_eq!(before, 4_880..5_000);
        assert_eq!(window.range(&messages(0..5_001)).end, 5_001, "the end is followed again");
    }

    #[test]
    fn it_shows_the_end_of_messages_it_does_not_know() {
        let mut window = Window::default();
        window.up(&messages(0..200));
        assert_eq!(window.range(&messages(500..700)), 160..200);
        assert_eq!(window.range(&[]), 0..0);
    }
}
