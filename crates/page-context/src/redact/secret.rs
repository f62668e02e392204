//! Signed tokens, keys of known services, private keys, and long random-looking words.

use super::fold::{at, before};
use super::{Finding, Marks};

/// Finds every token and key.
pub(super) fn find(text: &[u8], marks: &mut Marks) {
    find_private_keys(text, marks);
    let mut index = 0;
    while index < text.len() {
        let end = run_end(text, index, is_key_byte);
        if end == index {
            index += 1;
            continue;
        }
        if let Some((start, end)) = jwt(text, index, end) {
            marks.mark(start, end, Finding::Token);
        } else if is_key(text, index, end) {
            marks.mark(index, end, Finding::Key);
        }
        index = end;
    }
    find_base64(text, marks);
}

fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

fn run_end(text: &[u8], start: usize, belongs: fn(u8) -> bool) -> usize {
    let mut index = start;
    while index < text.len() && belongs(text[index]) {
        index += 1;
    }
    index
}

fn position(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len()).position(|window| window == needle)
}

/// Longest `… PRIVATE KEY-----`.
const LABEL_BYTES: usize = 40;

/// PEM blocks (RFC 7468), to their end or to the end of the text.
fn find_private_keys(text: &[u8], marks: &mut Marks) {
    let mut from = 0;
    while let Some(start) = position(&text[from..], b"-----BEGIN ").map(|place| from + place) {
        let label = start + 11;
        let near = &text[label..text.len().min(label + LABEL_BYTES)];
        let Some(key) = position(near, b"PRIVATE KEY-----") else {
            from = label;
            continue;
        };
        let body = label + key + 16;
        let end = match position(&text[body..], b"PRIVATE KEY-----") {
            Some(place) => body + place + 16,
            None => text.len(),
        };
        marks.mark(start, end, Finding::Key);
        from = end;
    }
}

/// A JSON Web Token (RFC 7519): its first two parts are JSON in base64url, which always begins alike.
fn jwt(text: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    let start = start + position(&text[start..end], b"eyJ")?;
    let claims = end + 1;
    if end - start < 10 || at(text, end) != b'.' || !text[claims..].starts_with(b"eyJ") {
        return None;
    }
    let mut end = run_end(text, claims, is_key_byte);
    // A signature, or the three further parts of an encrypted token.
    while at(text, end) == b'.' && is_key_byte(at(text, end + 1)) {
        end = run_end(text, end + 1, is_key_byte);
    }
    Some((start, end))
}

/// Prefixes by which services mark their keys, so that shorter ones are known too.
const PREFIXES: [&[u8]; 22] = [
    b"sk-",
    b"sk_",
    b"pk_",
    b"rk_",
    b"ghp_",
    b"gho_",
    b"ghu_",
    b"ghs_",
    b"ghr_",
    b"github_pat_",
    b"glpat-",
    b"xoxa-",
    b"xoxb-",
    b"xoxp-",
    b"xoxr-",
    b"xoxs-",
    b"AKIA",
    b"ASIA",
    b"AIza",
    b"hf_",
    b"npm_",
    b"whsec_",
];

/// Shortest run that may be random, in characters.
const LONG: usize = 24;
/// The same for a whole segment of a path: links that let somebody in are short.
const LONG_SEGMENT: usize = 16;

fn is_key(text: &[u8], start: usize, end: usize) -> bool {
    let run = &text[start..end];
    let segment =
        before(text, start) == b'/' && matches!(at(text, end), 0 | b'/' | b' ' | b'\n' | b'.' | b'?' | b'#');
    if let Some(prefix) = PREFIXES.iter().find(|prefix| run.starts_with(prefix)) {
        let rest = &run[prefix.len()..];
        if rest.len() >= 12
            && rest.iter().any(u8::is_ascii_digit)
            && (prefix[0].is_ascii_uppercase() || !is_wordy(rest))
        {
            return true;
        }
    }
    let long = run.len() >= LONG;
    let has = |is: fn(&u8) -> bool| run.iter().any(is);
    if long
        && run.iter().all(u8::is_ascii_hexdigit)
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
    {
        return true;
    }
    if !(long || segment && run.len() >= LONG_SEGMENT) || !is_mixed(run) {
        return false;
    }
    let changes = run.windows(2).filter(|pair| is_change(pair[0], pair[1])).count();
    let often = if long { changes >= 4 } else { changes * 4 >= run.len() };
    often || !is_wordy(run)
}

/// From a letter to a digit or back. Names have a few such places, random text has one in three.
fn is_change(first: u8, second: u8) -> bool {
    (first.is_ascii_alphabetic() && second.is_ascii_digit())
        || (first.is_ascii_digit() && second.is_ascii_alphabetic())
}

/// Letters and digits, with enough letters not to be a number, or letters of both cases.
fn is_mixed(run: &[u8]) -> bool {
    let count = |is: fn(&u8) -> bool| run.iter().filter(|byte| is(byte)).count();
    let digits = count(u8::is_ascii_digit);
    let lower = count(u8::is_ascii_lowercase);
    let upper = count(u8::is_ascii_uppercase);
    if digits == 0 { lower > 2 && upper > 2 } else { (lower + upper) * 6 >= digits }
}

/// Base64 with its own two signs. Paths have one of them as well, but segments that are words.
fn find_base64(text: &[u8], marks: &mut Marks) {
    const SHORTEST: usize = 24;
    let mut start = 0;
    while start < text.len() {
        let end = run_end(text, start, |byte| is_key_byte(byte) || matches!(byte, b'+' | b'/' | b'='));
        let run = &text[start..end];
        let has = |is: fn(&u8) -> bool| run.iter().filter(|byte| is(byte)).count() >= 2;
        if run.len() >= SHORTEST
            && has(u8::is_ascii_digit)
            && has(u8::is_ascii_lowercase)
            && has(u8::is_ascii_uppercase)
            && !run
                .split(|&byte| byte == b'/')
                .any(|piece| piece.len() > 2 && wordy_bytes(piece) == piece.len())
            && !is_wordy(run)
        {
            marks.mark(start, end, Finding::Key);
        }
        start = end + 1;
    }
}

/// Whether at least half of the letters and digits belong to words or short numbers. In random text of both cases
/// about a sixth seem to, by chance.
fn is_wordy(run: &[u8]) -> bool {
    let wordy: usize = run.split(|byte| !byte.is_ascii_alphanumeric()).map(wordy_bytes).sum();
    let all = run.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
    wordy * 2 >= all
}

/// How much of a piece between dashes reads as words.
fn wordy_bytes(piece: &[u8]) -> usize {
    if piece.len() <= 12 && piece.iter().all(u8::is_ascii_digit) {
        return piece.len();
    }
    let mut wordy = 0;
    let mut start = 0;
    for end in 1..=piece.len() {
        if end < piece.len() && continues(piece[end - 1], piece[end], end - start == 1) {
            continue;
        }
        let word = &piece[start..end];
        let letters = word[0].is_ascii_alphabetic();
        let spoken = word.len() >= 4 && is_spoken(word);
        if letters && (spoken || word.len() == piece.len()) {
            wordy += word.len();
        }
        start = end;
    }
    wordy
}

/// Whether letters can be said aloud: a vowel, and never more than five consonants in a row.
fn is_spoken(word: &[u8]) -> bool {
    let mut parts = word.split(|byte| b"aeiouyAEIOUY".contains(byte));
    parts.clone().count() > 1 && parts.all(|consonants| consonants.len() <= 5)
}

/// Whether two letters can stand side by side in a word: of one case, or after a capital at its front.
fn continues(previous: u8, next: u8, first: bool) -> bool {
    (previous.is_ascii_lowercase() && next.is_ascii_lowercase())
        || (previous.is_ascii_uppercase()
            && (next.is_ascii_uppercase() || (first && next.is_ascii_lowercase())))
}
