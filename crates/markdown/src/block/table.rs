//! Tables (GFM). A row is shown when its line is whole.

use super::leaf::{Leaf, Paragraph};
use super::{Blocks, Stage};
use crate::emit::Out;
use crate::inline::Inline;
use crate::scan::{Scan, cut};
use crate::view::{Align, NodeId, NodeKind};
use crate::work::count;

/// Columns beyond which a table is no table.
const MOST_COLUMNS: usize = 64;

/// An open table.
pub(super) struct Table {
    pub(super) id: NodeId,
    columns: Vec<Align>,
    /// How many nodes were kept open when it began.
    pub(super) late: usize,
    /// The current line.
    pub(super) row: String,
}

impl Blocks {
    /// The line under a header: `|---|:-:|`.
    pub(super) fn delimiter_row(&mut self, ended: bool, out: &mut Out<'_>) -> Scan {
        let at = self.line.indent().end;
        if !self.line.only(at, b"|-: \t") {
            return Scan::No;
        }
        if !ended {
            return Scan::More;
        }
        let Leaf::Paragraph(paragraph) = &mut self.leaf else { return Scan::No };
        let line = cut(&self.line.text, at, self.line.text.len());
        let header = cut(&paragraph.inline.src, paragraph.line, paragraph.inline.src.len());
        let mut columns = Vec::new();
        for cell in cells(line) {
            let bare = cell.trim_matches(':');
            if bare.is_empty() || bare.bytes().any(|b| b != b'-') || cell.len() - bare.len() > 2 {
                return Scan::No;
            }
            columns.push(match (cell.starts_with(':'), cell.ends_with(':')) {
                (true, true) => Align::Center,
                (true, false) => Align::Left,
                (false, true) => Align::Right,
                _ => Align::None,
            });
        }
        let bar = line.contains('|') || columns.len() == 1 && line.contains(':');
        if !bar || columns.len() > MOST_COLUMNS || cells(header).len() != columns.len() {
            return Scan::No;
        }
        let header = header.to_owned();
        let whole = paragraph.inline.base >= paragraph.line;
        if whole {
            // Definitions before the header are done with.
            let shown = paragraph.id.is_some();
            self.leaf = Leaf::None;
            if shown {
                self.remove_last(out);
            }
        } else {
            self.cut_last_line(out);
            self.close_leaf(out);
        }
        let id = self.open(NodeKind::Table, out);
        self.leaf = Leaf::Table(Table { id, columns, late: self.late.len(), row: header });
        self.row(true, out);
        self.stage = Stage::Skip;
        Scan::Yes(at)
    }

    /// Takes the last line from the paragraph.
    fn cut_last_line(&mut self, out: &mut Out<'_>) {
        let Leaf::Paragraph(paragraph) = &mut self.leaf else { return };
        let Paragraph { inline, id, line, .. } = paragraph.as_mut();
        if let Some(id) = id.filter(|_| inline.is_shown()) {
            out.truncate(id, 0);
        }
        inline.src.truncate(line.saturating_sub(1));
        let definitions = inline.definitions;
        inline.restart();
        inline.definitions = definitions;
    }

    pub(super) fn table_row(&mut self, out: &mut Out<'_>) {
        self.row(false, out);
    }

    fn row(&mut self, header: bool, out: &mut Out<'_>) {
        let late = self.late.len();
        let Leaf::Table(mut table) = std::mem::replace(&mut self.leaf, Leaf::None) else { return };
        let row = out.open(table.id, NodeKind::TableRow { header });
        let line = std::mem::take(&mut table.row);
        let mut texts = cells(&line).into_iter();
        for align in &table.columns {
            let cell = out.open(row, NodeKind::TableCell { align: *align, header });
            let mut src = String::new();
            for (i, part) in texts.next().unwrap_or_default().split('\\').enumerate() {
                // The backslash before a bar has done its work.
                if i > 0 && !part.starts_with('|') {
                    src.push('\\');
                }
                src.push_str(part);
            }
            let mut inline = Box::new(Inline::cell(src));
            inline.end(&mut self.references);
            inline.show(cell, out);
            self.close_text(cell, inline, out);
        }
        self.close_node(row, late, out);
        self.leaf = Leaf::Table(table);
    }
}

/// The cells of a row, trimmed. An escaped bar separates nothing.
fn cells(line: &str) -> Vec<&str> {
    let line = line.trim_matches([' ', '\t']);
    let line = line.strip_prefix('|').unwrap_or(line);
    count(line.len());
    let mut cells = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, b) in line.bytes().enumerate() {
        if b == b'|' && !escaped {
            cells.push(cut(line, start, at).trim_matches([' ', '\t']));
            start = at + 1;
        }
        escaped = b == b'\\' && !escaped;
    }
    if start < line.len() {
        cells.push(cut(line, start, line.len()).trim_matches([' ', '\t']));
    }
    cells
}
