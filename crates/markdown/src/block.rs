//! Blocks: which containers and which leaf each line belongs to.
//!
//! The start of a line is held back until its place is certain (usually a few characters); from there on its text
//! goes straight to the leaf. What has been decided about a line is never decided again.

mod late;
mod leaf;
mod line;
mod marker;
mod start;
mod table;

use crate::emit::Out;
use crate::inline::PATIENCE;
use crate::references::References;
use crate::scan::cut;
use crate::view::{Change, NodeId, NodeKind};
use crate::work::count;
use late::Late;
use leaf::Leaf;
use line::Line;
use marker::ListMark;

/// Containers (a list and its item are two) beyond which a marker is text: bounds nesting.
const DEEPEST: usize = 64;

/// A block that holds blocks.
pub(crate) struct Container {
    kind: ContainerKind,
    id: NodeId,
    /// Children in the view.
    children: u32,
    /// Whether no block has begun in it.
    empty: bool,
    /// Of a list: whether it is known as loose.
    loose: bool,
    /// How many nodes were kept open when it began.
    late: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ContainerKind {
    Root,
    Quote,
    List(ListMark),
    /// Its lines are indented by so many columns.
    Item(usize),
}

/// What the current line waits for.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    /// Its containers are looked for.
    #[default]
    Containers,
    /// The start of a block is looked for.
    Starts,
    /// Its text goes to the leaf.
    Content,
    /// Nothing more of it matters.
    Skip,
}

/// The state of the document.
pub(crate) struct Blocks {
    containers: Vec<Container>,
    leaf: Leaf,
    line: Line,
    stage: Stage,
    /// Containers that the line is known to continue.
    matched: usize,
    /// Length of the line before which another look is not worth it.
    retry: usize,
    /// Whether the line before was blank, in a way that makes lists loose.
    blank: bool,
    /// Whether an item began on this line.
    item_began: bool,
    /// Whether the text ended in `\r`, so that a `\n` belongs to it.
    carriage: bool,
    references: References,
    /// Nodes that are kept open for definitions to come, in the order in which they close.
    late: Vec<Late>,
}

impl Default for Blocks {
    fn default() -> Self {
        let root = Container {
            kind: ContainerKind::Root,
            id: NodeId::ROOT,
            children: 0,
            empty: true,
            loose: false,
            late: 0,
        };
        Self {
            containers: vec![root],
            leaf: Leaf::None,
            line: Line::default(),
            stage: Stage::Containers,
            matched: 1,
            retry: 0,
            blank: false,
            item_began: false,
            carriage: false,
            references: References::default(),
            late: Vec::new(),
        }
    }
}

impl Blocks {
    pub(crate) fn push(&mut self, mut text: &str, out: &mut Out<'_>) {
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.carriage) {
            text = text.strip_prefix('\n').unwrap_or(text);
        }
        while let Some(at) = text.find(['\n', '\r', '\0']) {
            self.piece(cut(text, 0, at), out);
            let rest = cut(text, at + 1, text.len());
            text = match text.as_bytes()[at] {
                b'\0' => {
                    self.piece("\u{fffd}", out);
                    rest
                }
                b'\r' => {
                    self.end_line(out);
                    self.carriage = rest.is_empty();
                    rest.strip_prefix('\n').unwrap_or(rest)
                }
                _ => {
                    self.end_line(out);
                    rest
                }
            };
        }
        self.piece(text, out);
        self.show_leaf(out);
    }

    pub(crate) fn finish(&mut self, out: &mut Out<'_>) {
        if self.stage != Stage::Containers || !self.line.text.is_empty() {
            self.end_line(out);
        }
        self.matched = 1;
        self.close_unmatched(out);
        self.close_late(out);
        self.blank = false;
        self.carriage = false;
    }

    /// A piece of a line, without its end.
    fn piece(&mut self, text: &str, out: &mut Out<'_>) {
        count(text.len());
        if text.is_empty() {
            return;
        }
        match self.stage {
            Stage::Skip => {}
            Stage::Content => self.content(text, out),
            _ => {
                self.line.text.push_str(text);
                if self.line.text.len() >= self.retry {
                    self.decide(false, out);
                }
            }
        }
    }

    fn end_line(&mut self, out: &mut Out<'_>) {
        if matches!(self.stage, Stage::Containers | Stage::Starts) {
            self.decide(true, out);
        }
        if self.stage == Stage::Content {
            self.end_content(out);
        }
        self.line = Line::default();
        self.stage = Stage::Containers;
        self.matched = 1;
        self.retry = 0;
        self.item_began = false;
    }

    /// Finds out where the line belongs, as far as it can be told.
    fn decide(&mut self, ended: bool, out: &mut Out<'_>) {
        if self.stage == Stage::Containers && self.match_containers(ended) {
            self.stage = Stage::Starts;
            self.continue_leaf(ended, out);
        }
        if self.stage == Stage::Starts {
            self.find_starts(ended, out);
        }
        match self.stage {
            Stage::Content => {
                self.blank = false;
                let rest = self.line.take_rest();
                if !rest.is_empty() {
                    self.content(&rest, out);
                }
            }
            Stage::Skip => {}
            _ => {
                let undecided = self.line.text.len() - self.line.at;
                self.retry = if undecided < PATIENCE { 0 } else { self.line.text.len() + undecided };
            }
        }
    }

    /// Consumes the markers of the open containers. False if it cannot be told yet.
    fn match_containers(&mut self, ended: bool) -> bool {
        while let Some(container) = self.containers.get(self.matched) {
            count(1);
            let indent = self.line.indent();
            let next = self.line.text.as_bytes().get(indent.end).copied();
            if next.is_none() && !ended {
                return false;
            }
            match container.kind {
                ContainerKind::Quote => {
                    if next != Some(b'>') || indent.columns > 3 {
                        break;
                    }
                    if !self.line.quote_marker(indent.end, ended) {
                        return false;
                    }
                }
                ContainerKind::Item(width) => {
                    if next.is_none() {
                        if container.empty {
                            break;
                        }
                        self.line.skip(indent.columns.min(width));
                    } else if indent.columns >= width {
                        self.line.skip(width);
                    } else {
                        break;
                    }
                }
                _ => {}
            }
            self.matched += 1;
        }
        true
    }

    fn all_matched(&self) -> bool {
        self.matched == self.containers.len()
    }

    /// Closes the leaf and the containers that the line does not continue.
    fn close_unmatched(&mut self, out: &mut Out<'_>) {
        self.close_leaf(out);
        while self.containers.len() > self.matched.max(1) {
            if let Some(container) = self.containers.pop() {
                self.close_node(container.id, container.late, out);
            }
        }
    }

    /// A block begins in the innermost container that can hold it; `item` says whether it is a list item.
    fn begin(&mut self, item: bool, out: &mut Out<'_>) {
        self.close_unmatched(out);
        let list = |container: &Container| matches!(container.kind, ContainerKind::List(_));
        if !item
            && self.containers.last().is_some_and(list)
            && let Some(container) = self.containers.pop()
        {
            self.close_node(container.id, container.late, out);
        }
        let blank = std::mem::take(&mut self.blank);
        if let Some(container) = self.containers.last_mut() {
            let again = !std::mem::take(&mut container.empty);
            let inside = matches!(container.kind, ContainerKind::Item(_));
            let at = self.containers.len() - 1 - usize::from(inside);
            if let Some(container) = self.containers.get_mut(at)
                && blank
                && again
                && list(container)
                && !std::mem::replace(&mut container.loose, true)
            {
                out.set(container.id, Change::Loose);
            }
        }
        self.matched = self.containers.len();
    }

    /// Opens a node in the innermost container.
    fn open(&mut self, kind: NodeKind<'_>, out: &mut Out<'_>) -> NodeId {
        let Some(container) = self.containers.last_mut() else { return NodeId::ROOT };
        container.children += 1;
        out.open(container.id, kind)
    }

    /// Opens a container in the innermost one.
    fn enter(&mut self, kind: ContainerKind, out: &mut Out<'_>) {
        self.begin(matches!(kind, ContainerKind::Item(_)), out);
        let node = match kind {
            ContainerKind::Root => return,
            ContainerKind::Quote => NodeKind::BlockQuote,
            ContainerKind::List(mark) => NodeKind::List { ordered: mark.is_ordered(), start: mark.start },
            ContainerKind::Item(_) => NodeKind::Item,
        };
        let id = self.open(node, out);
        self.containers.push(Container {
            kind,
            id,
            children: 0,
            empty: true,
            loose: false,
            late: self.late.len(),
        });
        self.matched = self.containers.len();
    }

    /// Removes the innermost container's last child from the view.
    fn remove_last(&mut self, out: &mut Out<'_>) {
        if let Some(container) = self.containers.last_mut() {
            container.children -= 1;
            out.truncate(container.id, container.children);
        }
    }
}
