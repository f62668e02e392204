//! The work is proportional to the text, also for texts made to prevent it. It is measured as what the view is told
//! and as the time of texts of which one is twice the other, which is not asserted on.

use super::support::characters;
use super::support::tree::Tree;
use markdown::Parser;

/// Operations and bytes of text for a text that arrives character by character.
fn cost(text: &str) -> usize {
    let mut tree = Tree::new();
    let mut parser = Parser::new();
    for piece in characters(text) {
        parser.push(piece, &mut tree);
    }
    parser.finish(&mut tree);
    tree.operations + tree.text_bytes
}

/// What the view is told of `count` times the unit grows as the count does.
fn check_linear(start: &str, unit: &str, end: &str) {
    let text = |count: usize| format!("{start}{}{end}", unit.repeat(count));
    let (small, large) = (cost(&text(250)), cost(&text(1000)));
    assert!(large < small * 5 + 1000, "{start:?} + {unit:?}: {small} for 250, {large} for 1000");
}

/// Units that make naive parsers quadratic.
const HOSTILE: &[(&str, &str, &str)] = &[
    ("", "*", ""),
    ("", "*a ", ""),
    ("", "a* ", ""),
    ("", "*a_ ", ""),
    ("", "**a *b ", "*"),
    ("", "*a **b _c ", "**"),
    ("", "a**b", "c* "),
    ("***a ", "b* ", ""),
    ("", "~~a ", ""),
    ("", "_ *a", ""),
    ("**a *b _c **d ", "e ", ""),
    ("**", "a ", "**"),
    ("", "[", ""),
    ("", "[a](", ""),
    ("", "![", ""),
    ("", "![a", "](u)](u)](u)"),
    ("", "[a](b \"", ""),
    ("", "[a](<b", ""),
    ("", "[a][", ""),
    ("a [", "a ", "](u)"),
    ("[", "a", ""),
    ("", "[*a", "](u)"),
    ("", "*a [b* ", ""),
    ("", "]", ""),
    ("", "[1]", ""),
    ("", "`a``b", ""),
    ("`", "a ", ""),
    ("`` ", "` a ", ""),
    ("", "<", ""),
    ("", "<a ", ""),
    ("", "<!--", ""),
    ("", "<?", ""),
    ("", "<![CDATA[", ""),
    ("<a href=\"", "a", ""),
    ("", "http://", ""),
    ("https://a.b/", ")", ""),
    ("https://a.b/", "c", ""),
    ("", "&", ""),
    ("&#", "1", ""),
    ("", "\\", ""),
    ("", " ", ""),
    ("a", " ", "b"),
    ("", "\n", ""),
    ("", ">", "a"),
    ("", "> ", "a\n\n"),
    ("", ">\n", ""),
    ("", "- ", "a"),
    ("", "1. ", "a"),
    ("", "- a\n", ""),
    ("", "- a\n\n", ""),
    ("", "> - ", "a\nb\n"),
    ("- a\n", "  b\n", ""),
    ("- a\n", "\n", "  b"),
    ("```\n", "a b\n", "```"),
    ("```\n", "``\n", "```"),
    ("", "`", ""),
    ("```", "a", ""),
    ("    ", "a\n    ", ""),
    ("    a", "\n", "    b"),
    ("", "-", ""),
    ("", "- - ", ""),
    ("a\n", "=", ""),
    ("# a ", "#", ""),
    ("# a ", " #", ""),
    ("", "#", ""),
    ("a | b\n", "- | -\n", ""),
    ("| a |\n|---|\n", "| b |\n", ""),
    ("|", "a|", "\n|"),
    ("[a]: ", "b", ""),
    ("", "[a]: /b\n", "\n[a]"),
    ("", "<div>\n", ""),
    ("<div ", "a ", ""),
    ("a ", "b\n", ""),
];

#[test]
fn what_the_view_is_told_grows_with_the_text() {
    for (start, unit, end) in HOSTILE {
        check_linear(start, unit, end);
    }
}

#[test]
fn hostile_texts_of_a_megabyte_end() {
    // A quadratic step would take hours here, so that no clock is needed to notice it.
    for (start, unit, end) in HOSTILE {
        let text = format!("{start}{}{end}", unit.repeat(50_000 / unit.len()));
        let mut tree = Tree::new();
        let mut parser = Parser::new();
        parser.push(&text, &mut tree);
        parser.finish(&mut tree);
        cost(&text);
    }
}

#[test]
fn nesting_is_bounded() {
    for unit in ["> ", "- ", "1. ", "*a ", "**a _b ", "***", "[", "![", "> - "] {
        let mut tree = Tree::new();
        let mut parser = Parser::new();
        for _ in 0..2000 {
            parser.push(unit, &mut tree);
        }
        parser.push("a", &mut tree);
        assert!(tree.depth() < 200, "{unit:?} nests {} deep", tree.depth());
        parser.finish(&mut tree);
        assert!(tree.depth() < 200, "{unit:?} nests {} deep", tree.depth());
    }
}

#[test]
fn a_plain_append_is_one_operation() {
    for start in ["Some text", "```\ncode", "- an item", "**strong", "> quote", "# heading"] {
        let mut tree = Tree::new();
        let mut parser = Parser::new();
        parser.push(start, &mut tree);
        let before = tree.operations;
        for _ in 0..100 {
            parser.push("more", &mut tree);
        }
        assert_eq!(tree.operations - before, 100, "{start:?}");
    }
}

#[test]
fn a_whole_text_is_told_in_few_operations() {
    let mut tree = Tree::new();
    let mut parser = Parser::new();
    let code = "line of code\n".repeat(1000);
    parser.push(&format!("```\n{code}```\n"), &mut tree);
    parser.finish(&mut tree);
    assert_eq!(tree.operations, 5);
}
