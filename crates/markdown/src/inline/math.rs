//! Mathematics: `$…$`, `$$…$$`, `\(…\)` and `\[…\]`.
//!
//! Prices, variables of shells and escaped brackets must stay what they are. So a formula has no blanks in it or some
//! sign of mathematics, and two plain words before the first such sign are prose. It is held back until it ends, and is
//! looked at once.

use super::{Inline, Kind};
use crate::scan;
use crate::work::count;

/// Bytes beyond which a formula is none.
pub(crate) const LONGEST_FORMULA: usize = 4000;
const LONGEST_BETWEEN_DOLLARS: usize = 300;

/// What is around a formula.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Dollar,
    Dollars,
    Round,
    Square,
}

/// A formula that has not ended.
pub(super) struct Math {
    mark: Mark,
    /// Where its content starts.
    start: usize,
    /// Where to look on.
    pub(super) at: usize,
    prose: Prose,
}

/// Whether what was read so far looks like mathematics.
#[derive(Default)]
struct Prose {
    /// It begins with a digit, as prices do.
    price: bool,
    /// A sign of mathematics.
    sign: bool,
    /// Something that has a meaning.
    filled: bool,
    /// A blank after the first word, and something behind it.
    blank: bool,
    inner_blank: bool,
    /// Letters of the current word, and whether they are a command's name.
    letters: usize,
    command: bool,
}

impl Prose {
    /// Takes note of a byte. False if this is prose.
    fn read(&mut self, b: u8) -> bool {
        let first = !self.filled && !self.sign;
        if !b.is_ascii_alphabetic() {
            self.command = false;
        }
        if b.is_ascii_whitespace() {
            self.blank |= !first;
            self.letters = 0;
            return true;
        }
        self.inner_blank |= self.blank;
        match b {
            b'0'..=b'9' => {
                self.price |= first;
                self.filled = true;
                self.letters = 0;
            }
            b'^' | b'_' | b'=' | b'{' | b'}' => self.sign = true,
            b'+' | b'-' | b'*' | b'/' | b'<' | b'>' | b'|' | b'&' => self.sign |= !self.price,
            _ if b.is_ascii_alphabetic() || b >= 0x80 => {
                self.filled = true;
                self.letters += usize::from(!self.command);
                return self.sign || !self.inner_blank || self.letters < 2;
            }
            _ => self.letters = 0,
        }
        true
    }

    /// Takes note of a backslash and what follows it.
    fn escape(&mut self, b: u8) {
        self.command = b.is_ascii_alphabetic();
        self.sign |= self.command || matches!(b, b'\\' | b',' | b';' | b':' | b'!' | b'{' | b'|');
        self.filled |= self.command;
        self.inner_blank |= self.blank;
        self.letters = 0;
    }

    fn is_formula(&self) -> bool {
        self.filled && (self.sign || !self.inner_blank)
    }
}

/// Whether a line that begins so opens a formula that goes on; the bytes that end it.
pub(crate) fn opens_block(line: &str) -> Option<&'static str> {
    let (rest, end) = line
        .strip_prefix("$$")
        .map(|rest| (rest, "$$"))
        .or_else(|| Some((line.strip_prefix("\\[")?, "\\]")))?;
    let mut prose = Prose::default();
    let mut escaped = false;
    for b in rest.bytes() {
        count(1);
        match b {
            _ if std::mem::take(&mut escaped) => prose.escape(b),
            b'\\' => escaped = true,
            _ if !prose.read(b) => return None,
            _ => {}
        }
    }
    let empty = rest.trim_ascii().is_empty();
    ((empty || prose.is_formula()) && !scan::contains(rest, end)).then_some(end)
}

impl Inline {
    /// Dollars. False if what follows them is not there yet.
    pub(super) fn open_dollars(&mut self, limit: usize, ended: bool) -> bool {
        let at = self.pos;
        let s = &self.src.as_bytes()[..limit];
        let end = scan::run(s, at, b'$');
        if end == limit && !ended {
            return false;
        }
        let apart = at == self.base || !s[at - 1].is_ascii_alphanumeric();
        let tight = s.get(end).is_some_and(|b| !b.is_ascii_whitespace());
        match end - at {
            1 if apart && tight => self.open_math(Mark::Dollar, end),
            2 => self.open_math(Mark::Dollars, end),
            _ => {
                self.push_text(at, end);
                return true;
            }
        }
        self.math(limit, ended)
    }

    /// A backslash and a bracket.
    pub(super) fn open_bracketed(&mut self, limit: usize, ended: bool) -> bool {
        let round = self.src.as_bytes()[self.pos + 1] == b'(';
        self.open_math(if round { Mark::Round } else { Mark::Square }, self.pos + 2);
        self.math(limit, ended)
    }

    fn open_math(&mut self, mark: Mark, start: usize) {
        self.math = Some(Math { mark, start, at: start, prose: Prose::default() });
    }

    /// Looks on for the end of the open formula. False if it is not there yet.
    pub(super) fn math(&mut self, limit: usize, ended: bool) -> bool {
        let Some(mut math) = self.math.take() else { return false };
        let s = &self.src.as_bytes()[..limit];
        let from = self.pos;
        match find_end(&mut math, s, ended) {
            scan::Scan::Yes(end) => {
                let display = matches!(math.mark, Mark::Dollars | Mark::Square);
                self.push(Kind::Math { display }, math.start, math.at);
                self.pos = end;
            }
            scan::Scan::More if !ended => {
                self.math = Some(math);
                return false;
            }
            _ if matches!(math.mark, Mark::Round | Mark::Square) => {
                self.pos = from + 1;
                self.push_text(from + 1, math.start);
            }
            _ => self.push_text(from, math.start),
        }
        true
    }
}

/// The position after the formula; `math.at` is where its content ends then.
fn find_end(math: &mut Math, s: &[u8], ended: bool) -> scan::Scan {
    let longest = if math.mark == Mark::Dollar { LONGEST_BETWEEN_DOLLARS } else { LONGEST_FORMULA };
    while let Some(&b) = s.get(math.at) {
        count(1);
        let next = s.get(math.at + 1).copied();
        if next.is_none() && !ended && matches!(b, b'\\' | b'$') {
            return scan::Scan::More;
        }
        let over = || match math.mark {
            // A number or a word behind it: a price, a variable.
            Mark::Dollar => !next.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'$'),
            Mark::Dollars => next == Some(b'$'),
            _ => false,
        };
        match (b, next, math.mark) {
            (b'\\', Some(b')'), Mark::Round) | (b'\\', Some(b']'), Mark::Square) => return close(math, 2),
            (b'\\', Some(b'('), Mark::Round) | (b'\\', Some(b'['), Mark::Square) => return scan::Scan::No,
            (b'\\', Some(next), _) => {
                math.prose.escape(next);
                math.at += if next.is_ascii() { 2 } else { 1 };
                continue;
            }
            (b'$', _, Mark::Dollar) => {
                let tight = !s[math.at - 1].is_ascii_whitespace();
                return if tight && over() { close(math, 1) } else { scan::Scan::No };
            }
            (b'$', _, Mark::Dollars) => return if over() { close(math, 2) } else { scan::Scan::No },
            (b'\n' | b'`', _, Mark::Dollar) => return scan::Scan::No,
            _ => {}
        }
        // Between two dollars there may be anything: who writes them means it.
        if !math.prose.read(b) && math.mark != Mark::Dollars || math.at - math.start > longest {
            return scan::Scan::No;
        }
        math.at += 1;
    }
    scan::Scan::More
}

fn close(math: &Math, length: usize) -> scan::Scan {
    let signs = math.prose.sign || math.mark != Mark::Square;
    if signs && math.prose.is_formula() { scan::Scan::Yes(math.at + length) } else { scan::Scan::No }
}
