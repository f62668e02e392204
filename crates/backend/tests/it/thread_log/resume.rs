//! Resuming: wherever a stream is cut, and however long ago, the rest completes the thread, and nobody is asked
//! again for it.

mod cut;
mod old;
mod replay;
mod wire;

use contract::agui::{Event, FEEDBACK, Message};
use contract::history::{Fold, rate};
use contract::sse::{Decoder, Frame};

/// What a reader has of a thread.
#[derive(Clone, Debug, Default)]
struct Reader {
    frames: Vec<Frame>,
}

impl Reader {
    /// Reads the bytes of one connection: whatever is not whole at their end is dropped with it.
    fn connection(&mut self, bytes: &[u8]) {
        Decoder::default().push(bytes, &mut |frame| self.frames.push(frame)).unwrap();
    }

    /// The number to resume from.
    fn last(&self) -> u64 {
        self.frames.last().map_or(0, |frame| frame.id.unwrap())
    }

    /// Asserts that each number came once, in order.
    #[track_caller]
    fn assert_each_number_once(&self) {
        let numbers: Vec<u64> = self.frames.iter().map(|frame| frame.id.unwrap()).collect();
        assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    }

    /// The thread's messages, folded of what was seen.
    fn thread(&self) -> Vec<Message> {
        let (mut messages, mut run) = (Vec::new(), Fold::default());
        for frame in &self.frames {
            let event: Event = serde_json::from_str(&frame.data).unwrap();
            match &event {
                Event::Custom(body) if body.name == FEEDBACK => assert!(rate(&mut messages, &body.value)),
                _ => run.push(&event),
            }
            if event.is_terminal() {
                messages.append(&mut std::mem::take(&mut run).finish());
            }
        }
        messages.append(&mut run.finish());
        messages
    }
}
