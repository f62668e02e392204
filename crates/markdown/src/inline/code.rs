//! Code spans.

use super::{Inline, Kind};
use crate::scan;
use crate::work::count;

/// Longest backtick run that can hold code.
pub(super) const LONGEST_TICKS: usize = 31;

impl Inline {
    /// A backtick run. False if its end is not there yet.
    pub(super) fn open_code(&mut self, limit: usize, ended: bool) -> bool {
        let at = self.pos;
        let s = &self.src.as_bytes()[..limit];
        let end = scan::run(s, at, b'`');
        if end == limit && !ended {
            return false;
        }
        let length = end - at;
        if ended && self.ticks.is_none() {
            self.find_ticks();
        }
        if length > LONGEST_TICKS || self.ticks.as_ref().is_some_and(|last| last[length] <= at) {
            self.push_text(at, end);
        } else {
            let padded = matches!(self.src.as_bytes().get(end), Some(b' ' | b'\n'));
            self.push(Kind::Code { open: true, padded, ticks: length }, end, end);
            self.ticks_from = end;
            self.pos = end;
        }
        true
    }

    /// Looks on for the end of the open code span, which is the last token.
    pub(super) fn code(&mut self, limit: usize, ended: bool) -> bool {
        let s = &self.src.as_bytes()[..limit];
        let Some(token) = self.tokens.last_mut() else { return false };
        let start = token.start;
        let Kind::Code { open, padded, ticks } = &mut token.kind else { return false };
        let ticks = *ticks;
        let mut at = self.ticks_from;
        while at < limit {
            count(1);
            if s[at] != b'`' {
                at += 1;
                continue;
            }
            let end = scan::run(s, at, b'`');
            if end == limit && !ended {
                break;
            }
            if end - at == ticks {
                let inner = &s[start..at];
                count(inner.len());
                let blank = inner.iter().all(|b| matches!(b, b' ' | b'\n'));
                let strip = !blank && matches!(inner, [b' ' | b'\n', .., b' ' | b'\n']);
                *open = false;
                let guessed = std::mem::replace(padded, strip);
                token.end = at - usize::from(strip);
                token.start = start + usize::from(strip);
                if guessed != strip {
                    self.display.spoil(self.tokens.len() - 1);
                }
                self.pos = end;
                self.ticks_from = 0;
                return true;
            }
            at = end;
        }
        if ended {
            // It was no code: the backticks are text, and what follows is read again.
            token.kind = Kind::Text;
            token.start = start - ticks;
            token.end = start;
            self.pos = start;
            self.ticks_from = 0;
            self.display.spoil(self.tokens.len() - 1);
            return true;
        }
        self.ticks_from = at;
        token.end = at;
        false
    }

    /// Notes where the last run of each length is.
    fn find_ticks(&mut self) {
        let s = self.src.as_bytes();
        let mut last = Box::new([0; LONGEST_TICKS + 1]);
        let mut at = self.pos;
        count(s.len() - at);
        while at < s.len() {
            let end = scan::run(s, at, b'`').max(at + 1);
            if let Some(last) = last.get_mut(end - at)
                && s[at] == b'`'
            {
                *last = at;
            }
            at = end;
        }
        self.ticks = Some(last);
    }
}
