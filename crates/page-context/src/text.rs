//! Unicode clean-up: what nobody can see goes, white space collapses, long texts end at a character.

/// What becomes of line breaks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    /// They are white space like any other.
    Join,
    /// A run of white space with a line break in it becomes one line break.
    Keep,
}

/// The flags of England, Scotland and Wales: the only tag sequences recommended for interchange (RGI). Any other
/// tag character is a way to smuggle text past a reader's eyes.
const TAG_FLAGS: [&str; 3] = [
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
];

/// The text without characters that nobody can see. White space stays as it is.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut previous = '\0';
    while let Some(c) = rest.chars().next() {
        if let Some(flag) = TAG_FLAGS.into_iter().find(|flag| rest.starts_with(flag)) {
            out.push_str(flag);
            rest = rest.get(flag.len()..).unwrap_or_default();
            previous = '\0';
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        let selects = matches!(c, '\u{fe0e}' | '\u{fe0f}');
        // A selector chooses how an emoji looks; after a letter, or twice, it only hides something.
        let kept = if selects { !previous.is_ascii() && !is_selector(previous) } else { !is_invisible(c) };
        if kept {
            out.push(c);
            previous = c;
        }
    }
    out
}

/// The text with runs of white space collapsed, and none at its ends.
pub(crate) fn collapse(text: &str, lines: Lines) -> String {
    let mut out = String::with_capacity(text.len());
    let mut pending = None;
    for c in text.chars() {
        if is_space(c) {
            let breaks =
                lines == Lines::Keep && matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
            if breaks || pending.is_none() {
                pending = Some(if breaks { '\n' } else { ' ' });
            }
        } else {
            if let Some(space) = pending.take()
                && !out.is_empty()
            {
                out.push(space);
            }
            out.push(c);
        }
    }
    out
}

/// At most `most` bytes of the text; `…` stands for what was cut off. Ends at a word where one is near.
pub(crate) fn cut(text: &str, most: usize) -> String {
    const ELLIPSIS: &str = "…";
    const WORD_BYTES: usize = 24;
    if text.len() <= most {
        return String::from(text);
    }
    if most <= ELLIPSIS.len() {
        return String::new();
    }
    let mut end = text.floor_char_boundary(most - ELLIPSIS.len());
    let is_break = |byte: &u8| matches!(byte, b' ' | b'\n');
    let word = text.bytes().take(end).rev().take(WORD_BYTES).position(|byte| is_break(&byte));
    end -= word.map_or(0, |length| length + 1);
    end -= text.bytes().take(end).rev().take_while(is_break).count();
    let mut out = String::from(text.get(..end).unwrap_or_default());
    out.push_str(ELLIPSIS);
    out
}

pub(crate) fn is_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}'
        | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

/// Controls, joiners, direction marks, fillers, tags and selectors without a use in plain text.
fn is_invisible(c: char) -> bool {
    if is_space(c) {
        return false;
    }
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' // soft hyphen
        | '\u{34f}' // combining grapheme joiner
        | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' // zero width, bidi
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // Hangul fillers
        | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' // Khmer and Mongolian
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffc}'
        | '\u{e0000}'..='\u{e0fff}') // tags and supplementary selectors
}
