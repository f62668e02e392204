//! Leaves: blocks that hold text.

use super::table::Table;
use super::{Blocks, ContainerKind, Stage};
use crate::emit::Out;
use crate::inline::{Inline, LONGEST_FORMULA, opens_block};
use crate::scan;
use crate::view::{NodeId, NodeKind};

/// The open leaf.
pub(super) enum Leaf {
    None,
    Paragraph(Box<Paragraph>),
    Heading(NodeId, Box<Inline>),
    Code(Code),
    Html(Html),
    Table(Table),
}

pub(super) struct Paragraph {
    pub(super) inline: Inline,
    /// Its node, once there is something to show.
    pub(super) id: Option<NodeId>,
    /// Where the last line starts.
    pub(super) line: usize,
    /// What ends the formula that goes on from line to line, and where that began.
    formula: Option<(&'static str, usize)>,
}

impl Paragraph {
    /// Sees at the end of a line whether a formula goes on: its lines start nothing.
    fn end_line(&mut self) {
        let line = scan::cut(&self.inline.src, self.line, self.inline.src.len());
        self.formula = match self.formula {
            None => opens_block(line).map(|end| (end, self.line)),
            Some((end, start)) => Some((end, start))
                .filter(|_| !scan::contains(line, end) && self.inline.src.len() - start < LONGEST_FORMULA),
        };
    }
}

pub(super) struct Code {
    /// Its node and text, once there is something to show.
    id: Option<NodeId>,
    text: Option<NodeId>,
    /// Mark, length and indentation of the fence; without, it is indented code.
    fence: Option<(u8, usize, usize)>,
    /// Blank lines of indented code, which belong to it only if more follows.
    blank: String,
    /// Whether the current line of indented code is not blank.
    filled: bool,
}

pub(super) struct Html {
    id: NodeId,
    text: Option<NodeId>,
    /// The kind of CommonMark, 1 to 7.
    kind: usize,
    /// The current line, in which the end is looked for.
    line: String,
}

impl Leaf {
    /// Whether the next line belongs to a formula, whatever it looks like.
    pub(super) fn in_formula(&self) -> bool {
        matches!(self, Self::Paragraph(paragraph) if paragraph.formula.is_some())
    }

    pub(super) fn heading(id: NodeId) -> Self {
        Self::Heading(id, Box::new(Inline::heading()))
    }

    /// Indented code.
    pub(super) fn code() -> Self {
        Self::Code(Code { id: None, text: None, fence: None, blank: String::new(), filled: false })
    }

    pub(super) fn fence(id: NodeId, mark: u8, length: usize, indent: usize) -> Self {
        Self::Code(Code {
            id: Some(id),
            text: None,
            fence: Some((mark, length, indent)),
            blank: String::new(),
            filled: false,
        })
    }

    pub(super) fn html(id: NodeId, kind: usize) -> Self {
        Self::Html(Html { id, text: None, kind, line: String::new() })
    }
}

impl Blocks {
    /// Sees whether the line continues a leaf that takes lines as they are.
    pub(super) fn continue_leaf(&mut self, ended: bool, out: &mut Out<'_>) {
        if !self.all_matched() {
            return;
        }
        let indent = self.line.indent();
        let blank = indent.end == self.line.text.len();
        match &self.leaf {
            Leaf::Code(Code { fence: Some((mark, length, columns)), .. }) => {
                let s = self.line.text.as_bytes();
                let end = scan::run(s, indent.end, *mark);
                if indent.columns < 4
                    && self.line.only(end, b" \t")
                    && (end - indent.end >= *length || !ended)
                {
                    if ended {
                        self.close_leaf(out);
                        self.blank = false;
                        self.stage = Stage::Skip;
                    } else {
                        // Looked at again with more of the line.
                        self.stage = Stage::Containers;
                    }
                } else {
                    self.line.skip(*columns);
                    self.stage = Stage::Content;
                }
            }
            Leaf::Code(_) if indent.columns > 3 || blank && ended => {
                self.line.skip(4);
                self.stage = Stage::Content;
            }
            Leaf::Code(_) | Leaf::Html(_) if blank && !ended => self.stage = Stage::Containers,
            Leaf::Html(html) if html.kind < 6 || !blank => self.stage = Stage::Content,
            _ => {}
        }
    }

    pub(super) fn blank_line(&mut self, out: &mut Out<'_>) {
        let quote = self.containers.get(self.matched - 1).is_some_and(|c| c.kind == ContainerKind::Quote);
        let began = self.item_began;
        self.close_unmatched(out);
        self.blank = !quote && !began;
        self.stage = Stage::Skip;
    }

    /// The rest of the line is text.
    pub(super) fn text(&mut self, out: &mut Out<'_>) {
        let indent = self.line.indent();
        self.line.consume(indent, 0);
        self.stage = Stage::Content;
        match &mut self.leaf {
            Leaf::Paragraph(paragraph) => {
                let Inline { src, base, definitions, .. } = &mut paragraph.inline;
                // Not after definitions that turned out to be all there is.
                if src.len() > *base || *definitions {
                    src.push('\n');
                }
                paragraph.line = src.len();
            }
            Leaf::Table(_) if self.matched == self.containers.len() => {}
            _ => {
                self.begin(false, out);
                let task = self.item_began
                    && self.containers.last().is_some_and(|c| matches!(c.kind, ContainerKind::Item(_)));
                let inline = Inline::paragraph(task);
                self.leaf = Leaf::Paragraph(Box::new(Paragraph { inline, id: None, line: 0, formula: None }));
            }
        }
    }

    /// A piece of a line goes to the leaf.
    pub(super) fn content(&mut self, text: &str, out: &mut Out<'_>) {
        match &mut self.leaf {
            Leaf::None => {}
            Leaf::Paragraph(paragraph) => paragraph.inline.src.push_str(text),
            Leaf::Heading(_, inline) => {
                let text = if inline.src.is_empty() { text.trim_start_matches([' ', '\t']) } else { text };
                inline.src.push_str(text);
            }
            Leaf::Code(code) if code.fence.is_none() => {
                code.blank.push_str(text);
                if !code.filled && text.bytes().all(|b| matches!(b, b' ' | b'\t')) {
                    return;
                }
                code.filled = true;
                let text = std::mem::take(&mut code.blank);
                self.code_text(&text, out);
            }
            Leaf::Code(_) => self.code_text(text, out),
            Leaf::Html(html) => {
                let id = *html.text.get_or_insert_with(|| out.open(html.id, NodeKind::Text));
                out.text(id, text);
                if html.kind < 6 {
                    html.line.push_str(text);
                }
            }
            Leaf::Table(table) => table.row.push_str(text),
        }
    }

    fn code_text(&mut self, text: &str, out: &mut Out<'_>) {
        let Leaf::Code(code) = &self.leaf else { return };
        let (mut id, shown) = (code.id, code.text);
        let node = match id {
            Some(id) => id,
            None => self.open(NodeKind::CodeBlock { language: "" }, out),
        };
        let shown = match shown {
            Some(text) => text,
            None => out.open(node, NodeKind::Text),
        };
        id = Some(node);
        out.text(shown, text);
        if let Leaf::Code(code) = &mut self.leaf {
            code.id = id;
            code.text = Some(shown);
        }
    }

    /// The line of the leaf ends.
    pub(super) fn end_content(&mut self, out: &mut Out<'_>) {
        match &mut self.leaf {
            Leaf::None => {}
            Leaf::Paragraph(paragraph) => paragraph.end_line(),
            Leaf::Heading(..) => self.close_leaf(out),
            Leaf::Code(code) if code.fence.is_some() => self.code_text("\n", out),
            Leaf::Code(code) => {
                self.blank = !std::mem::take(&mut code.filled);
                code.blank.push('\n');
            }
            Leaf::Html(html) => {
                let ends = scan::BLOCK_ENDS.get(html.kind - 1).is_some_and(|ends| {
                    html.line.make_ascii_lowercase();
                    ends.iter().any(|end| scan::contains(&html.line, end))
                });
                html.line.clear();
                let id = *html.text.get_or_insert_with(|| out.open(html.id, NodeKind::Text));
                out.text(id, "\n");
                if ends {
                    self.close_leaf(out);
                }
            }
            Leaf::Table(_) => self.table_row(out),
        }
    }

    /// Shows what is known of running text.
    pub(super) fn show_leaf(&mut self, out: &mut Out<'_>) {
        match &mut self.leaf {
            Leaf::Paragraph(paragraph) => {
                let src = &paragraph.inline.src;
                // It may be the header of a table.
                let header = src.as_bytes().get(paragraph.line) == Some(&b'|');
                let limit = if header { paragraph.line.saturating_sub(1) } else { src.len() };
                paragraph.inline.advance(limit, false, &mut self.references);
                self.show_paragraph(out);
            }
            Leaf::Heading(id, inline) => {
                inline.advance(inline.src.len(), false, &mut self.references);
                inline.show(*id, out);
            }
            _ => {}
        }
    }

    pub(super) fn show_paragraph(&mut self, out: &mut Out<'_>) {
        let Leaf::Paragraph(paragraph) = &mut self.leaf else { return };
        if !paragraph.inline.has_tokens() {
            return;
        }
        let id = match (paragraph.id, self.containers.last_mut()) {
            (Some(id), _) => id,
            (None, Some(container)) => {
                container.children += 1;
                out.open(container.id, NodeKind::Paragraph)
            }
            _ => return,
        };
        paragraph.id = Some(id);
        paragraph.inline.show(id, out);
    }

    /// The leaf is finished.
    pub(super) fn close_leaf(&mut self, out: &mut Out<'_>) {
        if let Leaf::Paragraph(paragraph) = &mut self.leaf {
            paragraph.inline.end(&mut self.references);
            self.show_paragraph(out);
        }
        match std::mem::replace(&mut self.leaf, Leaf::None) {
            Leaf::None => {}
            Leaf::Paragraph(paragraph) => {
                if let Some(id) = paragraph.id {
                    self.close_text(id, Box::new(paragraph.inline), out);
                }
            }
            Leaf::Heading(id, mut inline) => {
                inline.end(&mut self.references);
                inline.show(id, out);
                self.close_text(id, inline, out);
            }
            Leaf::Code(Code { id, text, fence, .. }) => {
                if let (Some(text), None) = (text, fence) {
                    out.text(text, "\n");
                }
                close(text, out);
                close(id, out);
            }
            Leaf::Html(Html { id, text, .. }) => {
                close(text, out);
                out.close(id);
            }
            Leaf::Table(table) => self.close_node(table.id, table.late, out),
        }
    }

    /// A paragraph turns out to be a heading. False if it holds nothing but definitions.
    pub(super) fn paragraph_to_heading(&mut self, level: u8, out: &mut Out<'_>) -> bool {
        let Leaf::Paragraph(paragraph) = &mut self.leaf else { return false };
        paragraph.inline.define(true, &mut self.references);
        if paragraph.inline.base == paragraph.inline.src.len() {
            return false;
        }
        let shown = paragraph.id.take().is_some();
        let mut inline = std::mem::take(&mut paragraph.inline);
        self.leaf = Leaf::None;
        if shown {
            self.remove_last(out);
        }
        let id = self.open(NodeKind::Heading { level }, out);
        inline.restart();
        self.leaf = Leaf::Heading(id, Box::new(inline));
        self.close_leaf(out);
        true
    }
}

fn close(id: Option<NodeId>, out: &mut Out<'_>) {
    if let Some(id) = id {
        out.close(id);
    }
}
