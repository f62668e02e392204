//! One byte for each character: what it is to a finder, whichever script or width it is written in.

/// A letter outside ASCII of a script that puts spaces between words.
pub(super) const LETTER: u8 = 0x80;
/// Anything that can be part of nothing that is looked for.
pub(super) const OTHER: u8 = 0;

/// Digits of every common script are digits, every space is a space, every dash a dash.
pub(super) fn fold(c: char) -> u8 {
    let code = c as u32;
    let digit = |zero: u32| b'0' + ((code - zero) % 10) as u8;
    match c {
        '\0'..='\u{7f}' => code as u8,
        '\u{ff01}'..='\u{ff5e}' => (code - 0xfee0) as u8,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => b' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => b'-',
        '\u{660}'..='\u{669}' => digit(0x660),
        '\u{6f0}'..='\u{6f9}' => digit(0x6f0),
        '\u{966}'..='\u{96f}' => digit(0x966),
        '\u{1d7ce}'..='\u{1d7ff}' => digit(0x1d7ce),
        '\u{c0}'..='\u{1fff}' => LETTER,
        _ => OTHER,
    }
}

/// The byte at a place, [`OTHER`] beyond either end.
pub(super) fn at(text: &[u8], index: usize) -> u8 {
    text.get(index).copied().unwrap_or(OTHER)
}

/// The byte before a place.
pub(super) fn before(text: &[u8], index: usize) -> u8 {
    if index == 0 { OTHER } else { at(text, index - 1) }
}

/// A letter or digit of any script.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == LETTER
}

/// A character that people put between groups of digits.
pub(super) fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'.')
}

/// Most separators in a row within one number.
pub(super) const SEPARATORS: usize = 3;

/// The place of the next character of a number after `index`, over separators; `wanted` says what it may be.
pub(super) fn next(text: &[u8], index: usize, wanted: fn(u8) -> bool) -> Option<usize> {
    for step in 1..=SEPARATORS + 1 {
        let byte = at(text, index + step);
        if wanted(byte) {
            return Some(index + step);
        }
        if !is_separator(byte) {
            return None;
        }
    }
    None
}
