//! Destinations, titles and labels of links.

use super::{Scan, skip, yes};
use crate::work::count;

const SPACE: &[u8] = b" \t\n";

/// Where destination and title stand; an absent one is an empty range.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) href: (usize, usize),
    pub(crate) title: (usize, usize),
}

/// A destination, bare or in angle brackets.
pub(crate) fn destination(s: &[u8], at: usize, parts: &mut Parts) -> Scan {
    let angle = s.get(at) == Some(&b'<');
    let mut i = at + usize::from(angle);
    let mut depth = 0;
    loop {
        count(1);
        match s.get(i) {
            None => return Scan::More,
            Some(b'\\') if s.get(i + 1).is_some_and(u8::is_ascii_punctuation) => i += 1,
            Some(b'>') if angle => {
                parts.href = (at + 1, i);
                return Scan::Yes(i + 1);
            }
            Some(b'\n' | b'<') if angle => return Scan::No,
            _ if angle => {}
            Some(b'(') if depth < 32 => depth += 1,
            Some(b'(') => return Scan::No,
            Some(b')') if depth > 0 => depth -= 1,
            Some(b')' | b' ' | b'\t' | b'\n') => {
                parts.href = (at, i);
                return if depth == 0 { Scan::Yes(i) } else { Scan::No };
            }
            Some(b) if *b < b' ' || *b == 0x7f => return Scan::No,
            _ => {}
        }
        i += 1;
    }
}

fn title(s: &[u8], at: usize, parts: &mut Parts) -> Scan {
    let close = match s.get(at) {
        None => return Scan::More,
        Some(b'(') => b')',
        Some(quote @ (b'"' | b'\'')) => *quote,
        _ => return Scan::No,
    };
    let mut i = at + 1;
    loop {
        count(1);
        match s.get(i) {
            None => return Scan::More,
            Some(b'\\') => i += 1,
            Some(b) if *b == close => {
                parts.title = (at + 1, i);
                return Scan::Yes(i + 1);
            }
            Some(b'(') if close == b')' => return Scan::No,
            _ => {}
        }
        i += 1;
    }
}

/// `(destination "title")`
pub(crate) fn tail(s: &[u8], at: usize, parts: &mut Parts) -> Scan {
    let mut i = skip(s, at + 1, SPACE);
    if s.get(i) != Some(&b')') {
        let end = yes!(destination(s, i, parts));
        i = skip(s, end, SPACE);
        if i > end && i < s.len() && s[i] != b')' {
            i = skip(s, yes!(title(s, i, parts)), SPACE);
        }
    }
    match s.get(i) {
        None => Scan::More,
        Some(b')') => Scan::Yes(i + 1),
        _ => Scan::No,
    }
}

/// `[label]`, at most 999 bytes, not blank.
pub(crate) fn label(s: &[u8], at: usize) -> Scan {
    let mut i = at + 1;
    let mut blank = true;
    loop {
        count(1);
        match s.get(i) {
            _ if i - at > 1000 => return Scan::No,
            None => return Scan::More,
            Some(b'\\') => i += 1,
            Some(b'[') => return Scan::No,
            Some(b']') => return if blank { Scan::No } else { Scan::Yes(i + 1) },
            _ => {}
        }
        blank = blank && s.get(i).is_some_and(|b| SPACE.contains(b));
        i += 1;
    }
}

/// `[label]: destination "title"` up to the end of its line; `ended` says that no text follows.
/// The label stands from `at + 1` to `colon - 1`.
pub(crate) fn definition(s: &[u8], at: usize, ended: bool, colon: &mut usize, parts: &mut Parts) -> Scan {
    *colon = yes!(label(s, at));
    match s.get(*colon) {
        None => return Scan::More,
        Some(b':') => {}
        _ => return Scan::No,
    }
    let href = skip(s, *colon + 1, SPACE);
    let end = yes!(destination(s, href, parts));
    if end == href {
        return Scan::No;
    }
    let line_end = skip(s, end, b" \t");
    let next = skip(s, line_end, SPACE);
    if next == s.len() && !ended {
        return Scan::More;
    }
    if next > end && next < s.len() {
        match title(s, next, parts) {
            Scan::Yes(title_end) => match skip(s, title_end, b" \t") {
                end if end == s.len() => return Scan::More,
                end if s[end] == b'\n' => return Scan::Yes(end + 1),
                _ => {}
            },
            Scan::More if !ended => return Scan::More,
            _ => {}
        }
        parts.title = (0, 0);
    }
    if s.get(line_end) == Some(&b'\n') { Scan::Yes(line_end + 1) } else { Scan::No }
}
