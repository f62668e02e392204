//! Brackets: links, images, citations and task markers.

use super::{Inline, Kind, is_blank};
use crate::references::{References, Target};
use crate::scan::{self, Parts, Scan};
use crate::work::count;

/// Open brackets beyond which a further one is text.
const MOST_OPEN: usize = 32;
/// Digits of a citation.
const CITATION: usize = 4;

/// An opening bracket that waits for its end.
pub(crate) struct Bracket {
    pub(crate) token: usize,
    image: bool,
    /// Whether it can become a link: not if it contains one.
    pub(crate) active: bool,
    /// Height of the stack of delimiter runs before it.
    pub(crate) bottom: usize,
    /// Where its content starts.
    start: usize,
}

impl Inline {
    pub(super) fn open_bracket(&mut self, image: bool) {
        let (at, start) = (self.pos, self.pos + 1 + usize::from(image));
        if self.brackets.len() == MOST_OPEN {
            self.push_text(at, start);
            return;
        }
        self.push(Kind::Bracket, at, start);
        let token = self.tokens.len() - 1;
        self.brackets.push(Bracket { token, image, active: true, bottom: self.stack.len(), start });
    }

    /// `[`, which is held back while it may start a citation or a task marker.
    pub(super) fn bracket(&mut self, limit: usize, ended: bool) -> bool {
        let at = self.pos;
        let s = &self.src.as_bytes()[..limit];
        let mut end = at + 1;
        while end < limit && end <= at + CITATION && s[end].is_ascii_digit() {
            end += 1;
        }
        if !ended && (end == limit || s[end] == b']' && end + 1 == limit) {
            return false;
        }
        if self.task && at == self.base && matches!(s.get(at + 1), Some(b' ' | b'x' | b'X')) {
            match s[at + 2..] {
                [b']', b' ' | b'\t' | b'\n', ..] => {
                    self.push(Kind::Task(s[at + 1] != b' '), at, at + 4);
                    return true;
                }
                [] | [b']'] if !ended => return false,
                _ => {}
            }
        }
        self.open_bracket(false);
        true
    }

    pub(super) fn close_bracket(&mut self, limit: usize, ended: bool, references: &References) -> bool {
        count(self.brackets.len());
        let at = self.pos;
        let Some(bracket) = self.brackets.last().filter(|bracket| bracket.active) else {
            self.brackets.pop();
            self.push_text(at, at + 1);
            return true;
        };
        let (start, image) = (bracket.start, bracket.image);
        let s = &self.src.as_bytes()[..limit];
        let mut parts = Parts::default();
        let mut found = None;
        match s.get(at + 1) {
            None if !ended => return false,
            Some(b'(') => match scan::tail(s, at + 1, &mut parts) {
                Scan::Yes(end) => found = Some((end, target(&self.src, &parts))),
                Scan::More if !ended => return false,
                _ => {}
            },
            _ => {}
        }
        let mut late = false;
        if found.is_none() {
            let mut label = Some((start, at));
            let mut end = at + 1;
            if s.get(end) == Some(&b'[') {
                if s.get(end + 1) == Some(&b']') {
                    end += 2;
                } else {
                    match scan::label(s, end) {
                        Scan::Yes(after) => {
                            label = Some((end + 1, after - 1));
                            end = after;
                        }
                        Scan::More if !ended => return false,
                        _ => {}
                    }
                }
            }
            // The label itself must be one: without brackets, neither blank nor too long.
            label = label.filter(|(from, to)| scan::label(s, from - 1) == Scan::Yes(to + 1));
            found = label
                .and_then(|(from, to)| references.get(scan::cut(&self.src, from, to)))
                .map(|known| (end, Target { href: known.href.clone(), title: known.title.clone() }));
            late = label.is_some() && found.is_none();
            self.used += usize::from(found.is_some());
        }
        let Some(bracket) = self.brackets.pop() else { return false };
        if let Some((end, target)) = found {
            self.enclose_runs(bracket.bottom);
            if image {
                // A description is text: links and images inside of it lose their brackets.
                for token in &mut self.tokens[bracket.token + 1..] {
                    count(1);
                    if matches!(token.kind, Kind::Link { .. } | Kind::LinkEnd) {
                        token.kind = Kind::Text;
                        token.end = token.start;
                    }
                }
            }
            if crate::safe_href(&target.href) {
                self.tokens[bracket.token].kind =
                    Kind::Link { image, href: target.href, title: target.title };
                self.push(Kind::LinkEnd, at, end);
            } else {
                // Its text stays, without the brackets.
                self.tokens[bracket.token].end = self.tokens[bracket.token].start;
                self.tokens[bracket.token].kind = Kind::Text;
                self.push(Kind::Text, end, end);
            }
            self.display.spoil(bracket.token);
            if !image {
                for i in 0..self.brackets.len() {
                    if !self.brackets[i].image && self.brackets[i].active {
                        self.brackets[i].active = false;
                        self.literal(self.brackets[i].token);
                    }
                }
            }
        } else if let Some(number) = self.citation(start, at).filter(|_| !image) {
            self.late |= late;
            self.display.spoil(bracket.token);
            self.tokens.truncate(bracket.token + 1);
            self.tokens[bracket.token].kind = Kind::Citation(number);
            self.tokens[bracket.token].end = at + 1;
            self.pos = at + 1;
        } else {
            self.late |= late;
            self.literal(bracket.token);
            self.push_text(at, at + 1);
        }
        self.match_runs();
        true
    }

    /// The number, if nothing but its digits stands from `start` to `end`.
    fn citation(&self, start: usize, end: usize) -> Option<u32> {
        let digits = &self.src.as_bytes()[start..end];
        if digits.is_empty() || digits.len() > CITATION || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        Some(digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    }
}

/// Destination and title as they are meant.
pub(super) fn target(src: &str, parts: &Parts) -> Target {
    let title = scan::cut(src, parts.title.0, parts.title.1);
    let href = scan::unescape(scan::cut(src, parts.href.0, parts.href.1));
    Target { href, title: if is_blank(title) { String::new() } else { scan::unescape(title) } }
}
