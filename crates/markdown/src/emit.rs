//! The way of operations to the view: hands out ids and joins neighbouring texts to one operation.

use crate::view::{Change, NodeId, NodeKind, View};
use crate::work::count;

/// What outlives one call: the id counter and the text that is not handed over yet.
#[derive(Default)]
pub(crate) struct Emitter {
    last: u32,
    id: u32,
    text: String,
}

/// An emitter together with the view of the current call.
pub(crate) struct Out<'a> {
    state: &'a mut Emitter,
    view: &'a mut dyn View,
}

impl<'a> Out<'a> {
    pub(crate) fn new(state: &'a mut Emitter, view: &'a mut dyn View) -> Self {
        Self { state, view }
    }

    pub(crate) fn open(&mut self, parent: NodeId, kind: NodeKind<'_>) -> NodeId {
        self.flush();
        self.state.last += 1;
        let id = NodeId(self.state.last);
        self.view.open(id, parent, kind);
        id
    }

    /// Appends to a text node; the view hears of it at the next other operation or at the end of the call.
    pub(crate) fn text(&mut self, id: NodeId, appended: &str) {
        if self.state.id != id.0 {
            self.flush();
            self.state.id = id.0;
        }
        count(appended.len());
        self.state.text.push_str(appended);
    }

    pub(crate) fn set(&mut self, id: NodeId, change: Change) {
        self.flush();
        self.view.set(id, change);
    }

    pub(crate) fn truncate(&mut self, id: NodeId, keep: u32) {
        self.flush();
        self.view.truncate(id, keep as usize);
    }

    pub(crate) fn close(&mut self, id: NodeId) {
        self.flush();
        self.view.close(id);
    }

    pub(crate) fn flush(&mut self) {
        if !self.state.text.is_empty() {
            self.view.text(NodeId(self.state.id), &self.state.text);
            self.state.text.clear();
        }
    }
}
