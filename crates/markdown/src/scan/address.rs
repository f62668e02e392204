//! Addresses in angle brackets and bare ones.

use super::{Scan, cut};
use crate::work::count;

/// `<scheme:…>`
pub(crate) fn autolink(s: &[u8], at: usize) -> Scan {
    let mut i = at + 1;
    while i < s.len() && (s[i].is_ascii_alphanumeric() || b"+.-".contains(&s[i])) {
        i += 1;
    }
    count(i - at);
    let length = i - at - 1;
    if length > 32 || s.get(at + 1).is_some_and(|b| !b.is_ascii_alphabetic()) {
        return Scan::No;
    }
    match s.get(i) {
        None => return Scan::More,
        Some(b':') if length > 1 => {}
        _ => return Scan::No,
    }
    while i < s.len() && s[i] > b' ' && s[i] != b'<' && s[i] != b'>' && s[i] != 0x7f {
        i += 1;
    }
    count(i - at);
    angle(s, i)
}

/// `<local@host.name>`
pub(crate) fn email(s: &[u8], at: usize) -> Scan {
    let mut i = at + 1;
    while i < s.len() && (s[i].is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&s[i])) {
        i += 1;
    }
    count(i - at);
    match s.get(i) {
        None => return Scan::More,
        Some(b'@') if i > at + 1 => {}
        _ => return Scan::No,
    }
    loop {
        let label = i + 1;
        i = label;
        while i < s.len() && (s[i].is_ascii_alphanumeric() || s[i] == b'-') {
            i += 1;
        }
        count(i - label + 1);
        match s.get(i) {
            None => return Scan::More,
            _ if i == label || i - label > 63 || s[label] == b'-' || s[i - 1] == b'-' => return Scan::No,
            Some(b'.') => {}
            _ => return angle(s, i),
        }
    }
}

fn angle(s: &[u8], at: usize) -> Scan {
    match s.get(at) {
        None => Scan::More,
        Some(b'>') => Scan::Yes(at + 1),
        _ => Scan::No,
    }
}

/// `https://…`, `http://…` or `www.…` up to white space, without the punctuation that ends a sentence around it.
/// Where a bracket is open, `]` ends it too. `ended` says that the text is whole.
pub(crate) fn bare_url(text: &str, at: usize, bracket: bool, ended: bool) -> Scan {
    let s = text.as_bytes();
    let mut host = None;
    for prefix in ["https://", "http://", "www."] {
        let given = &s[at..s.len().min(at + prefix.len())];
        if given.eq_ignore_ascii_case(&prefix.as_bytes()[..given.len()]) {
            if given.len() < prefix.len() {
                return Scan::More;
            }
            host = Some(at + prefix.len());
        }
    }
    let Some(host) = host else { return Scan::No };
    match cut(text, host, text.len()).chars().next() {
        None => return Scan::More,
        Some(c) if c.is_ascii_alphanumeric() || c > '\u{bf}' && !ends(c) => {}
        _ => return Scan::No,
    }
    let found = cut(text, host, text.len()).find(|c| ends(c) || bracket && c == ']');
    count(found.unwrap_or(text.len() - host));
    let Some(length) = found.or_else(|| ended.then_some(text.len() - host)) else { return Scan::More };
    Scan::Yes(trim(s, host, host + length))
}

/// White space, `<`, and the punctuation of scripts that write no space after it.
fn ends(c: char) -> bool {
    c <= ' '
        || matches!(c, '<' | '\u{a0}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{3000}'..='\u{3011}'
            | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff1f}')
}

/// The end without trailing punctuation, unpaired `)` and what looks like a character reference.
fn trim(s: &[u8], start: usize, mut end: usize) -> usize {
    count(end - start);
    let mut unpaired = 0i32;
    for b in &s[start..end] {
        unpaired += i32::from(*b == b')') - i32::from(*b == b'(');
    }
    while end > start {
        match s[end - 1] {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' | b'`' => end -= 1,
            b')' if unpaired > 0 => {
                unpaired -= 1;
                end -= 1;
            }
            b';' => {
                let mut name = end - 1;
                while name > start && s[name - 1].is_ascii_alphanumeric() {
                    name -= 1;
                }
                let reference = name < end - 1 && s[name - 1] == b'&';
                end = if reference { name - 1 } else { end - 1 };
            }
            _ => break,
        }
    }
    end
}
