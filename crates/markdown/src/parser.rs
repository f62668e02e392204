//! The parser as its users see it: text in, operations out.

use crate::block::Blocks;
use crate::emit::{Emitter, Out};
use crate::view::View;

/// Parses Markdown that arrives in pieces.
///
/// One parser serves one view: every call must get the view that saw all the operations before.
#[derive(Default)]
pub struct Parser {
    emitter: Emitter,
    blocks: Blocks,
}

impl Parser {
    /// A parser that has seen nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends `text`, which may end anywhere, and brings the view up to date with all that can be told so far.
    pub fn push(&mut self, text: &str, view: &mut dyn View) {
        let mut out = Out::new(&mut self.emitter, view);
        self.blocks.push(text, &mut out);
        out.flush();
    }

    /// The text has ended: what is still undecided becomes literal, and all nodes are closed.
    ///
    /// A `push` after it starts a new document below the old one, which knows the old one's link references.
    pub fn finish(&mut self, view: &mut dyn View) {
        let mut out = Out::new(&mut self.emitter, view);
        self.blocks.finish(&mut out);
        out.flush();
    }
}
