//! Raw HTML: recognized only to be shown as it is.

use super::{Scan, contains, cut, skip, yes};
use crate::work::count;

/// Kinds of tags whose end was searched for in vain, so that no later one is searched for again.
#[derive(Clone, Copy, Default)]
pub(crate) struct Unclosed(u8);

const SPACE: &[u8] = b" \t\n";

/// Ends of the HTML blocks 1 to 5 of CommonMark.
pub(crate) const BLOCK_ENDS: [&[&str]; 5] =
    [&["</pre>", "</script>", "</style>", "</textarea>"], &["-->"], &["?>"], &[">"], &["]]>"]];

/// Names of tags that start a block of kind 6.
const BLOCKS: &str = " address article aside base basefont blockquote body caption center col colgroup dd details \
    dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html \
    iframe legend li link main menu menuitem nav noframes ol optgroup option p param search section summary table \
    tbody td tfoot th thead title tr track ul ";

/// An open or closing tag, comment, processing instruction, declaration or CDATA section.
/// With `ended`, what has no end is remembered in `unclosed`.
pub(crate) fn tag(s: &[u8], at: usize, ended: bool, unclosed: &mut Unclosed) -> Scan {
    let rest = &s[at + 1..];
    let kinds: [(&[u8], usize, &[u8]); 3] = [(b"!--", 1, b"-->"), (b"?", 1, b"?>"), (b"![CDATA[", 8, b"]]>")];
    for (i, (start, skipped, end)) in kinds.into_iter().enumerate() {
        if rest.starts_with(start) {
            // The dashes of `<!-->` are those of its start.
            return find(s, at + 1 + skipped, end, ended, unclosed, 1 << i);
        }
        if start.starts_with(rest) {
            return Scan::More;
        }
    }
    match rest[0] {
        b'!' if rest[1].is_ascii_alphabetic() => find(s, at + 2, b">", ended, unclosed, 8),
        b'/' => {
            let end = skip(s, yes!(name(s, at + 2)), SPACE);
            close(s, end)
        }
        _ => {
            let end = yes!(name(s, at + 1));
            attributes(s, end)
        }
    }
}

fn find(s: &[u8], from: usize, needle: &[u8], ended: bool, unclosed: &mut Unclosed, bit: u8) -> Scan {
    if unclosed.0 & bit == 0 {
        for at in from..s.len() {
            count(1);
            if s[at..].starts_with(needle) {
                return Scan::Yes(at + needle.len());
            }
        }
        if ended {
            unclosed.0 |= bit;
        }
        return Scan::More;
    }
    Scan::No
}

fn close(s: &[u8], at: usize) -> Scan {
    match s.get(at) {
        None => Scan::More,
        Some(b'>') => Scan::Yes(at + 1),
        _ => Scan::No,
    }
}

fn name(s: &[u8], at: usize) -> Scan {
    match s.get(at) {
        None => return Scan::More,
        Some(b) if b.is_ascii_alphabetic() => {}
        _ => return Scan::No,
    }
    let mut end = at + 1;
    while end < s.len() && (s[end].is_ascii_alphanumeric() || s[end] == b'-') {
        end += 1;
    }
    if end == s.len() { Scan::More } else { Scan::Yes(end) }
}

fn attributes(s: &[u8], mut at: usize) -> Scan {
    loop {
        let next = skip(s, at, SPACE);
        match s.get(next) {
            None => return Scan::More,
            Some(b'>') => return Scan::Yes(next + 1),
            Some(b'/') => return close(s, next + 1),
            Some(b) if next > at && (b.is_ascii_alphabetic() || *b == b'_' || *b == b':') => {}
            _ => return Scan::No,
        }
        at = next;
        count(1);
        while at < s.len() && (s[at].is_ascii_alphanumeric() || b"_.:-".contains(&s[at])) {
            count(1);
            at += 1;
        }
        let equals = skip(s, at, SPACE);
        if s.get(equals) != Some(&b'=') {
            continue;
        }
        let value = skip(s, equals + 1, SPACE);
        at = match s.get(value) {
            None => return Scan::More,
            Some(quote @ (b'"' | b'\'')) => match s[value + 1..].iter().position(|b| b == quote) {
                Some(length) => {
                    count(length);
                    value + length + 2
                }
                None => {
                    count(s.len() - value);
                    return Scan::More;
                }
            },
            _ => {
                let mut end = value;
                while end < s.len() && !b" \t\n\"'=<>`".contains(&s[end]) {
                    count(1);
                    end += 1;
                }
                if end == value {
                    return Scan::No;
                }
                end
            }
        };
    }
}

/// The kind (1 to 7) of the HTML block that a line starts from `at` on; `ended` says that the line is whole.
pub(crate) fn block_start(line: &str, at: usize, ended: bool, paragraph: bool) -> Scan {
    let s = line.as_bytes();
    let rest = &s[at + 1..];
    let more = if ended { Scan::No } else { Scan::More };
    for (start, kind) in [(&b"!--"[..], 2), (b"?", 3), (b"![CDATA[", 5)] {
        if rest.starts_with(start) {
            return Scan::Yes(kind);
        }
        if start.starts_with(rest) {
            return more;
        }
    }
    if rest[0] == b'!' {
        return if rest[1].is_ascii_alphabetic() { Scan::Yes(4) } else { Scan::No };
    }
    let closing = rest[0] == b'/';
    let first = at + 1 + usize::from(closing);
    let mut end = first;
    while end < s.len() && s[end].is_ascii_alphanumeric() {
        end += 1;
    }
    if end == s.len() && !ended {
        return more;
    }
    let mut name = String::from(" ");
    name.push_str(cut(line, first, end));
    name.make_ascii_lowercase();
    name.push(' ');
    let after = s.get(end);
    let bounded = matches!(after, None | Some(b' ' | b'\t' | b'>'));
    if !closing && bounded && contains(" pre script style textarea ", &name) && end > first {
        return Scan::Yes(1);
    }
    if end > first && contains(BLOCKS, &name) {
        match (after, s.get(end + 1)) {
            (Some(b'/'), Some(b'>')) => return Scan::Yes(6),
            (Some(b'/'), None) => return more,
            _ if bounded => return Scan::Yes(6),
            _ => {}
        }
    }
    // A lone tag of any other name is no reason to end a paragraph.
    if paragraph {
        return Scan::No;
    }
    match tag(s, at, ended, &mut Unclosed::default()) {
        Scan::Yes(end) => match skip(s, end, b" \t") {
            end if end < s.len() => Scan::No,
            _ if ended => Scan::Yes(7),
            _ => more,
        },
        Scan::More => more,
        Scan::No => Scan::No,
    }
}
