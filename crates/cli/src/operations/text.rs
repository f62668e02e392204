//! Text of others, made fit for a terminal: it can't move the cursor, recolour or retitle anything.

/// The text on one line.
pub fn one_line(text: &str) -> String {
    text.chars().map(|character| if is_unsafe(character) { ' ' } else { character }).collect()
}

/// The text with its lines.
pub fn several_lines(text: &str) -> String {
    text.chars().filter(|&character| matches!(character, '\n' | '\t') || !is_unsafe(character)).collect()
}

/// Control characters, and those that turn the direction of the text around.
fn is_unsafe(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_speaks_to_the_terminal() {
        assert_eq!(one_line("a\u{1b}]0;title\u{7}b\nc"), "a ]0;title b c");
        assert_eq!(several_lines("a\u{1b}[31mb\nc\u{9b}d\r"), "a[31mb\ncd");
        assert_eq!(one_line("Grüße, 世界 \u{202e}txt"), "Grüße, 世界  txt");
    }
}
