//! What the view is told is proportional to the text, also for texts made to prevent it. That this holds for the bytes
//! looked at as well is tested in `src/work.rs`.

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
const HOSTILE: &[(&str, &str, &str)] = include!("../data/hostile.rs");

#[test]
fn what_the_view_is_told_grows_with_the_text() {
    for (start, unit, end) in HOSTILE {
        check_linear(start, unit, end);
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
