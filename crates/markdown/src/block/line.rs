//! The line at hand, and how much of it is consumed. Columns count tabs as far as the next multiple of four.

use crate::scan;
use crate::work::count;

/// The part of a line that is not given to a leaf yet.
#[derive(Default)]
pub(super) struct Line {
    pub(super) text: String,
    /// Position of what is not consumed.
    pub(super) at: usize,
    /// Its column, which can lie within a tab.
    column: usize,
}

/// White space at the current position.
#[derive(Clone, Copy)]
pub(super) struct Indent {
    pub(super) columns: usize,
    /// Position of the first other byte.
    pub(super) end: usize,
}

impl Line {
    pub(super) fn indent(&self) -> Indent {
        let (mut end, mut column) = (self.at, self.column);
        while let Some(b) = self.text.as_bytes().get(end) {
            match b {
                b' ' => column += 1,
                b'\t' => column += 4 - column % 4,
                _ => break,
            }
            end += 1;
        }
        count(end - self.at + 1);
        Indent { columns: column - self.column, end }
    }

    /// Consumes white space of at most so many columns.
    pub(super) fn skip(&mut self, columns: usize) {
        let goal = self.column + columns;
        while self.column < goal {
            let width = match self.text.as_bytes().get(self.at) {
                Some(b' ') => 1,
                Some(b'\t') => 4 - self.column % 4,
                _ => return,
            };
            if self.column + width > goal {
                self.column = goal;
                return;
            }
            self.column += width;
            self.at += 1;
        }
    }

    /// Consumes the white space before `end` and `length` bytes of a marker.
    pub(super) fn consume(&mut self, indent: Indent, length: usize) {
        self.at = indent.end + length;
        self.column += indent.columns + length;
    }

    /// Consumes `>` at `at` and the space that belongs to it. False if the byte after it is not there yet.
    pub(super) fn quote_marker(&mut self, at: usize, ended: bool) -> bool {
        if at + 1 == self.text.len() && !ended {
            return false;
        }
        let indent = self.indent();
        self.consume(indent, 1);
        self.skip(1);
        true
    }

    /// What is left of the line; a tab that is consumed in part is given in spaces.
    pub(super) fn take_rest(&mut self) -> String {
        let mut rest = String::new();
        if self.text.as_bytes().get(self.at) == Some(&b'\t') && !self.column.is_multiple_of(4) {
            self.at += 1;
            for _ in self.column % 4..4 {
                rest.push(' ');
            }
        }
        count(self.text.len() - self.at);
        rest.push_str(scan::cut(&self.text, self.at, self.text.len()));
        self.at = self.text.len();
        rest
    }

    /// Whether nothing but bytes of `set` follow from `at` on.
    pub(super) fn only(&self, at: usize, set: &[u8]) -> bool {
        scan::skip(self.text.as_bytes(), at, set) == self.text.len()
    }
}
