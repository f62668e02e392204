//! Payment cards: 13 to 19 digits whose last is the Luhn check digit (ISO/IEC 7812).

use super::fold::{at, before, next};
use super::{Finding, Marks};

const SHORTEST: usize = 13;
const LONGEST: usize = 19;

/// Finds every card, wherever it stands among other digits.
pub(super) fn find(text: &[u8], marks: &mut Marks) {
    let mut index = 0;
    while index < text.len() {
        if !text[index].is_ascii_digit() {
            index += 1;
            continue;
        }
        let mut places = vec![index];
        while let Some(place) = next(text, index, |byte| byte.is_ascii_digit()) {
            places.push(place);
            index = place;
        }
        find_in_run(text, &places, marks);
        index += 1;
    }
}

/// `places` are those of the digits of one run.
fn find_in_run(text: &[u8], places: &[usize], marks: &mut Marks) {
    let mut first = 0;
    while first + SHORTEST <= places.len() {
        let longest = LONGEST.min(places.len() - first);
        let length = (SHORTEST..=longest).rev().find(|length| is_card(text, &places[first..first + length]));
        match length {
            Some(length) => {
                marks.mark(places[first], places[first + length - 1] + 1, Finding::Card);
                first += length;
            }
            None => first += 1,
        }
    }
}

/// One digit in ten fits by chance. So digits that are only a part of a longer number must also begin as cards do.
fn is_card(text: &[u8], places: &[usize]) -> bool {
    let (Some(&first), Some(&last)) = (places.first(), places.last()) else { return false };
    let whole = !before(text, first).is_ascii_digit() && !at(text, last + 1).is_ascii_digit();
    (whole || has_issuer(text, places)) && luhn(text, places)
}

fn luhn(text: &[u8], places: &[usize]) -> bool {
    let mut sum = 0;
    for (index, &place) in places.iter().rev().enumerate() {
        let digit = u32::from(text[place] - b'0');
        sum += match (index % 2, digit) {
            (0, _) => digit,
            (_, 0..=4) => digit * 2,
            _ => digit * 2 - 9,
        };
    }
    sum % 10 == 0
}

/// Whether the first four digits and the length are those of a large issuer.
fn has_issuer(text: &[u8], places: &[usize]) -> bool {
    let prefix = places.iter().take(4).fold(0, |value, &place| value * 10 + u32::from(text[place] - b'0'));
    match places.len() {
        13 => matches!(prefix, 4000..=4999),
        14 => matches!(prefix, 3000..=3059 | 3600..=3699 | 3800..=3999),
        15 => matches!(prefix, 3400..=3499 | 3700..=3799),
        16 => matches!(prefix, 2221..=2720 | 3528..=3589 | 4000..=6999),
        _ => matches!(prefix, 4000..=6999),
    }
}
