//! Shows tokens, and takes the display back to a token whose meaning changed.

use super::{Inline, Kind};
use crate::emit::Out;
use crate::scan::cut;
use crate::view::{NodeId, NodeKind};
use crate::work::count;

/// A piece of the source with its meaning, and where the display stood when it was shown.
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(super) depth: usize,
    pub(super) children: u32,
    /// How many ends of a delimiter run are shown.
    pub(super) closed: usize,
}

/// An open node of the display.
pub(crate) struct Level {
    pub(crate) id: NodeId,
    pub(crate) children: u32,
    pub(crate) link: bool,
}

/// What of the tokens is shown.
pub(crate) struct Display {
    /// Tokens shown, the last of them up to the source position `partial`.
    shown: usize,
    partial: usize,
    /// The first shown token that must be shown anew.
    spoiled: usize,
    pub(super) levels: Vec<Level>,
    text: Option<NodeId>,
    in_code: bool,
}

impl Default for Display {
    fn default() -> Self {
        Self { shown: 0, partial: 0, spoiled: usize::MAX, levels: Vec::new(), text: None, in_code: false }
    }
}

impl Display {
    /// The token must be shown anew, if it is shown.
    pub(super) fn spoil(&mut self, token: usize) {
        if token < self.shown {
            self.spoiled = self.spoiled.min(token);
        }
    }

    pub(super) fn close_text(&mut self, out: &mut Out<'_>) {
        if let Some(text) = self.text.take() {
            out.close(text);
        }
    }

    /// Opens a node at the current place.
    fn open(&mut self, kind: NodeKind<'_>, out: &mut Out<'_>) -> NodeId {
        self.close_text(out);
        let Some(level) = self.levels.last_mut() else { return NodeId::ROOT };
        level.children += 1;
        out.open(level.id, kind)
    }

    fn enter(&mut self, kind: NodeKind<'_>, out: &mut Out<'_>) {
        let link = matches!(kind, NodeKind::Link { .. } | NodeKind::Image { .. });
        let id = self.open(kind, out);
        self.levels.push(Level { id, children: 0, link });
    }

    fn leave(&mut self, out: &mut Out<'_>) {
        self.close_text(out);
        if let Some(level) = self.levels.pop() {
            out.close(level.id);
        }
    }

    fn put(&mut self, text: &str, out: &mut Out<'_>) {
        if text.is_empty() {
            return;
        }
        let id = match self.text {
            Some(id) => id,
            None => self.open(NodeKind::Text, out),
        };
        self.text = Some(id);
        out.text(id, text);
    }

    fn in_link(&self) -> bool {
        self.levels.iter().any(|level| level.link)
    }

    /// Remembers the place, as the token may be shown anew.
    fn mark(&mut self, token: &mut Token, out: &mut Out<'_>) {
        self.close_text(out);
        token.depth = self.levels.len();
        token.children = self.levels.last().map_or(0, |level| level.children);
    }
}

/// Brings the display up to the tokens.
pub(super) fn show(inline: &mut Inline, out: &mut Out<'_>) {
    let Inline { display, tokens, runs, src, .. } = inline;
    if display.spoiled < display.shown {
        take_back(display, tokens, out);
    }
    display.spoiled = usize::MAX;
    if display.shown > 0 {
        grow(display, &tokens[display.shown - 1], src, out);
    }
    while let Some(token) = tokens.get_mut(display.shown) {
        count(1);
        display.shown += 1;
        display.partial = token.start;
        match &token.kind {
            Kind::Text => grow(display, token, src, out),
            Kind::Char(c) => display.put(c.encode_utf8(&mut [0; 4]), out),
            Kind::Run(run) => show_run(display, token, &runs[*run], src, out),
            Kind::Bracket => display.mark(token, out),
            Kind::Link { image, href, title } => {
                let kind = if *image {
                    NodeKind::Image { src: href, title }
                } else {
                    NodeKind::Link { href, title }
                };
                display.enter(kind, out);
            }
            Kind::LinkEnd => display.leave(out),
            Kind::Code { .. } => {
                display.mark(token, out);
                display.enter(NodeKind::Code, out);
                display.in_code = true;
                grow(display, token, src, out);
            }
            Kind::Auto { prefix } => {
                let text = cut(src, token.start, token.end);
                if display.in_link() {
                    display.put(text, out);
                } else {
                    let href = super::scheme_of(prefix, text);
                    display.enter(NodeKind::Link { href: &href, title: "" }, out);
                    display.put(text, out);
                    display.leave(out);
                }
            }
            Kind::Html | Kind::Math { .. } => {
                let kind = match token.kind {
                    Kind::Math { display } => NodeKind::Math { display },
                    _ => NodeKind::Html,
                };
                display.enter(kind, out);
                display.put(cut(src, token.start, token.end), out);
                display.leave(out);
            }
            Kind::Citation(_) if display.in_link() => display.put(cut(src, token.start, token.end), out),
            Kind::Citation(number) => {
                let id = display.open(NodeKind::Citation { number: *number }, out);
                out.close(id);
            }
            Kind::Break => {
                let id = display.open(NodeKind::LineBreak, out);
                out.close(id);
            }
            Kind::Task(checked) => {
                let id = display.open(NodeKind::TaskMarker { checked: *checked }, out);
                out.close(id);
            }
        }
    }
}

/// Removes what was shown from the spoiled token on.
fn take_back(display: &mut Display, tokens: &mut [Token], out: &mut Out<'_>) {
    let first = display.spoiled;
    for token in tokens.iter_mut().skip(first + 1) {
        count(1);
        token.closed = 0;
    }
    let Some(token) = tokens.get(first) else { return };
    display.shown = first;
    display.text = None;
    display.in_code = false;
    display.levels.truncate(token.depth);
    if let Some(level) = display.levels.last_mut()
        && level.children > token.children
    {
        level.children = token.children;
        out.truncate(level.id, token.children);
    }
}

/// Shows what came to a text or to a code span.
fn grow(display: &mut Display, token: &Token, src: &str, out: &mut Out<'_>) {
    let (mut start, mut end) = (display.partial.max(token.start), token.end);
    match token.kind {
        Kind::Text => {
            if start < end {
                display.put(cut(src, start, end), out);
            }
            display.partial = end;
        }
        Kind::Code { open, padded, .. } if display.in_code => {
            if open {
                // One space at either end may belong to the backticks.
                start = start.max(token.start + usize::from(padded));
                end -= usize::from(end > token.start && matches!(src.as_bytes()[end - 1], b' ' | b'\n'));
            }
            if start < end {
                for (i, line) in cut(src, start, end).split('\n').enumerate() {
                    if i > 0 {
                        display.put(" ", out);
                    }
                    display.put(line, out);
                }
                display.partial = end;
            }
            if !open {
                display.leave(out);
                display.in_code = false;
            }
        }
        _ => {}
    }
}

fn show_run(display: &mut Display, token: &mut Token, run: &super::Run, src: &str, out: &mut Out<'_>) {
    while token.closed < run.ends.len() {
        display.leave(out);
        token.closed += 1;
    }
    if !run.live && run.starts.is_empty() {
        display.put(cut(src, token.start, token.start + run.left), out);
        return;
    }
    display.mark(token, out);
    if run.waits {
        return;
    }
    // A single tilde mostly means "about": the guess is that it stays.
    if !run.live || run.mark == b'~' && run.left == 1 {
        display.put(cut(src, token.start, token.start + run.left), out);
    } else {
        // The guess: it will be closed as a whole.
        if run.mark == b'~' || run.left % 2 == 1 {
            display.enter(emphasis(run.mark, 1), out);
        }
        for _ in 0..if run.mark == b'~' { 0 } else { run.left / 2 } {
            display.enter(emphasis(run.mark, 2), out);
        }
    }
    for length in run.starts.iter().rev() {
        display.enter(emphasis(run.mark, *length), out);
    }
}

fn emphasis(mark: u8, length: u8) -> NodeKind<'static> {
    match (mark, length) {
        (b'~', _) => NodeKind::Strikethrough,
        (_, 1) => NodeKind::Emphasis,
        _ => NodeKind::Strong,
    }
}
