//! A view that builds a tree and refuses operations that are not well-formed, and two ways to read it.

pub(crate) mod html;
pub(crate) mod tree;

use markdown::Parser;
use tree::Tree;

/// The tree of the whole text at once.
pub(crate) fn parse(text: &str) -> Tree {
    parse_pieces([text])
}

/// The tree of a text that arrives in pieces.
pub(crate) fn parse_pieces<'a>(pieces: impl IntoIterator<Item = &'a str>) -> Tree {
    let mut tree = Tree::new();
    let mut parser = Parser::new();
    for piece in pieces {
        parser.push(piece, &mut tree);
    }
    parser.finish(&mut tree);
    tree.assert_finished();
    tree
}

/// The tree while a text has arrived that may go on.
pub(crate) fn partial(text: &str) -> String {
    let mut tree = Tree::new();
    Parser::new().push(text, &mut tree);
    tree.debug()
}

pub(crate) fn check(text: &str, expected: &str) {
    assert_eq!(parse(text).debug(), expected, "{text:?}");
}

pub(crate) fn check_partial(text: &str, expected: &str) {
    assert_eq!(partial(text), expected, "{text:?} so far");
}

/// Each character by itself.
pub(crate) fn characters(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().map(|(at, c)| &text[at..at + c.len_utf8()])
}
