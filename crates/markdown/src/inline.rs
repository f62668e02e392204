//! Running text: the inlines of one paragraph, heading or table cell.
//!
//! Text is cut into tokens once, from left to right. A token whose meaning depends on what follows is shown by the
//! best guess (an opening delimiter run opens its emphasis at once, the brackets of a link are hidden), and when the
//! guess turns out wrong the display is taken back to that token and shown anew from there. As only a bounded number
//! of guesses can be open at a time, every byte is shown a bounded number of times.

mod code;
mod delimiter;
mod display;
mod kind;
mod link;
mod math;

use crate::chars::is_space;
use crate::emit::Out;
use crate::references::References;
use crate::scan::{self, Scan, Unclosed, cut};
use crate::view::NodeId;
use crate::work::count;
use code::LONGEST_TICKS;
use delimiter::Run;
use display::{Level, Token};
pub(crate) use kind::Kind;
use link::Bracket;
pub(crate) use math::{LONGEST_FORMULA, opens_block};

/// Up to this many undecided bytes are looked at again at every append; beyond, only when they have doubled.
pub(crate) const PATIENCE: usize = 32;

/// Parser and display of one leaf.
#[derive(Default)]
pub(crate) struct Inline {
    pub(crate) src: String,
    /// Where the text proper begins, after link reference definitions.
    pub(crate) base: usize,
    /// Whether link reference definitions may stand at `base`.
    pub(crate) definitions: bool,
    /// Whether a task marker may stand at `base`.
    pub(crate) task: bool,
    /// Whether a closing sequence of `#` is to be left out.
    pub(crate) heading: bool,
    /// References that led somewhere, and whether there are brackets that a later definition can make one.
    used: usize,
    late: bool,
    pos: usize,
    /// Length of the source before which another look is not worth it.
    retry: usize,
    tokens: Vec<Token>,
    runs: Vec<Run>,
    /// Runs that may still open or close, and how many of them have been tried as closers.
    stack: Vec<usize>,
    tried: usize,
    brackets: Vec<Bracket>,
    /// Where to look on for the end of the open code span.
    ticks_from: usize,
    /// The formula that is not whole.
    math: Option<math::Math>,
    /// The last position of each length of backtick runs, once the text is whole.
    ticks: Option<Box<[usize; LONGEST_TICKS + 1]>>,
    unclosed: Unclosed,
    display: display::Display,
}

impl Inline {
    /// Text of a paragraph; `task` says that it is the first in a list item.
    pub(crate) fn paragraph(task: bool) -> Self {
        Self { definitions: true, task, ..Self::default() }
    }

    pub(crate) fn heading() -> Self {
        Self { heading: true, ..Self::default() }
    }

    pub(crate) fn cell(src: String) -> Self {
        Self { src, ..Self::default() }
    }

    /// Whether there is something to show.
    pub(crate) fn has_tokens(&self) -> bool {
        !self.tokens.is_empty()
    }

    /// Shows below `leaf` what is known.
    pub(crate) fn show(&mut self, leaf: NodeId, out: &mut Out<'_>) {
        if self.display.levels.is_empty() {
            self.display.levels.push(Level { id: leaf, children: 0, link: false });
        }
        display::show(self, out);
    }

    /// The text is whole: decides all. `show` and `done` follow.
    pub(crate) fn end(&mut self, references: &mut References) {
        self.advance(self.src.len(), true, references);
        while let Some(bracket) = self.brackets.pop() {
            if bracket.active {
                self.literal(bracket.token);
            }
        }
        self.settle();
    }

    /// Whether something is shown.
    pub(crate) fn is_shown(&self) -> bool {
        self.display.levels.first().is_some_and(|level| level.children > 0)
    }

    /// Whether a definition further down could change the text. If so, only what is needed to read it again is kept.
    pub(crate) fn wait(&mut self) -> bool {
        let late = self.late;
        if late {
            if self.heading {
                let end = self.heading_end();
                self.src.truncate(end);
            }
            let used = self.used;
            self.restart();
            self.used = used;
        }
        late
    }

    /// Reads the text again with all definitions. Whether that changed something.
    pub(crate) fn reread(&mut self, references: &mut References) -> bool {
        let before = std::mem::take(&mut self.used);
        self.end(references);
        self.used != before
    }

    /// Closes what `show` left open inside of the leaf.
    pub(crate) fn done(&mut self, out: &mut Out<'_>) {
        self.display.close_text(out);
    }

    /// Starts again with nothing shown and the text as it is.
    pub(crate) fn restart(&mut self) {
        let src = std::mem::take(&mut self.src);
        *self = Self { base: self.base, pos: self.base, task: self.task, src, ..Self::default() };
    }

    /// Takes note of the definitions at the start of a paragraph. False if it cannot be told yet.
    pub(crate) fn define(&mut self, ended: bool, references: &mut References) -> bool {
        let completed = ended && self.definitions;
        if completed {
            self.src.push('\n');
        }
        while self.definitions {
            let s = self.src.as_bytes();
            let (mut colon, mut parts) = (0, scan::Parts::default());
            let found = match s.get(self.base) {
                Some(b'[') => scan::definition(s, self.base, ended, &mut colon, &mut parts),
                None if !ended => Scan::More,
                _ => Scan::No,
            };
            match found {
                Scan::Yes(end) => {
                    let target = link::target(&self.src, &parts);
                    references.define(cut(&self.src, self.base + 1, colon - 1), target);
                    self.base = end;
                    self.pos = end;
                }
                Scan::More if !ended => return false,
                _ => self.definitions = false,
            }
        }
        if completed {
            self.src.pop();
            self.base = self.base.min(self.src.len());
            self.pos = self.pos.min(self.src.len());
        }
        true
    }

    /// Cuts the source up to `limit` into tokens, as far as their kind is certain. With `ended`, that is all of it.
    pub(crate) fn advance(&mut self, limit: usize, ended: bool, references: &mut References) {
        if !ended && self.src.len() < self.retry {
            return;
        }
        let limit = if self.heading { self.heading_end() } else { limit };
        if self.define(ended, references) {
            let limit = limit.min(self.src.len());
            while self.step(limit, ended, references) {}
        }
        let end = if self.heading { self.src.len() } else { limit };
        let seen = self.math.as_ref().map_or(self.ticks_from, |math| math.at);
        let undecided = end.saturating_sub(self.pos.max(seen));
        self.retry = if undecided < PATIENCE { 0 } else { self.src.len() + undecided };
    }

    /// One token. False at the end, or if it cannot be told yet.
    fn step(&mut self, limit: usize, ended: bool, references: &mut References) -> bool {
        if let Some(Token { kind: Kind::Code { open: true, .. }, .. }) = self.tokens.last() {
            return self.code(limit, ended);
        }
        if self.math.is_some() {
            return self.math(limit, ended);
        }
        count(1);
        let at = self.pos;
        let Some(&b) = self.src.as_bytes()[..limit].get(at) else { return false };
        let last = at + 1 == limit && !ended;
        let s = &self.src.as_bytes()[..limit];
        match b {
            b'\n' => {
                let spaces = s[self.base..at].iter().rev().take_while(|b| **b == b' ').count();
                count(spaces);
                if spaces >= 2 {
                    self.push(Kind::Break, at, at + 1);
                } else {
                    self.push_text(at, at + 1);
                }
            }
            b'\\' if last => return false,
            b'\\' if s.get(at + 1) == Some(&b'\n') => self.push(Kind::Break, at, at + 2),
            b'\\' if matches!(s.get(at + 1), Some(b'(' | b'[')) => return self.open_bracketed(limit, ended),
            b'\\' if s.get(at + 1).is_some_and(u8::is_ascii_punctuation) => {
                self.pos += 1;
                self.push_text(at + 1, at + 2);
            }
            b'`' => return self.open_code(limit, ended),
            b'$' => return self.open_dollars(limit, ended),
            b'*' | b'_' | b'~' => return self.delimiter(limit, ended),
            b'!' if last => return false,
            b'!' if s.get(at + 1) == Some(&b'[') => self.open_bracket(true),
            b'[' if last => return false,
            b'[' => return self.bracket(limit, ended),
            b']' => return self.close_bracket(limit, ended, references),
            b'&' if last => return false,
            b'&' if at + 1 < limit => {
                let mut decoded = '\0';
                match scan::entity(s, at, &mut decoded) {
                    Scan::Yes(end) => self.push(Kind::Char(decoded), at, end),
                    Scan::More if !ended => return false,
                    _ => self.push_text(at, at + 1),
                }
            }
            b'<' if at + 1 < limit => return self.angle(limit, ended),
            b'<' if last => return false,
            b'h' | b'H' | b'w' | b'W' if self.at_word(at) => {
                match scan::bare_url(cut(&self.src, 0, limit), at, !self.brackets.is_empty(), ended) {
                    Scan::Yes(end) if crate::safe_href(&scheme_of("http://", cut(&self.src, at, end))) => {
                        let www = if b | 32 == b'w' { "http://" } else { "" };
                        self.push(Kind::Auto { prefix: www }, at, end);
                    }
                    Scan::More if !ended => return false,
                    _ => self.push_text(at, at + 1),
                }
            }
            _ => return self.plain(limit, ended),
        }
        true
    }

    /// Text up to the next byte that may mean something. White space before a line end or the end is dropped, and
    /// held back while it may stand there.
    fn plain(&mut self, limit: usize, ended: bool) -> bool {
        let s = &self.src.as_bytes()[..limit];
        let mut end = self.pos;
        loop {
            count(1);
            end += 1;
            match s.get(end) {
                None
                | Some(b'\n' | b'\\' | b'`' | b'$' | b'*' | b'_' | b'~' | b'!' | b'[' | b']' | b'&' | b'<') =>
                {
                    break;
                }
                Some(b'h' | b'H' | b'w' | b'W') if self.at_word(end) => break,
                _ => {}
            }
        }
        let mut shown = end;
        if end == limit || s[end] == b'\n' {
            while shown > self.pos && matches!(s[shown - 1], b' ' | b'\t') {
                shown -= 1;
            }
        }
        let held = end == limit && !ended;
        if shown > self.pos {
            self.push_text(self.pos, shown);
        } else if held {
            return false;
        }
        self.pos = if held { shown } else { end };
        true
    }

    /// Whether a word starts at `at`, so that a bare address may.
    fn at_word(&self, at: usize) -> bool {
        at == self.base || !self.src.as_bytes()[at - 1].is_ascii_alphanumeric()
    }

    /// `<`: an address, a tag, or just that.
    fn angle(&mut self, limit: usize, ended: bool) -> bool {
        let at = self.pos;
        let s = &self.src.as_bytes()[..limit];
        let mut undecided = false;
        for attempt in 0..3 {
            let found = match attempt {
                0 => scan::autolink(s, at),
                1 => scan::email(s, at),
                _ => scan::tag(s, at, ended, &mut self.unclosed),
            };
            match found {
                Scan::Yes(end) => {
                    if attempt == 2 {
                        self.push(Kind::Html, at, end);
                    } else {
                        let prefix = if attempt == 1 { "mailto:" } else { "" };
                        if crate::safe_href(&scheme_of(prefix, cut(&self.src, at + 1, end - 1))) {
                            self.push(Kind::Auto { prefix }, at + 1, end - 1);
                        } else {
                            self.push_text(at, end);
                        }
                        self.pos = end;
                    }
                    return true;
                }
                Scan::More => undecided = true,
                Scan::No => {}
            }
        }
        if undecided && !ended {
            return false;
        }
        self.push_text(at, at + 1);
        true
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        self.tokens.push(Token { kind, start, end, depth: 0, children: 0, closed: 0 });
        self.pos = end;
    }

    fn push_text(&mut self, start: usize, end: usize) {
        self.pos = end;
        if let Some(Token { kind: Kind::Text, end: before, .. }) = self.tokens.last_mut()
            && *before == start
        {
            *before = end;
        } else {
            self.push(Kind::Text, start, end);
        }
    }

    /// The end of a heading's text: before white space, or before closing `#`s that stand apart.
    fn heading_end(&self) -> usize {
        let text = self.src.trim_end_matches([' ', '\t']);
        let bare = text.trim_end_matches('#');
        count(self.src.len() - bare.len());
        if bare.is_empty() || bare.ends_with([' ', '\t']) {
            bare.trim_end_matches([' ', '\t']).len()
        } else {
            text.len()
        }
    }

    /// A token that was something to come is just text.
    fn literal(&mut self, token: usize) {
        self.tokens[token].kind = Kind::Text;
        self.display.spoil(token);
    }

    /// The characters around a delimiter run.
    fn around(&self, start: usize, end: usize) -> (char, char) {
        (
            cut(&self.src, self.base, start).chars().next_back().unwrap_or('\n'),
            cut(&self.src, end, self.src.len()).chars().next().unwrap_or('\n'),
        )
    }
}

fn scheme_of(prefix: &str, address: &str) -> String {
    let mut href = String::from(prefix);
    href.push_str(address);
    href
}

/// Whether the text is blank.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}
