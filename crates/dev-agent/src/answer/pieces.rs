//! Cuts an answer into the pieces that are sent: a word with the white space after it, and inside a
//! code block a whole line.

/// An answer and how much of it has been taken.
pub struct Pieces {
    text: String,
    taken: usize,
    in_code: bool,
}

impl Pieces {
    /// All of `text`, nothing taken.
    pub fn new(text: String) -> Self {
        Self { text, taken: 0, in_code: false }
    }

    /// Takes the next piece. Never empty; all pieces together are the text.
    pub fn next_piece(&mut self) -> Option<&str> {
        let start = self.taken;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        // The gap after a word may have taken the indentation of this line along.
        let before = self.text[..start].trim_end_matches([' ', '\t']);
        let at_line_start = before.is_empty() || before.ends_with('\n');
        let fence = at_line_start && rest.trim_start().starts_with("```");
        let length = if fence || self.in_code {
            rest.find('\n').map_or(rest.len(), |end| end + 1)
        } else {
            let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let gap = rest[word..].find(|c: char| !c.is_whitespace()).unwrap_or(rest.len() - word);
            word + gap
        };
        if fence {
            self.in_code = !self.in_code;
        }
        self.taken = start + length;
        self.text.get(start..self.taken)
    }

    /// What has been taken.
    pub fn taken(&self) -> &str {
        &self.text[..self.taken]
    }

    /// Whether everything has been taken.
    pub fn is_done(&self) -> bool {
        self.taken == self.text.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let mut pieces = Pieces::new(text.to_owned());
        std::iter::from_fn(|| pieces.next_piece().map(str::to_owned)).collect()
    }

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
