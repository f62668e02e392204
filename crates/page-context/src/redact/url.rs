//! Web addresses: user, query and fragment are dropped, since tokens travel there.

use super::fold::{OTHER, at, before};
use super::{Finding, Marks};

/// Drops those parts of every address, with or without a scheme, and hides them from the other finders.
pub(super) fn find(text: &mut [u8], marks: &mut Marks) {
    let mut start = 0;
    while start < text.len() {
        let mut end = start;
        while end < text.len() && !ends_address(text[end]) {
            end += 1;
        }
        find_in_word(text, start, end, marks);
        start = end + 1;
    }
}

fn ends_address(byte: u8) -> bool {
    byte <= b' ' && byte != OTHER || matches!(byte, b'"' | b'<' | b'>' | b'`')
}

fn find_in_word(text: &mut [u8], start: usize, end: usize, marks: &mut Marks) {
    let mut end = end;
    while end > start && b".,;:!)]}'".contains(&text[end - 1]) {
        end -= 1;
    }
    let word = &text[start..end];
    let scheme = word.windows(3).position(|window| window == b"://");
    let dropped_from = match scheme {
        Some(scheme) if before(word, scheme).is_ascii_alphanumeric() => {
            let host = scheme + 3;
            let host_end = rest_position(word, host, |byte| matches!(byte, b'/' | b'?' | b'#' | b'\\'));
            if let Some(sign) = word[host..host_end].iter().rposition(|&byte| byte == b'@') {
                drop_part(text, start + host, start + host + sign + 1, marks);
            }
            Some(rest_position(&text[start..end], host, |byte| byte == b'?' || byte == b'#'))
        }
        _ => query_of_bare_address(word),
    };
    // A question mark at the very end belongs to the sentence.
    if let Some(from) = dropped_from.map(|place| start + place)
        && from + 1 < end
    {
        drop_part(text, from, end, marks);
    }
}

/// Without a scheme, only `name=value` behind something like a path makes a query.
fn query_of_bare_address(word: &[u8]) -> Option<usize> {
    let mark = word.iter().position(|&byte| byte == b'?' || byte == b'#')?;
    let path = word[..mark].iter().any(|&byte| byte == b'/' || byte == b'.');
    let value = word[mark..].iter().position(|&byte| byte == b'=').is_some_and(|place| place > 1);
    (path && value).then_some(mark)
}

fn rest_position(word: &[u8], from: usize, is: fn(u8) -> bool) -> usize {
    (from..word.len()).find(|&place| is(at(word, place))).unwrap_or(word.len())
}

fn drop_part(text: &mut [u8], start: usize, end: usize, marks: &mut Marks) {
    text[start..end].fill(OTHER);
    marks.mark(start, end, Finding::Dropped);
}
