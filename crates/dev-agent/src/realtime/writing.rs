//! An answer on its way out, piece by piece.

use crate::answer::pieces::Pieces;
use crate::wire::realtime::{Response, ResponseStatus, StatusDetails, TextPlace, Usage, new_id};
use std::time::Duration;
use tokio::time::Instant;

/// The answer that a connection is sending.
pub struct Writing {
    place: TextPlace,
    pieces: Pieces,
    sent_pieces: usize,
    sent_chars: usize,
    input_tokens: usize,
    /// Pause between two pieces; zero is none.
    interval: Duration,
    /// When the next piece may leave; at once when absent.
    not_before: Option<Instant>,
}

impl Writing {
    /// An answer of which nothing is sent yet.
    pub fn new(response_id: String, text: String, input_tokens: usize, interval: Duration) -> Self {
        let place = TextPlace { response_id, item_id: new_id("item"), output_index: 0, content_index: 0 };
        let pieces = Pieces::new(text);
        Self { place, pieces, sent_pieces: 0, sent_chars: 0, input_tokens, interval, not_before: None }
    }

    /// Resolves when the next piece may leave; never without an answer.
    pub async fn due(writing: Option<&Self>) {
        match writing {
            None => std::future::pending().await,
            Some(Self { not_before: Some(moment), .. }) => tokio::time::sleep_until(*moment).await,
            Some(_) => {}
        }
    }

    /// The next piece; `None` when all are sent.
    pub fn next_piece(&mut self) -> Option<String> {
        let piece = self.pieces.next_piece()?.to_owned();
        self.sent_pieces += 1;
        self.sent_chars += piece.chars().count();
        if !self.interval.is_zero() && !self.pieces.is_done() {
            self.not_before = Some(Instant::now() + self.interval);
        }
        Some(piece)
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
        self.pieces.taken()
    }

    /// How many characters have left.
    pub fn sent_chars(&self) -> usize {
        self.sent_chars
    }

    /// The answer's end, with its usage.
    pub fn response(&self, status: ResponseStatus, status_details: Option<StatusDetails>) -> Response {
        let (input_tokens, output_tokens) = (self.input_tokens, self.sent_pieces);
        let usage = Usage { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens };
        Response { id: self.id().to_owned(), status, status_details, usage: Some(usage) }
    }
}

/// How many words a text has.
pub fn words(text: &str) -> usize {
    text.split_whitespace().count()
}
