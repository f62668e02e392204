//! Phone numbers that show what they are: a country's or a trunk prefix, the North American grouping, or the word.
//!
//! Seven digits without any of these could be anything, and stay.

use super::fold::{LETTER, at, before, is_word};
use super::{Finding, Marks};

/// Most digits of a phone number (ITU-T E.164), with an international prefix before them.
const MOST_DIGITS: usize = 17;
/// Most signs between two digits: `) (` and the like.
const MOST_SIGNS: usize = 3;

/// Finds every phone number.
pub(super) fn find(text: &[u8], marks: &mut Marks) {
    let mut index = 0;
    while index < text.len() {
        let opens = text[index].is_ascii_digit() || matches!(text[index], b'+' | b'(');
        let end = if opens && !is_inside(before(text, index)) { phone_end(text, index) } else { None };
        // A bracket that closes after the number isn't its own.
        let end = end.filter(|&end| text[index] != b'(' || text[index..end].contains(&b')'));
        match end {
            Some(end) => {
                marks.mark(index, end, Finding::Phone);
                index = end;
            }
            None => index += 1,
        }
    }
}

/// Whether what follows this byte is the middle of something.
fn is_inside(previous: u8) -> bool {
    is_word(previous) || matches!(previous, b'.' | b'-' | b'_' | b'#' | b'@' | b'+')
}

/// Digits seen so far, and how they are grouped.
struct Number {
    digits: [u8; MOST_DIGITS],
    count: usize,
    groups: [u8; MOST_DIGITS],
    group_count: usize,
}

/// Where the longest phone number ends that starts here.
fn phone_end(text: &[u8], start: usize) -> Option<usize> {
    let mut number = Number { digits: [0; MOST_DIGITS], count: 0, groups: [0; MOST_DIGITS], group_count: 0 };
    let mut index = start;
    while !at(text, index).is_ascii_digit() {
        if index - start >= MOST_SIGNS || !matches!(at(text, index), b'+' | b'(' | b' ') {
            return None;
        }
        index += 1;
    }
    let international = text[start..index].contains(&b'+');
    let named = is_named(text, start);
    let mut end = None;
    loop {
        let group = index;
        while at(text, index).is_ascii_digit() {
            if number.count == MOST_DIGITS {
                return end;
            }
            number.digits[number.count] = text[index] - b'0';
            number.count += 1;
            index += 1;
        }
        number.groups[number.group_count] = (index - group) as u8;
        number.group_count += 1;
        let whole = international || !(is_word(at(text, index)) || at(text, index) == b'_');
        if whole && number.is_phone(international, named) {
            end = Some(index);
        }
        let signs = (0..=MOST_SIGNS).find(|&step| at(text, index + step).is_ascii_digit());
        match signs {
            Some(signs) if text[index..index + signs].iter().all(|byte| b" -.()/".contains(byte)) => {
                index += signs
            }
            _ => return end,
        }
    }
}

impl Number {
    fn is_phone(&self, international: bool, named: bool) -> bool {
        let [first, second, third, ..] = self.digits;
        match self.count {
            8..=15 if international => first != 0,
            7..=15 if named => true,
            10..=17 if first == 0 && second == 0 => self.groups[0] >= 2 && third != 0,
            // Five and four digits are an American postal code.
            9 if self.groups[..self.group_count] == [5, 4] => false,
            9..=12 if first == 0 && second != 0 => {
                self.groups[0] >= 2 && (self.group_count > 1 || self.count > 9)
            }
            10 => self.groups[..self.group_count] == [3, 3, 4] && first >= 2,
            11 => self.groups[..self.group_count] == [1, 3, 3, 4] && first == 1,
            _ => false,
        }
    }
}

/// Words that say that a phone number follows.
const NAMES: [&[u8]; 10] =
    [b"tel", b"phone", b"telephone", b"telefon", b"mobile", b"mobil", b"cell", b"fax", b"call", b"whatsapp"];

fn is_named(text: &[u8], start: usize) -> bool {
    let mut end = start;
    while end > 0 && start - end < 4 && b" :.=".contains(&text[end - 1]) {
        end -= 1;
    }
    let word = text[..end].iter().rposition(|byte| !(byte.is_ascii_alphabetic() || *byte == LETTER));
    let word = &text[word.map_or(0, |place| place + 1)..end];
    NAMES.iter().any(|name| word.eq_ignore_ascii_case(name))
}
