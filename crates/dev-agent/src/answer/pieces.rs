//! Cuts an answer into the pieces that are sent: a word with the white space after it, and inside a
//! code block a whole line.

/// The pieces of an answer. None is empty; all together are the text.
pub fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let (mut taken, mut in_code) = (0, false);
    while let Some(rest) = text.get(taken..).filter(|rest| !rest.is_empty()) {
        // The gap after a word may have taken the indentation of this line along.
        let before = text[..taken].trim_end_matches([' ', '\t']);
        let at_line_start = before.is_empty() || before.ends_with('\n');
        let fence = at_line_start && rest.trim_start().starts_with("```");
        let length = if fence || in_code {
            rest.find('\n').map_or(rest.len(), |end| end + 1)
        } else {
            let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let gap = rest[word..].find(|c: char| !c.is_whitespace()).unwrap_or(rest.len() - word);
            word + gap
        };
        in_code ^= fence;
        pieces.push(rest[..length].to_owned());
        taken += length;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_leave_with_the_space_after_them() {
        assert_eq!(pieces("One two.\n\nThree"), ["One ", "two.\n\n", "Three"]);
    }

    #[test]
    fn code_leaves_line_by_line() {
        let text = "See:\n\n```html\n<a b>\n\n<c d>\n```\nand so on";
        let expected = ["See:\n\n", "```html\n", "<a b>\n", "\n", "<c d>\n", "```\n", "and ", "so ", "on"];
        assert_eq!(pieces(text), expected);
    }

    #[test]
    fn leading_white_space_is_not_lost() {
        assert_eq!(pieces("  a"), ["  ", "a"]);
        assert_eq!(pieces(""), Vec::<String>::new());
    }
}
