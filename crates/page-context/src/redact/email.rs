//! E-mail addresses, also where an address bar has written `%40` for the sign in the middle.

use super::fold::{LETTER, at, is_word};
use super::{Finding, Marks};

/// Longest local part (RFC 5321), in characters.
const LOCAL_CHARS: usize = 64;

/// Finds every e-mail address.
pub(super) fn find(text: &[u8], marks: &mut Marks) {
    for (index, &byte) in text.iter().enumerate() {
        let sign = match byte {
            b'@' => 1,
            b'%' if at(text, index + 1) == b'4' && at(text, index + 2) == b'0' => 3,
            _ => continue,
        };
        let furthest = index.saturating_sub(LOCAL_CHARS);
        let local = text[furthest..index].iter().rev().take_while(|&&byte| is_local(byte)).count();
        let start = index - local;
        if start < index
            && let Some(end) = domain_end(text, index + sign)
        {
            marks.mark(start, end, Finding::Email);
        }
    }
}

/// Quoted local parts and the rarest signs are left out: in running text they are punctuation.
fn is_local(byte: u8) -> bool {
    is_word(byte) || b"._%+-'!$*^{|}~".contains(&byte)
}

/// Where the domain ends: after the last label that can be a top-level one.
fn domain_end(text: &[u8], start: usize) -> Option<usize> {
    let mut end = None;
    let mut label = start;
    loop {
        let mut index = label;
        while is_word(at(text, index)) || at(text, index) == b'-' {
            index += 1;
        }
        let first = at(text, label);
        if label > start && index >= label + 2 && (first.is_ascii_alphabetic() || first == LETTER) {
            end = Some(index);
        }
        if index == label || at(text, index) != b'.' {
            return end;
        }
        label = index + 1;
    }
}
