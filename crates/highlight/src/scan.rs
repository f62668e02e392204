//! Code of a language with a [`Grammar`], from left to right.

use std::mem;

use crate::Kind;
use crate::grammar::{
    AT, CALLS, COLON_KEYS, COLOURS, DASHES, DIRECTIVES, DOLLAR, EQUALS_KEYS, FOLDS, Grammar, REGEX, RUST,
    SPACED_COMMENTS, TRIPLE, TYPES,
};

/// What is longer is no regular expression: bounds how far is looked in vain.
const LONGEST_REGEX: usize = 200;

/// Finds what is in `code`, which stands `offset` bytes behind the start.
pub(crate) fn code(grammar: &Grammar, code: &str, offset: usize, found: &mut dyn FnMut(Kind, usize, usize)) {
    let mut scan = Scan { grammar, s: code.as_bytes(), at: 0, fresh_line: true, after_value: false };
    while scan.at < scan.s.len() {
        let start = scan.at;
        let kind = scan.next();
        // At least one byte each time, whatever it is.
        scan.at = scan.at.max(start + 1).min(scan.s.len());
        if let Some(kind) = kind {
            found(kind, offset + start, offset + scan.at);
        }
    }
}

struct Scan<'a> {
    grammar: &'a Grammar,
    s: &'a [u8],
    at: usize,
    /// Whether nothing but blanks stands before this on its line.
    fresh_line: bool,
    /// Whether a value ends here, so that a slash divides.
    after_value: bool,
}

impl Scan<'_> {
    /// Passes the next piece, and says what it is.
    fn next(&mut self) -> Option<Kind> {
        let b = self.s[self.at];
        if b.is_ascii_whitespace() {
            self.at += 1;
            self.fresh_line |= b == b'\n';
            return None;
        }
        let fresh_line = mem::take(&mut self.fresh_line);
        if self.comment() {
            return Some(Kind::Comment);
        }
        let kind = self.string(b).or_else(|| self.sign(b, fresh_line)).or_else(|| {
            if b.is_ascii_digit() {
                self.number();
                Some(Kind::Number)
            } else if is_name(b) {
                self.name(fresh_line)
            } else {
                None
            }
        });
        self.after_value = match kind {
            Some(Kind::Keyword) => false,
            Some(_) => true,
            None => is_name(b) || matches!(b, b')' | b']' | b'}'),
        };
        kind
    }

    fn rest(&self) -> &[u8] {
        &self.s[self.at.min(self.s.len())..]
    }

    fn comment(&mut self) -> bool {
        let spaced =
            !self.grammar.has(SPACED_COMMENTS) || self.at == 0 || self.s[self.at - 1].is_ascii_whitespace();
        if spaced && self.grammar.line.iter().any(|start| self.rest().starts_with(start.as_bytes())) {
            self.at += self.rest().iter().position(|b| *b == b'\n').unwrap_or(self.rest().len());
            return true;
        }
        match self.grammar.block {
            Some((start, end)) if self.rest().starts_with(start.as_bytes()) => {
                self.at += start.len();
                self.pass(end.as_bytes(), false);
                true
            }
            _ => false,
        }
    }

    /// Passes everything up to and with `end`. A backslash takes the next byte along where it `escapes`.
    fn pass(&mut self, end: &[u8], escapes: bool) {
        while self.at < self.s.len() {
            if self.rest().starts_with(end) {
                self.at += end.len();
                return;
            }
            self.at += if escapes && self.s[self.at] == b'\\' { 2 } else { 1 };
        }
    }

    /// Passes a text that ends on its line.
    fn pass_on_line(&mut self, end: u8) {
        while let Some(b) = self.s.get(self.at).copied().filter(|b| *b != b'\n') {
            self.at += if b == b'\\' { 2 } else { 1 };
            if b == end {
                return;
            }
        }
    }

    fn string(&mut self, b: u8) -> Option<Kind> {
        let grammar = self.grammar;
        let is_in = |quotes: &str| quotes.as_bytes().contains(&b);
        if grammar.has(RUST) && self.rust_string(b) {
            return Some(Kind::String);
        }
        if !is_in(grammar.quotes) && !is_in(grammar.long_quotes) {
            return None;
        }
        if grammar.has(TRIPLE) && self.rest().starts_with(&[b, b, b]) {
            self.at += 3;
            self.pass(&[b, b, b], true);
        } else {
            self.at += 1;
            if is_in(grammar.long_quotes) { self.pass(&[b], b != b'\'') } else { self.pass_on_line(b) }
        }
        let colon = grammar.has(COLON_KEYS) && self.is_before(b":");
        Some(if colon { Kind::Key } else { Kind::String })
    }

    /// Raw text and characters of Rust.
    fn rust_string(&mut self, b: u8) -> bool {
        if b == b'\'' {
            // A lifetime has no second quote.
            let length = match self.rest() {
                [_, b'\\', ..] => self.rest().iter().skip(3).position(|b| *b == b'\'').map(|at| at + 4),
                [_, first, ..] => {
                    let length = 1 + width(*first);
                    (self.rest().get(length) == Some(&b'\'')).then_some(length + 1)
                }
                _ => None,
            };
            self.at += length.unwrap_or_default();
            return length.is_some();
        }
        if b != b'r' {
            return false;
        }
        let hashes = self.rest().iter().skip(1).take_while(|b| **b == b'#').count();
        if self.rest().get(hashes + 1) != Some(&b'"') {
            return false;
        }
        self.at += hashes + 2;
        let end: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
        self.pass(&end, false);
        true
    }

    /// What begins with a sign: variables, decorators, directives, colours, regular expressions.
    fn sign(&mut self, b: u8, fresh_line: bool) -> Option<Kind> {
        let (grammar, named) = (self.grammar, self.s.get(self.at + 1).is_some_and(|b| is_name(*b)));
        let kind = match b {
            b'$' if grammar.has(DOLLAR) && (named || self.rest().starts_with(b"${")) => Kind::Key,
            b'@' if grammar.has(AT) && named => Kind::Keyword,
            b'#' if grammar.has(DIRECTIVES) && fresh_line => Kind::Keyword,
            b'#' if grammar.has(COLOURS) => {
                let end = self.rest().iter().skip(1).position(|b| !is_name(*b) && *b != b'-');
                let end = end.map_or(self.rest().len(), |end| end + 1);
                let word = &self.rest()[1..end];
                let colour = matches!(word.len(), 3 | 4 | 6 | 8) && word.iter().all(u8::is_ascii_hexdigit);
                self.at += end;
                return Some(if colour { Kind::Number } else { Kind::Type });
            }
            b'/' if grammar.has(REGEX) && !self.after_value && self.regex() => return Some(Kind::String),
            _ => return None,
        };
        self.at += 1;
        if self.rest().first() == Some(&b'{') {
            self.pass_on_line(b'}');
        } else {
            self.pass_name();
        }
        Some(kind)
    }

    fn regex(&mut self) -> bool {
        let (mut in_class, mut at) = (false, self.at + 1);
        while at < self.at + LONGEST_REGEX
            && let Some(b) = self.s.get(at).copied().filter(|b| *b != b'\n')
        {
            match b {
                b'\\' => at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => {
                    self.at = at + 1;
                    self.pass_name();
                    return true;
                }
                _ => {}
            }
            at += 1;
        }
        false
    }

    fn number(&mut self) {
        while let Some(b) = self.s.get(self.at).copied() {
            let exponent = matches!(b, b'+' | b'-') && matches!(self.s[self.at - 1], b'e' | b'E');
            let point = b == b'.' && self.s.get(self.at + 1).is_some_and(u8::is_ascii_digit);
            if !(is_name(b) || exponent || point || b == b'%') {
                return;
            }
            self.at += 1;
        }
    }

    fn pass_name(&mut self) {
        let dashes = self.grammar.has(DASHES);
        while self.s.get(self.at).is_some_and(|b| is_name(*b) || dashes && *b == b'-') {
            self.at += 1;
        }
    }

    fn name(&mut self, fresh_line: bool) -> Option<Kind> {
        let (grammar, start) = (self.grammar, self.at);
        self.pass_name();
        let word = &self.s[start..self.at];
        if grammar.has(COLON_KEYS) && self.is_before(b":") || grammar.has(EQUALS_KEYS) && fresh_line {
            return Some(Kind::Key);
        }
        let is_word = |known: &str| {
            let known = known.as_bytes();
            known == word || grammar.has(FOLDS) && known.eq_ignore_ascii_case(word)
        };
        // A member may have the name of a word.
        let member = start > 0 && self.s[start - 1] == b'.';
        if !member && grammar.words.split(' ').any(is_word) {
            return Some(Kind::Keyword);
        }
        if grammar.has(TYPES) && word[0].is_ascii_uppercase() {
            return Some(Kind::Type);
        }
        let called = matches!(self.rest(), [b'(', ..] | [b'!', b'(' | b'[' | b'{', ..]);
        (grammar.has(CALLS) && called).then_some(Kind::Function)
    }

    /// Whether this follows, after blanks at most.
    fn is_before(&self, next: &[u8]) -> bool {
        let blanks = self.rest().iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        self.rest()[blanks..].starts_with(next)
    }
}

/// Bytes beyond ASCII are letters to us.
fn is_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80
}

/// How many bytes the character has that begins so.
fn width(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}
