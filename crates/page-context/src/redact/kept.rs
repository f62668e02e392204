//! What looks like a secret or a number and is kept: dates and UUIDs.
//!
//! A UUID names a record, and an agent needs to know which; whoever uses one as a password on an address must keep
//! it out of the page. Both are hidden from the finders, as letters: an e-mail address around one is still found.

use super::fold::{LETTER, at, before, is_word};

/// Lengths of a UUID's groups.
const UUID: [usize; 5] = [8, 4, 4, 4, 12];

/// Turns every date and UUID into letters.
pub(super) fn hide(text: &mut [u8]) {
    let mut index = 0;
    while index < text.len() {
        let previous = before(text, index);
        let starts = at(text, index).is_ascii_hexdigit()
            && !is_word(previous)
            && !matches!(previous, b'-' | b'.' | b'/');
        // A path's segment may be a UUID; a date's first group may not follow a slash.
        let starts_uuid = starts || (previous == b'/' && at(text, index).is_ascii_hexdigit());
        let end = if starts_uuid { uuid_end(text, index) } else { None };
        let end = end.or_else(|| if starts { date_end(text, index) } else { None });
        match end {
            Some(end) => {
                text[index..end].fill(LETTER);
                index = end;
            }
            None => index += 1,
        }
    }
}

fn uuid_end(text: &[u8], start: usize) -> Option<usize> {
    let mut index = start;
    for (group, length) in UUID.into_iter().enumerate() {
        if group > 0 {
            if at(text, index) != b'-' {
                return None;
            }
            index += 1;
        }
        let end = index + length;
        if !text.get(index..end)?.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        index = end;
    }
    let next = at(text, index);
    (!is_word(next) && next != b'-').then_some(index)
}

/// `2026-11-24`, `24.11.2026`, `11/24/2026` and their like.
fn date_end(text: &[u8], start: usize) -> Option<usize> {
    let (first, index) = number(text, start)?;
    let joint = at(text, index);
    if !matches!(joint, b'-' | b'.' | b'/') {
        return None;
    }
    let (second, index) = number(text, index + 1)?;
    if at(text, index) != joint {
        return None;
    }
    let (third, index) = number(text, index + 1)?;
    let (year, days) = if first > 99 { (first, [second, third]) } else { (third, [first, second]) };
    let goes_on = matches!(at(text, index), b'-' | b'.' | b'/') && is_word(at(text, index + 1));
    let good = (1900..2100).contains(&year)
        && days.iter().all(|day| (1..=31).contains(day))
        && days.iter().any(|day| *day <= 12);
    (good && !goes_on && !at(text, index).is_ascii_digit()).then_some(index)
}

/// A number of one to four digits and the place after it.
fn number(text: &[u8], start: usize) -> Option<(u32, usize)> {
    let mut index = start;
    let mut value = 0;
    while at(text, index).is_ascii_digit() && index - start < 5 {
        value = value * 10 + u32::from(text[index] - b'0');
        index += 1;
    }
    (index > start && index - start < 5).then_some((value, index))
}
