//! Delimiter runs of emphasis and strikethrough, matched by the rules of CommonMark as soon as a closer arrives.

use super::{Inline, Kind};
use crate::chars::{is_punctuation, is_space};
use crate::scan;
use crate::work::count;

/// Characters in open runs beyond which further runs are text: bounds nesting and the cost of a wrong guess.
const MOST_OPEN: usize = 64;

/// A run of `*`, `_` or `~`.
pub(crate) struct Run {
    pub(crate) token: usize,
    pub(crate) mark: u8,
    /// Characters that are not used yet, out of so many.
    pub(crate) left: usize,
    all: usize,
    opens: bool,
    closes: bool,
    /// Whether it may still open or close something.
    pub(crate) live: bool,
    /// Whether a bracket must be decided before it can be tried as a closer: hidden so long.
    pub(crate) waits: bool,
    /// Lengths of the emphases it ends, and of those it starts, innermost first.
    pub(crate) ends: Vec<u8>,
    pub(crate) starts: Vec<u8>,
}

impl Run {
    fn pairs_with(&self, closer: &Self) -> bool {
        if !self.opens || self.mark != closer.mark {
            return false;
        }
        if self.mark == b'~' {
            return self.left == closer.left;
        }
        let three = (self.closes || closer.opens) && (self.all + closer.all).is_multiple_of(3);
        !three || self.all.is_multiple_of(3) && closer.all.is_multiple_of(3)
    }
}

impl Inline {
    /// A run at the current position. False if its end or the character after it is not there yet.
    pub(super) fn delimiter(&mut self, limit: usize, ended: bool) -> bool {
        let start = self.pos;
        let s = &self.src.as_bytes()[..limit];
        let mark = s[start];
        let end = scan::run(s, start, mark);
        if end == limit && !ended {
            return false;
        }
        let (before, after) = self.around(start, end);
        let left_flanking =
            !is_space(after) && (!is_punctuation(after) || is_space(before) || is_punctuation(before));
        let right_flanking =
            !is_space(before) && (!is_punctuation(before) || is_space(after) || is_punctuation(after));
        let (mut opens, mut closes) = (left_flanking, right_flanking);
        if mark == b'_' {
            opens = left_flanking && (!right_flanking || is_punctuation(before));
            closes = right_flanking && (!left_flanking || is_punctuation(after));
        }
        let all = end - start;
        count(self.stack.len());
        let open: usize = self.stack.iter().map(|run| self.runs[*run].left).sum();
        // A closer is not bound by the limit: it leaves the stack by itself if it does not open as well.
        if (mark == b'~' && all > 2)
            || !(opens || closes)
            || (opens || self.waiting()) && open + all > MOST_OPEN
        {
            self.push_text(start, end);
            return true;
        }
        self.push(Kind::Run(self.runs.len()), start, end);
        self.stack.push(self.runs.len());
        self.runs.push(Run {
            token: self.tokens.len() - 1,
            mark,
            left: all,
            all,
            opens,
            closes,
            live: true,
            waits: closes,
            ends: Vec::new(),
            starts: Vec::new(),
        });
        self.match_runs();
        true
    }

    /// Whether some run waits for a bracket to be decided.
    fn waiting(&self) -> bool {
        self.tried < self.stack.len()
    }

    /// Tries the runs that have not been tried as closers, up to one that may pair with an opener before a bracket
    /// that is still open.
    pub(super) fn match_runs(&mut self) {
        let bottom =
            self.brackets.iter().rev().find(|bracket| bracket.active).map_or(0, |bracket| bracket.bottom);
        self.tried = self.try_runs(self.tried, 0, bottom);
    }

    /// A link took all runs from `bottom` on inside of itself.
    pub(super) fn enclose_runs(&mut self, bottom: usize) {
        self.try_runs(self.tried.max(bottom), bottom, bottom);
        self.drop_runs(bottom, self.stack.len());
        self.tried = self.tried.min(bottom);
    }

    /// The text is whole: what is not matched is literal.
    pub(super) fn settle(&mut self) {
        self.tried = self.try_runs(self.tried, 0, 0);
        self.drop_runs(0, self.stack.len());
    }

    /// Tries runs as closers from the stack position `next` on, with openers from `lowest` on; stops where the opener
    /// lies below `bottom`. The position of the first run that was not tried.
    fn try_runs(&mut self, mut next: usize, lowest: usize, bottom: usize) -> usize {
        while let Some(&closer) = self.stack.get(next) {
            count(next - lowest + 1);
            let mut found = None;
            if self.runs[closer].closes {
                found =
                    (lowest..next).rev().find(|at| self.runs[self.stack[*at]].pairs_with(&self.runs[closer]));
            }
            if found.is_some_and(|at| at < bottom) {
                break;
            }
            if std::mem::take(&mut self.runs[closer].waits) {
                self.display.spoil(self.runs[closer].token);
            }
            let Some(at) = found else {
                if self.runs[closer].opens {
                    next += 1;
                } else {
                    self.drop_runs(next, next + 1);
                }
                continue;
            };
            self.drop_runs(at + 1, next);
            next = at + 1;
            let opener = self.stack[at];
            let (have, length) = (self.runs[opener].left, self.runs[closer].left);
            let used = if self.runs[closer].mark == b'~' { length } else { have.min(length).min(2) };
            // The guess had the strong emphases innermost, and a single tilde as text.
            if used == 1 && (have > 1 || self.runs[closer].mark == b'~') {
                self.display.spoil(self.runs[opener].token);
            }
            self.runs[opener].starts.push(used as u8);
            self.runs[closer].ends.push(used as u8);
            self.runs[opener].left -= used;
            self.runs[closer].left -= used;
            if self.runs[closer].left == 0 {
                self.runs[closer].live = false;
                self.stack.remove(next);
            }
            if self.runs[opener].left == 0 {
                self.runs[opener].live = false;
                self.stack.remove(at);
                next = at;
            }
        }
        next
    }

    /// Takes runs from the stack: what is left of them is literal.
    fn drop_runs(&mut self, from: usize, to: usize) {
        for run in self.stack.drain(from..to) {
            let run = &mut self.runs[run];
            run.live = false;
            let hidden = std::mem::take(&mut run.waits);
            // A single tilde is shown already.
            if hidden || run.mark != b'~' || run.left > 1 {
                self.display.spoil(run.token);
            }
        }
    }
}
