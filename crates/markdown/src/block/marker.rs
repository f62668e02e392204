//! Markers of blocks at the start of a line.

use crate::scan::{self, Scan};
use crate::work::count;

/// What makes items belong to one list: the bullet, or the delimiter after the number.
#[derive(Clone, Copy)]
pub(super) struct ListMark {
    pub(super) delimiter: u8,
    pub(super) start: u32,
}

impl PartialEq for ListMark {
    fn eq(&self, other: &Self) -> bool {
        self.delimiter == other.delimiter
    }
}

impl Eq for ListMark {}

impl ListMark {
    pub(super) fn is_ordered(self) -> bool {
        matches!(self.delimiter, b'.' | b')')
    }
}

/// A bullet or number at `at` that is followed by white space or the end of the line.
pub(super) fn list(s: &[u8], at: usize, ended: bool, mark: &mut ListMark) -> Scan {
    let mut end = at;
    mark.start = 0;
    while end < s.len() && end - at < 9 && s[end].is_ascii_digit() {
        mark.start = mark.start * 10 + u32::from(s[end] - b'0');
        end += 1;
    }
    match s.get(end) {
        None => return Scan::More,
        Some(b @ (b'-' | b'+' | b'*')) if end == at => mark.delimiter = *b,
        Some(b @ (b'.' | b')')) if end > at => mark.delimiter = *b,
        _ => return Scan::No,
    }
    match s.get(end + 1) {
        None if !ended => Scan::More,
        None | Some(b' ' | b'\t') => Scan::Yes(end + 1),
        _ => Scan::No,
    }
}

/// `***`, `---` or `___`, with white space anywhere, up to the end of the line.
pub(super) fn thematic_break(s: &[u8], at: usize, ended: bool) -> Scan {
    let mark = s[at];
    if !matches!(mark, b'*' | b'-' | b'_') {
        return Scan::No;
    }
    let end = scan::skip(s, at, &[mark, b' ', b'\t']);
    if end < s.len() {
        return Scan::No;
    }
    count(s.len() - at);
    let marks = s[at..].iter().filter(|b| **b == mark).count();
    match ended {
        false => Scan::More,
        true if marks >= 3 => Scan::Yes(end),
        true => Scan::No,
    }
}

/// `===` or `---` up to the end of the line.
pub(super) fn setext(s: &[u8], at: usize, ended: bool) -> Scan {
    if !matches!(s[at], b'=' | b'-') {
        return Scan::No;
    }
    let end = scan::skip(s, scan::run(s, at, s[at]), b" \t");
    match (end == s.len(), ended) {
        (true, true) => Scan::Yes(end),
        (true, false) => Scan::More,
        _ => Scan::No,
    }
}

/// One to six `#` before white space or the end of the line.
pub(super) fn heading(s: &[u8], at: usize, ended: bool) -> Scan {
    let end = scan::run(s, at, b'#');
    match s.get(end) {
        _ if end == at || end - at > 6 => Scan::No,
        None if !ended => Scan::More,
        None | Some(b' ' | b'\t') => Scan::Yes(end),
        _ => Scan::No,
    }
}

/// At least three backticks or tildes; after backticks, none may follow on the line.
pub(super) fn fence(s: &[u8], at: usize, ended: bool) -> Scan {
    if !matches!(s[at], b'`' | b'~') {
        return Scan::No;
    }
    let end = scan::run(s, at, s[at]);
    if end == s.len() && !ended {
        return Scan::More;
    }
    count(s.len() - end);
    if end - at < 3 || s[at] == b'`' && s[end..].contains(&b'`') {
        return Scan::No;
    }
    if ended { Scan::Yes(end) } else { Scan::More }
}
