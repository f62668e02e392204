//! Cuts a Markdown page into heading sections and these into blocks: paragraphs, list items, table
//! rows, code. Pure. Not a full CommonMark parser: it knows the constructs that documentation is
//! written in, and keeps the source of each block so that it can be quoted as it was written.

mod anchor;
mod blocks;
mod inline;
mod lines;

pub use blocks::{Block, BlockKind};
pub use inline::plain;

use anchor::Anchors;
use blocks::Scanner;
use inline::Links;

/// A page.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Front matter's `title`, else the first level-1 heading; `None` without either.
    pub title: Option<String>,
    /// In order. What comes before the first heading is a section without heading.
    pub sections: Vec<Section>,
}

/// A heading and what stands under it, up to the next heading of any level.
#[derive(Debug, PartialEq, Eq)]
pub struct Section {
    /// Plain text; empty before the first heading.
    pub heading: String,
    /// 1 to 6; 0 before the first heading.
    level: usize,
    /// The headings above it, outermost first.
    pub trail: Vec<String>,
    /// GitHub's anchor of the heading, without `#`; empty before the first heading.
    pub anchor: String,
    /// What stands there.
    pub blocks: Vec<Block>,
}

/// Cuts a page. `resolve` turns a link target as written into one that works outside the folder.
pub fn parse(source: &str, resolve: &dyn Fn(&str) -> String) -> Page {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let (front_title, body) = front_matter(source);
    let lines: Vec<&str> = body.lines().collect();
    let links = Links::new(&lines, resolve);
    let mut anchors = Anchors::default();
    let mut sections = vec![Section {
        heading: String::new(),
        level: 0,
        trail: vec![],
        anchor: String::new(),
        blocks: vec![],
    }];
    for event in Scanner::new(&lines, &links) {
        match event {
            blocks::Event::Heading { level, source } => {
                let heading = plain(&source);
                let trail = trail(&sections, level);
                let anchor = anchors.next(&heading);
                sections.push(Section { heading, level, trail, anchor, blocks: vec![] });
            }
            blocks::Event::Block(block) => {
                if let Some(section) = sections.last_mut() {
                    section.blocks.push(block);
                }
            }
        }
    }
    let first = sections.iter().find(|section| section.level == 1);
    let title = front_title.or_else(|| first.map(|section| section.heading.clone()));
    sections.retain(|section| section.level > 0 || !section.blocks.is_empty());
    Page { title, sections }
}

/// The headings that a new heading of `level` stands under.
fn trail(sections: &[Section], level: usize) -> Vec<String> {
    let mut above = Vec::new();
    let mut level = level;
    for section in sections.iter().rev() {
        if section.level > 0 && section.level < level {
            above.push(section.heading.clone());
            level = section.level;
        }
    }
    above.reverse();
    above
}

/// Splits off YAML front matter and takes the title from it.
fn front_matter(source: &str) -> (Option<String>, &str) {
    let Some(rest) = source.strip_prefix("---\n").or_else(|| source.strip_prefix("---\r\n")) else {
        return (None, source);
    };
    let mut title = None;
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        at += line.len();
        if line.trim_end() == "---" {
            return (title, rest.get(at..).unwrap_or_default());
        }
        if let Some(value) = line.strip_prefix("title:") {
            title = Some(value.trim().trim_matches(['"', '\'']).to_owned()).filter(|text| !text.is_empty());
        }
    }
    (None, source)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(source: &str) -> Page {
        parse(source, &str::to_owned)
    }

    #[test]
    fn sections_know_their_place() {
        let page = page("intro\n\n# Embedding\nA\n## The tag\nB\n### Options\n## Options\nSetext\n======\nC");
        let found: Vec<_> = page
            .sections
            .iter()
            .map(|it| (it.trail.join("/"), it.heading.as_str(), it.anchor.as_str()))
            .collect();
        let expected = [
            ("", "", ""),
            ("", "Embedding", "embedding"),
            ("Embedding", "The tag", "the-tag"),
            ("Embedding/The tag", "Options", "options"),
            ("Embedding", "Options", "options-1"),
            ("", "Setext", "setext"),
        ];
        assert_eq!(found, expected.map(|(trail, heading, anchor)| (trail.to_owned(), heading, anchor)));
        assert_eq!(page.title.as_deref(), Some("Embedding"));
    }

    #[test]
    fn front_matter_is_no_text_and_names_the_page() {
        let page = page("---\ntitle: \"Start here\"\norder: 1\n---\n# One\ntext");
        assert_eq!(page.title.as_deref(), Some("Start here"));
        assert_eq!(page.sections.len(), 1);
    }

    #[test]
    fn a_hash_in_code_is_no_heading() {
        let page = page("# A\n```sh\n# comment\n```\n- item\n\n  ```sh\n  # comment\n  ```\n");
        assert_eq!(page.sections.len(), 1);
        assert_eq!(page.sections[0].blocks.len(), 2);
    }
}
