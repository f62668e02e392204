//! What holds for every text. That the operations are well-formed is checked by the view of all the tests.

use super::commonmark::examples;
use super::support::tree::Tree;
use super::support::{characters, parse, parse_pieces};
use markdown::Parser;
use proptest::prelude::*;

/// Pieces from which Markdown-ish text is made; the tests join them at random.
const PIECES: &[&str] = &[
    "a",
    "b",
    "word",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\n",
    "*",
    "**",
    "***",
    "_",
    "__",
    "~",
    "~~",
    "`",
    "``",
    "```",
    "```\n",
    "~~~\n",
    "[",
    "]",
    "![",
    "](",
    "(",
    ")",
    "[1]",
    "[12]",
    "[x]",
    "[ ] ",
    "](/u)",
    "](http://a.b \"t\")",
    "[a]: /u\n",
    "[a]: <",
    "[a]",
    "[a][b]",
    "<",
    ">",
    "> ",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<?",
    "<a href=\"",
    "<https://a.b>",
    "<m@a.b>",
    "https://a.b/c",
    "www.a.b",
    "http",
    "- ",
    "* ",
    "+ ",
    "-",
    "---\n",
    "***\n",
    "===\n",
    "=",
    "1. ",
    "2) ",
    "10. ",
    "# ",
    "## ",
    "#",
    " #\n",
    "\t",
    "    ",
    "   ",
    "|",
    "| a | b |\n",
    "|---|:-:|\n",
    "| - |\n",
    "\\",
    "\\\n",
    "&amp;",
    "&#65;",
    "&",
    ";",
    "!",
    "é",
    "中",
    "。",
    "😀",
    "\u{a0}",
    "\0",
    "\r",
    "\r\n",
    ":",
    "\"",
    "'",
    "<div>",
    "<pre>",
    "</pre>",
    "javascript:",
    "](javascript:a)",
    "$",
    "$$",
    "$$\n",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "x^2",
    "\\frac",
    "$x$",
];

fn markdownish() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

/// Cuts a text at the marked characters.
fn cut<'a>(text: &'a str, marks: &[bool]) -> Vec<&'a str> {
    let mut pieces = vec![];
    let mut start = 0;
    for (i, (at, _)) in text.char_indices().enumerate() {
        if marks.get(i % marks.len().max(1)) == Some(&true) {
            pieces.push(&text[start..at]);
            start = at;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cutting_a_text_anywhere_gives_the_same_tree(
        text in markdownish(),
        marks in proptest::collection::vec(any::<bool>(), 1..50),
    ) {
        let whole = parse(&text).debug();
        prop_assert_eq!(parse_pieces(cut(&text, &marks)).debug(), whole.clone());
        prop_assert_eq!(parse_pieces(characters(&text)).debug(), whole);
    }

    #[test]
    fn no_text_panics(text in any::<String>(), marks in proptest::collection::vec(any::<bool>(), 1..50)) {
        prop_assert_eq!(parse_pieces(cut(&text, &marks)).debug(), parse(&text).debug());
    }

    #[test]
    fn text_without_markup_is_shown_as_it_is(text in "[a-zA-Z0-9,.;?]( ?[a-zA-Z0-9,;?]){0,60}") {
        prop_assert_eq!(parse(&text).plain(), text);
    }

    #[test]
    fn what_is_shown_of_plain_words_keeps_up_with_them(text in "[a-g]( [a-g]{1,9}){0,20}") {
        let mut tree = Tree::new();
        let mut parser = Parser::new();
        let mut seen = String::new();
        for piece in characters(&text) {
            parser.push(piece, &mut tree);
            seen.push_str(piece);
            prop_assert_eq!(tree.plain(), seen.trim_end());
        }
    }
}

/// An answer with all that is commonly in one.
pub(crate) const ANSWER: &str = include_str!("../data/answer.md");

#[test]
fn an_answer_gives_the_same_tree_for_every_cut_in_three() {
    let whole = parse(ANSWER).debug();
    let cuts: Vec<usize> = ANSWER.char_indices().map(|(at, _)| at).collect();
    for (i, &first) in cuts.iter().enumerate() {
        for &second in cuts[i..].iter().step_by(37) {
            let pieces = [&ANSWER[..first], &ANSWER[first..second], &ANSWER[second..]];
            assert_eq!(parse_pieces(pieces).debug(), whole, "cut at {first} and {second}");
        }
    }
}

#[test]
fn texts_of_several_examples_give_the_same_tree_by_characters() {
    let all = examples();
    for pair in all.windows(2) {
        for glue in ["", "\n", "> ", "- "] {
            let text = format!("{}{glue}{}", pair[0].2, pair[1].2);
            assert_eq!(parse_pieces(characters(&text)).debug(), parse(&text).debug(), "{text:?}");
        }
    }
}

#[test]
fn a_second_document_follows_below_the_first() {
    let mut tree = Tree::new();
    let mut parser = Parser::new();
    parser.push("- a\n\n  ```\n  b", &mut tree);
    parser.finish(&mut tree);
    parser.push("c", &mut tree);
    parser.finish(&mut tree);
    tree.assert_finished();
    assert_eq!(tree.debug(), r#"ul:loose(li(p("a") pre("b\n"))) p("c")"#);
}

#[test]
fn an_end_without_text_does_nothing() {
    let mut tree = Tree::new();
    let mut parser = Parser::new();
    parser.push("", &mut tree);
    parser.finish(&mut tree);
    parser.finish(&mut tree);
    assert_eq!(tree.operations, 0);
}
