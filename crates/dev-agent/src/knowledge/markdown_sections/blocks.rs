//! Cuts lines into headings and blocks.

use super::inline::{Links, definition, plain};
use super::lines::{
    Fence, dedent, heading, indent, is_rule, is_table_rule, list_marker, setext_level, starts_block,
};

/// What a block is; decides how it is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph, or some sentences of a long one.
    Text,
    /// An item of a bullet list, with everything indented under it.
    Item,
    /// An item of a numbered list, quoted together with its neighbours: steps make sense as a whole.
    Step,
    /// A row of a table; the table's head is kept beside it.
    Row,
    /// A code block with its fences.
    Code,
}

/// The smallest thing that is quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Markdown to quote.
    pub source: String,
    /// Head and rule of the table; empty for all but rows.
    pub head: String,
    /// Its words, to search in and to show as a snippet.
    pub text: String,
}

/// Something found on the way down the page.
pub enum Event {
    /// A heading, inline Markdown and all.
    Heading { level: usize, source: String },
    /// A block of the current section.
    Block(Block),
}

/// Paragraphs longer than this are quoted in parts, in bytes.
const PARAGRAPH_MAX: usize = 420;

/// Walks down the lines of a page.
pub struct Scanner<'a> {
    lines: &'a [&'a str],
    links: &'a Links<'a>,
    at: usize,
    ready: std::collections::VecDeque<Event>,
}

impl<'a> Scanner<'a> {
    /// Starts at the first line.
    pub fn new(lines: &'a [&'a str], links: &'a Links<'a>) -> Self {
        Self { lines, links, at: 0, ready: std::collections::VecDeque::new() }
    }

    fn line(&self, at: usize) -> Option<&'a str> {
        self.lines.get(at).copied()
    }

    /// Reads one construct and queues what it is.
    fn step(&mut self, line: &'a str) {
        if line.trim().is_empty() || definition(line).is_some() || is_rule(line) {
            self.at += 1;
        } else if line.trim_start().starts_with("<!--") {
            self.skip_comment();
        } else if let Some((level, source)) = heading(line) {
            self.at += 1;
            self.ready.push_back(Event::Heading { level, source: source.to_owned() });
        } else if let Some(fence) = Fence::open(line) {
            self.code(fence);
        } else if indent(line) >= 4 {
            self.indented_code();
        } else if let Some(numbered) = list_marker(line) {
            self.item(numbered);
        } else if self.line(self.at + 1).is_some_and(is_table_rule) && line.contains('|') {
            self.table();
        } else if line.trim_start().starts_with('>') {
            self.quote();
        } else {
            self.paragraph();
        }
    }

    fn skip_comment(&mut self) {
        while let Some(line) = self.line(self.at) {
            self.at += 1;
            if line.contains("-->") {
                break;
            }
        }
    }

    fn code(&mut self, fence: Fence) {
        let first = self.at;
        self.at += 1;
        while let Some(line) = self.line(self.at) {
            self.at += 1;
            if fence.is_closed_by(line) {
                break;
            }
        }
        let lines: Vec<&str> = self.lines[first..self.at].iter().map(|it| dedent(it, fence.indent)).collect();
        let closed = lines.len() > 1 && lines.last().is_some_and(|line| fence.is_closed_by(line));
        let inside = &lines[1..lines.len() - usize::from(closed)];
        let mut source = lines.join("\n");
        if !closed {
            source.push('\n');
            source.push_str(&fence.mark);
        }
        self.push(BlockKind::Code, source, inside.join("\n"));
    }

    fn indented_code(&mut self) {
        let mut lines = Vec::new();
        while let Some(line) = self.line(self.at).filter(|it| indent(it) >= 4 || it.trim().is_empty()) {
            lines.push(dedent(line, 4));
            self.at += 1;
        }
        let text = lines.join("\n").trim_end().to_owned();
        self.push(BlockKind::Code, format!("```\n{text}\n```"), text);
    }

    /// An item reaches down to the next line that is not indented under its marker.
    fn item(&mut self, numbered: bool) {
        let base = self.line(self.at).map_or(0, indent);
        let mut lines = Vec::new();
        let mut fence: Option<Fence> = None;
        while let Some(line) = self.line(self.at) {
            let under = indent(line) >= base + 2;
            let after_blank = lines.last().is_some_and(|it: &&str| it.trim().is_empty());
            let lazy = !after_blank && !starts_block(line);
            let belongs = lines.is_empty() || fence.is_some() || line.trim().is_empty() || under || lazy;
            if !belongs {
                break;
            }
            match &fence {
                Some(open) if open.is_closed_by(line) => fence = None,
                Some(_) => {}
                None if !lines.is_empty() => fence = Fence::open(line),
                None => {}
            }
            lines.push(dedent(line, base));
            self.at += 1;
        }
        let source = lines.join("\n").trim_end().to_owned();
        let words = source.trim_start_matches(|c: char| c.is_ascii_digit() || "-+*.) ".contains(c));
        let words = words.trim_start_matches("[ ] ").trim_start_matches("[x] ");
        let text = plain(words);
        let kind = if numbered { BlockKind::Step } else { BlockKind::Item };
        let source = self.quotable_lines(&source);
        self.push(kind, source, text);
    }

    /// Resolves links outside of code blocks.
    fn quotable_lines(&self, source: &str) -> String {
        let mut fence: Option<Fence> = None;
        let mut out = Vec::new();
        for line in source.lines() {
            let opens = Fence::open(line);
            match (&fence, opens) {
                (Some(open), _) => {
                    if open.is_closed_by(line) {
                        fence = None;
                    }
                    out.push(line.to_owned());
                }
                (None, Some(opens)) => {
                    fence = Some(opens);
                    out.push(line.to_owned());
                }
                (None, None) => out.push(self.links.quotable(line)),
            }
        }
        out.join("\n")
    }

    fn table(&mut self) {
        let head = self.lines[self.at..self.at + 2].join("\n");
        self.at += 2;
        while let Some(line) = self.line(self.at).filter(|it| it.contains('|') && !it.trim().is_empty()) {
            self.at += 1;
            let text = plain(&line.replace('|', " "));
            let (kind, source) = (BlockKind::Row, self.links.quotable(line.trim()));
            self.ready.push_back(Event::Block(Block { kind, source, head: head.clone(), text }));
        }
    }

    fn quote(&mut self) {
        let mut lines = Vec::new();
        while let Some(inside) = self.line(self.at).and_then(|line| line.trim_start().strip_prefix('>')) {
            self.at += 1;
            // `[!NOTE]` and the like say how the quote looks, not what it says.
            if inside.trim().starts_with("[!") {
                continue;
            }
            lines.push(inside.strip_prefix(' ').unwrap_or(inside));
        }
        for event in Scanner::new(&lines, self.links) {
            if let Event::Block(block) = event {
                self.ready.push_back(Event::Block(block));
            }
        }
    }

    fn paragraph(&mut self) {
        let mut lines = Vec::new();
        while let Some(line) = self.line(self.at) {
            if !lines.is_empty() {
                if let Some(level) = setext_level(line) {
                    self.at += 1;
                    self.ready.push_back(Event::Heading { level, source: lines.join(" ") });
                    return;
                }
                if line.trim().is_empty() || starts_block(line) {
                    break;
                }
            }
            lines.push(line.trim());
            self.at += 1;
        }
        let source = self.links.quotable(&lines.join(" "));
        for part in sentences(source.trim()) {
            let text = plain(part);
            // What is left of a line of HTML or a row of badges is no sentence.
            if !text.is_empty() {
                self.push(BlockKind::Text, part.to_owned(), text);
            }
        }
    }

    fn push(&mut self, kind: BlockKind, source: String, text: String) {
        self.ready.push_back(Event::Block(Block { kind, source, head: String::new(), text }));
    }
}

impl Iterator for Scanner<'_> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        while self.ready.is_empty() {
            let line = self.line(self.at)?;
            self.step(line);
        }
        self.ready.pop_front()
    }
}

/// A paragraph as a whole, or a long one in parts of whole sentences.
fn sentences(paragraph: &str) -> Vec<&str> {
    if paragraph.len() <= PARAGRAPH_MAX {
        return vec![paragraph];
    }
    let mut parts = Vec::new();
    let (mut start, mut end) = (0, 0);
    let bytes = paragraph.as_bytes();
    for (at, c) in paragraph.char_indices() {
        let last = at + c.len_utf8() == paragraph.len();
        let stops = matches!(c, '.' | '!' | '?')
            && bytes.get(at + 1) == Some(&b' ')
            && bytes.get(at + 2).is_some_and(|next| !next.is_ascii_lowercase())
            && paragraph[start..at].matches('`').count().is_multiple_of(2);
        if !stops && !last {
            continue;
        }
        let stop = at + c.len_utf8();
        if stop - start > PARAGRAPH_MAX && end > start {
            parts.push(paragraph[start..end].trim());
            start = end;
        }
        end = stop;
    }
    parts.push(paragraph[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &[(BlockKind, &str)]) {
        let lines: Vec<&str> = source.lines().collect();
        let links = Links::new(&lines, &str::to_owned);
        let found: Vec<(BlockKind, String)> = Scanner::new(&lines, &links)
            .filter_map(|event| match event {
                Event::Block(block) => Some((block.kind, block.source)),
                Event::Heading { .. } => None,
            })
            .collect();
        let expected: Vec<(BlockKind, String)> =
            expected.iter().map(|(kind, source)| (*kind, (*source).to_owned())).collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn paragraphs_items_and_code_are_blocks() {
        use BlockKind::{Code, Item, Step, Text};
        check("One\ntwo.\n\nThree", &[(Text, "One two."), (Text, "Three")]);
        check("- a\n  b\n\n  c\n- d\n\nafter", &[(Item, "- a\n  b\n\n  c"), (Item, "- d"), (Text, "after")]);
        check("1. a\n2. b\n   - c", &[(Step, "1. a"), (Step, "2. b\n   - c")]);
        check("Run:\n```sh\n- x\n\n# y\n```\n", &[(Text, "Run:"), (Code, "```sh\n- x\n\n# y\n```")]);
        check("    let a;\n    let b;\n\nend", &[(Code, "```\nlet a;\nlet b;\n```"), (Text, "end")]);
        check("```\nopen", &[(Code, "```\nopen\n```")]);
    }

    #[test]
    fn an_item_keeps_the_code_under_it() {
        check(
            "- run\n\n  ```sh\n  a\n\n  # b\n  ```\n\nend",
            &[(BlockKind::Item, "- run\n\n  ```sh\n  a\n\n  # b\n  ```"), (BlockKind::Text, "end")],
        );
    }

    #[test]
    fn a_table_is_quoted_by_row() {
        let source = "| Name | What |\n|---|---|\n| `a` | first |\n| b | second |\n\nend";
        check(
            source,
            &[
                (BlockKind::Row, "| `a` | first |"),
                (BlockKind::Row, "| b | second |"),
                (BlockKind::Text, "end"),
            ],
        );
    }

    #[test]
    fn comments_rules_definitions_and_quote_marks_are_no_text() {
        let source = "<!-- x\ny -->\n***\n[a]: b.md\n> [!NOTE]\n> Mind *this*.\n\n<div>\n<img src=x>\n</div>";
        check(source, &[(BlockKind::Text, "Mind *this*.")]);
    }

    #[test]
    fn a_long_paragraph_is_cut_between_sentences() {
        let sentence = "This sentence has sixty characters, and that is all it has. ";
        let paragraph = sentence.repeat(12);
        let parts = sentences(paragraph.trim());
        assert!(parts.len() > 1);
        assert!(parts.iter().all(|part| part.len() <= PARAGRAPH_MAX && part.ends_with('.')));
        assert_eq!(parts.join(" "), paragraph.trim());
    }
}
