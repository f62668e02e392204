//! Texts with references whose definitions may be further down. They, and what they are in, are closed at the end.

use super::Blocks;
use crate::emit::Out;
use crate::inline::Inline;
use crate::view::NodeId;

/// A node that is not closed when it could be.
pub(super) enum Late {
    /// Text that was read with so many definitions.
    Text(NodeId, Box<Inline>, usize),
    /// A node with such a text in it.
    Around(NodeId),
}

impl Blocks {
    /// Closes the node of a text that is shown, now or at the end.
    pub(super) fn close_text(&mut self, id: NodeId, mut inline: Box<Inline>, out: &mut Out<'_>) {
        inline.done(out);
        if inline.wait() {
            self.late.push(Late::Text(id, inline, self.references.len()));
        } else {
            out.close(id);
        }
    }

    /// Closes a node, now or, if one inside of it waits, at the end; `since` are the waiting ones before it began.
    pub(super) fn close_node(&mut self, id: NodeId, since: usize, out: &mut Out<'_>) {
        if self.late.len() > since {
            self.late.push(Late::Around(id));
        } else {
            out.close(id);
        }
    }

    /// Closes all that waits; texts that have got links are shown anew.
    pub(super) fn close_late(&mut self, out: &mut Out<'_>) {
        for late in std::mem::take(&mut self.late) {
            let id = match late {
                Late::Around(id) => id,
                Late::Text(id, mut inline, known) => {
                    if self.references.len() > known && inline.reread(&mut self.references) {
                        out.truncate(id, 0);
                        inline.show(id, out);
                        inline.done(out);
                    }
                    id
                }
            };
            out.close(id);
        }
    }
}
