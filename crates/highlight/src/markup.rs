//! Tags and attributes, and the scripts and styles between them.

use crate::Kind;
use crate::grammar::Grammar;
use crate::{languages, scan};

pub(crate) fn tags(code: &str, found: &mut dyn FnMut(Kind, usize, usize)) {
    let mut at = 0;
    while let Some(start) = find(code, at, "<") {
        if starts_with(code, start, "<!--") {
            at = find(code, start, "-->").map_or(code.len(), |end| end + 3);
            found(Kind::Comment, start, at);
            continue;
        }
        let name = start + 1 + usize::from(starts_with(code, start + 1, "/"));
        let end = pass(code, name, |b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'!' | b'?'));
        at = end.max(start + 1);
        if end == name {
            continue;
        }
        found(Kind::Type, name, end);
        at = attributes(code, end, found);
        let word = code.get(name..end).unwrap_or_default();
        let (inner, close): (&Grammar, _) = match word {
            "script" if name == start + 1 => (&languages::JAVASCRIPT, "</script"),
            "style" if name == start + 1 => (&languages::CSS, "</style"),
            _ => continue,
        };
        let end = find(code, at, close).unwrap_or(code.len());
        scan::code(inner, code.get(at..end).unwrap_or_default(), at, found);
        at = end;
    }
}

/// Passes what stands in a tag, up to and with its end.
fn attributes(code: &str, mut at: usize, found: &mut dyn FnMut(Kind, usize, usize)) -> usize {
    let s = code.as_bytes();
    while let Some(b) = s.get(at).copied() {
        let start = at;
        match b {
            b'>' => return at + 1,
            // The tag was none.
            b'<' => return at,
            b'"' | b'\'' => {
                at = find(code, at + 1, if b == b'"' { "\"" } else { "'" }).map_or(code.len(), |end| end + 1);
                found(Kind::String, start, at);
            }
            _ => {
                at = pass(code, at, |b| {
                    !matches!(b, b'=' | b'>' | b'<' | b'"' | b'\'') && !b.is_ascii_whitespace()
                });
                let value = start > 0 && s[start - 1] == b'=';
                if at > start && s[start..at] != *b"/" {
                    found(if value { Kind::String } else { Kind::Key }, start, at);
                }
                at = at.max(start + 1);
            }
        }
    }
    at
}

fn starts_with(code: &str, at: usize, part: &str) -> bool {
    code.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(part.as_bytes()))
}

/// Where `part` is next; it is ASCII, so that its place is a boundary.
fn find(code: &str, from: usize, part: &str) -> Option<usize> {
    let rest = code.as_bytes().get(from..)?;
    rest.windows(part.len()).position(|window| window == part.as_bytes()).map(|at| from + at)
}

fn pass(code: &str, mut at: usize, goes_on: impl Fn(u8) -> bool) -> usize {
    while code.as_bytes().get(at).is_some_and(|b| goes_on(*b)) {
        at += 1;
    }
    at
}
