//! What is read aloud of an answer while it is written: whole sentences, each once, and no code.

/// How far an answer has been read.
#[derive(Debug, Default)]
pub struct Spoken {
    /// Where the sentence begins that is not read yet.
    said: usize,
    /// Where the search for its end goes on.
    looked: usize,
    is_code: bool,
}

impl Spoken {
    /// The sentences that `text` has now and didn't have before, without its Markdown. What may go on is kept for
    /// later, unless the text is whole. A code block is `code_block` and nothing else.
    pub fn next(&mut self, text: &str, is_whole: bool, code_block: &str) -> String {
        let mut words = String::new();
        while let Some(end) = self.end(text, is_whole) {
            let begins_line = self.said == 0 || text[..self.said].ends_with('\n');
            let sentence = text[self.said..end].trim();
            if begins_line && (sentence.starts_with("```") || sentence.starts_with("~~~")) {
                self.is_code = !self.is_code;
                if self.is_code {
                    add(&mut words, code_block);
                }
            } else if !self.is_code {
                add(&mut words, &plain(sentence));
            }
            (self.said, self.looked) = (end, end);
        }
        words
    }

    /// Where the sentence ends that is being written, if it has ended.
    fn end(&mut self, text: &str, is_whole: bool) -> Option<usize> {
        let rest = text.get(self.looked..)?;
        let mut chars = rest.char_indices().peekable();
        while let Some((at, char)) = chars.next() {
            let at = self.looked + at;
            let after = at + char.len_utf8();
            let is_end = match char {
                '\n' => true,
                _ if self.is_code => false,
                '。' | '！' | '？' => true,
                // Neither `1.` nor `e.g.` ends a sentence.
                '.' | '!' | '?' | '…' | '؟' => {
                    let word = text[self.said..at].chars().rev().take_while(|it| is_in_word(*it)).count();
                    chars.peek().is_some_and(|(_, next)| next.is_whitespace()) && word > 1
                }
                _ => false,
            };
            if is_end {
                return Some(after);
            }
            if chars.peek().is_none() {
                // What comes next decides on the last one.
                self.looked = at;
            }
        }
        (is_whole && self.said < text.len()).then_some(text.len())
    }
}

/// Beyond ASCII all that isn't among signs: the tables of the world's letters are larger than all of this.
fn is_in_word(char: char) -> bool {
    char.is_ascii_alphanumeric()
        || !matches!(char, '\0'..='\u{bf}' | '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{303f}')
}

fn add(words: &mut String, more: &str) {
    if more.chars().any(is_in_word) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(more);
    }
}

/// The words without what Markdown adds to them. Reads each byte once, or twice: no answer may keep the page waiting.
fn plain(sentence: &str) -> String {
    let mut plain = String::new();
    // Where so little is left, no link can end any more.
    let behind_links = sentence.rfind(')').map_or(sentence.len(), |last| sentence.len() - last - 1);
    let mut rest = sentence.trim_start_matches(['#', '>', '-', '+', ' ']);
    while let Some(char) = rest.chars().next() {
        rest = &rest[char.len_utf8()..];
        match char {
            '*' | '`' | '~' | '\\' => {}
            '|' => plain.push(' '),
            // The number of a source says nothing to an ear.
            '[' => {
                let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                if after.len() < rest.len()
                    && let Some(after) = after.strip_prefix(']')
                {
                    rest = after;
                    plain.truncate(plain.trim_end().len());
                }
            }
            ']' if rest.len() > behind_links => {
                if let Some((_, after)) = rest.strip_prefix('(').and_then(|link| link.split_once(')')) {
                    rest = after;
                }
            }
            ']' => {}
            _ => plain.push(char),
        }
    }
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that is said of a text that comes in these pieces.
    fn said(pieces: &[&str]) -> Vec<String> {
        let (mut spoken, mut text) = (Spoken::default(), String::new());
        let mut said = Vec::new();
        for piece in pieces {
            text.push_str(piece);
            said.push(spoken.next(&text, false, "Code block."));
        }
        said.push(spoken.next(&text, true, "Code block."));
        said.retain(|words| !words.is_empty());
        said
    }

    #[test]
    fn a_sentence_is_said_once_it_is_whole_and_never_again() {
        assert_eq!(said(&["The sun", " rises", ". It", " is", " warm."]), ["The sun rises.", "It is warm."]);
        assert_eq!(said(&["One item\nand", " more"]), ["One item", "and more"]);
        assert_eq!(said(&["晴れです。", "暖かい"]), ["晴れです。", "暖かい"]);
        assert_eq!(said(&["Wait…", " really", "? Yes"]), ["Wait…", "really?", "Yes"]);
    }

    #[test]
    fn a_number_or_a_short_form_ends_no_sentence() {
        assert_eq!(
            said(&["1. Use e.g. version 2.5 of it. ", "Then go"]),
            ["1. Use e.g. version 2.5 of it.", "Then go"]
        );
    }

    #[test]
    fn signs_alone_are_not_said() {
        assert_eq!(said(&["→\n— „…“\n✓ Done\nÄ\n。\n終"]), ["✓ Done Ä", "終"]);
    }

    #[test]
    fn code_is_named_and_not_read() {
        let pieces = ["Try this:\n``", "`rust\nlet it = 1. + ", "2.;\n```\nDone now. "];
        assert_eq!(said(&pieces), ["Try this:", "Code block.", "Done now."]);
        assert_eq!(said(&["```\nunfinished. code"]), ["Code block."]);
    }

    #[test]
    fn markdown_is_not_read() {
        let pieces =
            ["## A **bold** [link](https://example.com/a.b) and `code` [1].\n\n---\n| a | b |\n|---|---|\n"];
        assert_eq!(said(&pieces), ["A bold link and code. a   b"]);
    }

    /// So long that nobody would see the end of it if each sign looked through the rest.
    #[test]
    fn brackets_that_nothing_closes_cost_no_more_than_other_signs() {
        const SIGNS: usize = 4_000_000;
        for sign in ["[", "](", "[1", ")]("] {
            let text = sign.repeat(SIGNS);
            let words = Spoken::default().next(&text, true, "Code block.");
            assert!(words.len() <= text.len(), "{sign}");
        }
    }

    #[test]
    fn a_bracket_without_its_other_half_is_passed() {
        assert_eq!(said(&["See [1 and [this](that. "]), ["See 1 and this(that."]);
        assert_eq!(said(&["See [](a) and [b](c) or [d](e. "]), ["See  and b or d(e."]);
    }

    #[test]
    fn every_chunking_says_the_same() {
        let text =
            "# Häuser\n\nDas *ist* ein Satz. Noch einer! 好的。 Ende [1]\n\n```\ncode. here\n```\n- Punkt";
        let whole = said(&[text]).join(" ");
        let boundaries: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        for &at in &boundaries {
            assert_eq!(said(&[&text[..at], &text[at..]]).join(" "), whole, "cut at {at}");
        }
        let single: Vec<_> = text.split_inclusive(|_: char| true).collect();
        assert_eq!(said(&single).join(" "), whole);
    }
}
