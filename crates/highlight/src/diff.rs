//! Differences, line by line.

use crate::Kind;

pub(crate) fn lines(code: &str, found: &mut dyn FnMut(Kind, usize, usize)) {
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let kind = match line.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => Some(Kind::Type),
            [b'+', ..] => Some(Kind::Inserted),
            [b'-', ..] => Some(Kind::Deleted),
            [b'@', b'@', ..] => Some(Kind::Function),
            [b'd', b'i', b'f', b'f', b' ', ..] | [b'i', b'n', b'd', b'e', b'x', b' ', ..] => {
                Some(Kind::Comment)
            }
            _ => None,
        };
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        if let Some(kind) = kind {
            found(kind, start, end);
        }
        start += line.len();
    }
}
