//! Recognizers of single constructs. Each looks at bytes from a position on, and can answer that the text at hand is
//! too short to tell.

mod address;
mod html;
mod link;

pub(crate) use address::{autolink, bare_url, email};
pub(crate) use html::{BLOCK_ENDS, Unclosed, block_start, tag};
pub(crate) use link::{Parts, definition, label, tail};

use crate::work::count;

/// The answer of a recognizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scan {
    /// It is something else.
    No,
    /// It may be; the text ends too early to tell.
    More,
    /// It is, and ends before this position.
    Yes(usize),
}

/// The position after what was recognized, or return the other answer.
macro_rules! yes {
    ($scan:expr) => {
        match $scan {
            $crate::scan::Scan::Yes(end) => end,
            other => return other,
        }
    };
}
pub(crate) use yes;

/// Part of a text, by positions that are known to be boundaries. Slicing would bring the code of its panic along.
pub(crate) fn cut(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// Whether `part` occurs in `text`. The search of the standard library is several times the size.
pub(crate) fn contains(text: &str, part: &str) -> bool {
    count(text.len());
    text.as_bytes().windows(part.len()).any(|window| window == part.as_bytes())
}

/// The first position from `at` on whose byte is not one of `set`.
pub(crate) fn skip(s: &[u8], at: usize, set: &[u8]) -> usize {
    let mut end = at;
    while end < s.len() && set.contains(&s[end]) {
        end += 1;
    }
    count(end - at + 1);
    end
}

/// The first position from `at` on whose byte is not `b`.
pub(crate) fn run(s: &[u8], at: usize, b: u8) -> usize {
    skip(s, at, &[b])
}

/// A numeric reference, or one of the names `amp lt gt quot apos nbsp`.
pub(crate) fn entity(s: &[u8], at: usize, decoded: &mut char) -> Scan {
    const NAMES: [(&[u8], char); 6] = [
        (b"amp;", '&'),
        (b"lt;", '<'),
        (b"gt;", '>'),
        (b"quot;", '"'),
        (b"apos;", '\''),
        (b"nbsp;", '\u{a0}'),
    ];
    let rest = &s[at + 1..];
    for (name, c) in NAMES {
        if rest.starts_with(name) {
            *decoded = c;
            return Scan::Yes(at + 1 + name.len());
        }
        if name.starts_with(rest) {
            return Scan::More;
        }
    }
    if rest[0] != b'#' {
        return Scan::No;
    }
    let hex = matches!(rest.get(1), Some(b'x' | b'X'));
    let (radix, most) = if hex { (16, 6) } else { (10, 7) };
    let first = at + 2 + usize::from(hex);
    let (mut end, mut code) = (first, 0);
    while end < s.len()
        && end - first < most
        && let Some(digit) = (s[end] as char).to_digit(radix)
    {
        code = code * radix + digit;
        end += 1;
    }
    match s.get(end) {
        None => Scan::More,
        Some(b';') if end > first => {
            *decoded = char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}');
            Scan::Yes(end + 1)
        }
        _ => Scan::No,
    }
}

/// `text` without backslash escapes and with character references decoded.
pub(crate) fn unescape(text: &str) -> String {
    count(text.len());
    let s = text.as_bytes();
    let mut plain = String::new();
    let (mut from, mut at) = (0, 0);
    while at < s.len() {
        let mut decoded = '\0';
        if s[at] == b'\\' && s.get(at + 1).is_some_and(u8::is_ascii_punctuation) {
            plain.push_str(cut(text, from, at));
            from = at + 1;
            at += 1;
        } else if s[at] == b'&'
            && at + 1 < s.len()
            && let Scan::Yes(end) = entity(s, at, &mut decoded)
        {
            plain.push_str(cut(text, from, at));
            plain.push(decoded);
            from = end;
            at = end - 1;
        }
        at += 1;
    }
    plain.push_str(cut(text, from, text.len()));
    plain
}
