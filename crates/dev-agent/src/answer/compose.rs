//! Writes the answer: the chosen blocks as Markdown, with numbered citations. Pure.

use super::passages::Quote;
use super::{Answer, escape};
use crate::knowledge::{BlockKind, Passage};
use crate::wire::Citation;

/// Longest snippet of a citation, in characters.
const SNIPPET_MAX: usize = 160;

/// Writes an answer that quotes each section under its own number.
pub fn compose(quotes: &[Quote]) -> Answer {
    let mut parts: Vec<String> = Vec::new();
    let mut citations = Vec::new();
    for (quote, number) in quotes.iter().zip(1..) {
        parts.push(write(quote, number));
        citations.push(Citation {
            number,
            title: quote.hit.link.title.clone(),
            url: quote.hit.link.url.clone(),
            snippet: snippet(&quote.passages),
        });
    }
    Answer { text: parts.join("\n\n"), citations }
}

/// One section's blocks. The number stands behind each paragraph and the last item of each list;
/// code and tables, which have no room for it, get a line above them when nothing else has it.
fn write(quote: &Quote, number: u32) -> String {
    let mut text = String::new();
    let opens_bare =
        quote.passages.first().is_some_and(|it| matches!(it.kind, BlockKind::Code | BlockKind::Row));
    if opens_bare {
        let heading = if quote.hit.heading.is_empty() { &quote.hit.link.title } else { &quote.hit.heading };
        text.push_str(&format!("**{}** [{number}]:", escape(heading)));
    }
    let mut before: Option<&Passage> = None;
    for (at, passage) in quote.passages.iter().enumerate() {
        let next = quote.passages.get(at + 1);
        if let Some(before) = before {
            text.push_str(if continues(before, passage) { "\n" } else { "\n\n" });
        } else if opens_bare {
            text.push_str("\n\n");
        }
        let new_table = before.is_none_or(|it| it.kind != BlockKind::Row || it.head != passage.head);
        if passage.kind == BlockKind::Row && new_table {
            text.push_str(&passage.head);
            text.push('\n');
        }
        let ends_list = next.is_none_or(|next| !continues(passage, next));
        match passage.kind {
            BlockKind::Text => text.push_str(&marked(&passage.source, number)),
            BlockKind::Item | BlockKind::Step if ends_list => text.push_str(&marked(&passage.source, number)),
            _ => text.push_str(&passage.source),
        }
        before = Some(passage);
    }
    text
}

/// Whether two blocks belong to one list or table.
fn continues(before: &Passage, next: &Passage) -> bool {
    before.kind == next.kind
        && match next.kind {
            BlockKind::Item | BlockKind::Step => true,
            BlockKind::Row => before.head == next.head,
            BlockKind::Text | BlockKind::Code => false,
        }
}

/// The source with its number: at the end, before a colon that announces something, and at the end
/// of an item's first line where code follows under it.
fn marked(source: &str, number: u32) -> String {
    let has_code = source.lines().any(|line| line.trim_start().starts_with("```"));
    let (head, tail) = match source.split_once('\n') {
        Some((first, _)) if has_code => source.split_at(first.len()),
        _ => (source, ""),
    };
    match head.strip_suffix(':') {
        Some(head) => format!("{head} [{number}]:{tail}"),
        None => format!("{head} [{number}]{tail}"),
    }
}

fn snippet(passages: &[&Passage]) -> String {
    let prose = passages.iter().find(|passage| passage.kind != BlockKind::Code);
    let text = prose.or(passages.first()).map_or("", |passage| passage.text.as_str());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= SNIPPET_MAX {
        return text;
    }
    let cut: String = text.chars().take(SNIPPET_MAX - 1).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole}…")
}
