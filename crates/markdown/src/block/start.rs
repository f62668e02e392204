//! What a line starts.

use super::leaf::Leaf;
use super::marker::{self, ListMark};
use super::{Blocks, ContainerKind, DEEPEST, Stage};
use crate::emit::Out;
use crate::scan::{self, Scan};
use crate::view::NodeKind;

impl Blocks {
    /// Looks for starts of blocks at the current position, one after the other, until text or nothing is left.
    /// Leaves the stage as it is if it cannot be told yet.
    pub(super) fn find_starts(&mut self, ended: bool, out: &mut Out<'_>) {
        while self.stage == Stage::Starts {
            let indent = self.line.indent();
            let Some(&first) = self.line.text.as_bytes().get(indent.end) else {
                if ended {
                    self.blank_line(out);
                }
                return;
            };
            let paragraph = matches!(self.leaf, Leaf::Paragraph(_));
            if indent.columns > 3 {
                if paragraph {
                    self.text(out);
                } else {
                    self.begin(false, out);
                    self.line.skip(4);
                    self.leaf = Leaf::code();
                    self.stage = Stage::Content;
                }
                return;
            }
            // Text after a marker at the start of the same line is no continuation of the paragraph before.
            let inside = paragraph && self.all_matched();
            if inside && self.leaf.in_formula() {
                self.text(out);
                return;
            }
            let found = match first {
                b'>' => self.quote(ended, out),
                b'#' => self.heading(ended, out),
                b'`' | b'~' => self.fence(ended, out),
                b'<' => self.html(ended, paragraph, out),
                b'|' | b':' if inside => self.delimiter_row(ended, out),
                b'=' if inside => self.setext(ended, out),
                b'-' | b'+' | b'*' | b'_' | b'0'..=b'9' => {
                    let mut found = Scan::No;
                    if first == b'-' && inside {
                        found = self.delimiter_row(ended, out);
                        if found == Scan::No {
                            found = self.setext(ended, out);
                        }
                    }
                    if found == Scan::No {
                        found = self.rule(ended, out);
                    }
                    if found == Scan::No {
                        found = self.item(ended, inside, out);
                    }
                    found
                }
                _ => Scan::No,
            };
            match found {
                Scan::Yes(_) => {}
                Scan::More if !ended => return,
                _ => {
                    self.text(out);
                    return;
                }
            }
        }
    }

    fn quote(&mut self, ended: bool, out: &mut Out<'_>) -> Scan {
        if self.matched > DEEPEST {
            return Scan::No;
        }
        let indent = self.line.indent();
        if !self.line.quote_marker(indent.end, ended) {
            return Scan::More;
        }
        self.enter(ContainerKind::Quote, out);
        Scan::Yes(0)
    }

    fn heading(&mut self, ended: bool, out: &mut Out<'_>) -> Scan {
        let indent = self.line.indent();
        let end = scan::yes!(marker::heading(self.line.text.as_bytes(), indent.end, ended));
        self.begin(false, out);
        let id = self.open(NodeKind::Heading { level: (end - indent.end) as u8 }, out);
        self.leaf = Leaf::heading(id);
        self.line.consume(indent, end - indent.end);
        self.stage = Stage::Content;
        Scan::Yes(end)
    }

    fn fence(&mut self, ended: bool, out: &mut Out<'_>) -> Scan {
        let indent = self.line.indent();
        let s = self.line.text.as_bytes();
        let end = scan::yes!(marker::fence(s, indent.end, ended));
        let (mark, length) = (s[indent.end], end - indent.end);
        let info =
            scan::unescape(scan::cut(&self.line.text, end, self.line.text.len()).trim_matches([' ', '\t']));
        self.begin(false, out);
        let language = info.split([' ', '\t', '\n']).next().unwrap_or_default();
        let id = self.open(NodeKind::CodeBlock { language }, out);
        self.leaf = Leaf::fence(id, mark, length, indent.columns);
        self.stage = Stage::Skip;
        Scan::Yes(end)
    }

    fn html(&mut self, ended: bool, paragraph: bool, out: &mut Out<'_>) -> Scan {
        let indent = self.line.indent();
        let kind = scan::yes!(scan::block_start(&self.line.text, indent.end, ended, paragraph));
        self.begin(false, out);
        let id = self.open(NodeKind::HtmlBlock, out);
        self.leaf = Leaf::html(id, kind);
        self.stage = Stage::Content;
        Scan::Yes(kind)
    }

    fn rule(&mut self, ended: bool, out: &mut Out<'_>) -> Scan {
        let at = self.line.indent().end;
        let end = scan::yes!(marker::thematic_break(self.line.text.as_bytes(), at, ended));
        self.begin(false, out);
        let id = self.open(NodeKind::ThematicBreak, out);
        out.close(id);
        self.stage = Stage::Skip;
        Scan::Yes(end)
    }

    fn item(&mut self, ended: bool, inside: bool, out: &mut Out<'_>) -> Scan {
        let indent = self.line.indent();
        let s = self.line.text.as_bytes();
        let mut mark = ListMark { delimiter: 0, start: 0 };
        let end = scan::yes!(marker::list(s, indent.end, ended, &mut mark));
        let after = scan::skip(s, end, b" \t");
        if after == s.len() && !ended {
            return Scan::More;
        }
        let blank = after == s.len();
        // What could as well be the next line of a paragraph does not end it.
        if inside && (blank || mark.is_ordered() && mark.start != 1) || self.matched >= DEEPEST {
            return Scan::No;
        }
        let width = end - indent.end;
        self.line.consume(indent, width);
        let gap = match self.line.indent().columns {
            columns if !blank && columns < 5 => columns,
            _ => 1,
        };
        self.line.skip(gap);
        let parent = self.containers.get(self.matched - 1).map(|container| container.kind);
        if parent != Some(ContainerKind::List(mark)) {
            self.enter(ContainerKind::List(mark), out);
        }
        self.enter(ContainerKind::Item(indent.columns + width + gap), out);
        self.item_began = true;
        Scan::Yes(end)
    }

    fn setext(&mut self, ended: bool, out: &mut Out<'_>) -> Scan {
        let at = self.line.indent().end;
        let s = self.line.text.as_bytes();
        let end = scan::yes!(marker::setext(s, at, ended));
        let level = if s[at] == b'=' { 1 } else { 2 };
        if self.paragraph_to_heading(level, out) {
            self.stage = Stage::Skip;
            Scan::Yes(end)
        } else {
            Scan::No
        }
    }
}
