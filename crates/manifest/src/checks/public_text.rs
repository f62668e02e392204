//! What a text that visitors will see must not hold.
//!
//! The widget writes texts as text nodes, never as markup, so that words such as `url(` are harmless there
//! and a style guide's assistant may speak of them. Markup and script addresses have no business in a
//! greeting all the same, and characters that nobody can see make a text say something else than it shows.

use super::is_placeholder;

/// The same as patterns: a text that any of them finds must not be shown.
pub(crate) const OBJECTIONABLE: [&str; 4] = [
    concat!(
        r"[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF",
        r"\u115F\u1160\u3164\uFFA0\u{E0000}-\u{E007F}]"
    ),
    "^<[A-Za-z0-9_ -]{1,64}>$",
    "<[A-Za-z/!?]",
    "[jJ][aA][vV][aA][sS][cC][rR][iI][pP][tT]:",
];

/// Why a text must not be shown, and what to do about it.
pub(crate) fn objection(text: &str) -> Option<(String, &'static str)> {
    if let Some(hidden) = text.chars().find(|&c| is_hidden(c)) {
        return Some((
            format!("holds the invisible character U+{:04X}", u32::from(hidden)),
            "type the text again without it; copying it through a plain-text editor helps",
        ));
    }
    if is_placeholder(text) {
        return Some(("is still a placeholder".into(), "write the text that visitors shall read"));
    }
    if holds_tag(text) || text.to_ascii_lowercase().contains("javascript:") {
        return Some((
            "holds markup or a script".into(),
            "write plain words: texts are shown as they are, never as HTML",
        ));
    }
    None
}

/// Control and direction characters. Joiners stay: emoji and several scripts need them.
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}')
}

/// `<b`, `</b`, `<!--`; a lone `<` is a comparison.
fn holds_tag(text: &str) -> bool {
    text.char_indices().any(|(at, c)| {
        c == '<'
            && text[at + 1..]
                .starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
    })
}

#[cfg(test)]
mod tests {
    use super::objection;

    #[test]
    fn markup_and_invisible_characters_are_refused_and_words_are_not() {
        for text in [
            "</style>",
            "Hi <img src=x>",
            "<!-- -->",
            "JavaScript:alert(1)",
            "a\u{202e}b",
            "a\u{0}b",
            "<title>",
        ] {
            assert!(objection(text).is_some(), "{text:?}");
        }
        for text in ["2 < 3", "Ask about url() in CSS", "What is __proto__?", "👩‍🚀 Hi!\nAsk me.", "می‌خواهم"]
        {
            assert_eq!(objection(text), None, "{text:?}");
        }
    }
}
