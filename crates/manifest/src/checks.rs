//! Judgements about a single text: secrets, hidden characters, near misses.

pub(crate) mod nearest;
pub(crate) mod public_text;
pub(crate) mod secret;
pub(crate) mod variable;

/// Longest piece of a file's own text that a message repeats, in characters.
const QUOTED_CHARS: usize = 48;

/// A text of the file as a message may repeat it: shortened, escaped, and hidden when it looks like a secret.
pub(crate) fn quote(text: &str) -> String {
    if secret::find(text).is_some() {
        return "a hidden text".into();
    }
    let mut shown: String = text.chars().take(QUOTED_CHARS).flat_map(char::escape_debug).collect();
    if text.chars().nth(QUOTED_CHARS).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}

/// What a placeholder is, as a piece of a pattern.
pub(crate) const PLACEHOLDER_PATTERN: &str = "<[A-Za-z0-9_ -]{1,64}>";

/// An angle-bracket placeholder such as `<siesta-agent-id>`.
pub(crate) fn is_placeholder(text: &str) -> bool {
    text.strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .is_some_and(|name| !name.is_empty() && name.len() <= 64 && name.bytes().all(is_placeholder_byte))
}

fn is_placeholder_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b' ')
}
