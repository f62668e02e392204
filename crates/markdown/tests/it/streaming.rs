//! What is shown while a text is arriving.

use super::support::tree::Tree;
use super::support::{characters, check, check_partial};
use markdown::Parser;

/// Feeds character by character; what is readable never holds one of `markers`.
fn check_hidden(text: &str, markers: &[&str]) {
    let mut tree = Tree::new();
    let mut parser = Parser::new();
    let mut seen = String::new();
    for piece in characters(text) {
        parser.push(piece, &mut tree);
        seen.push_str(piece);
        for marker in markers {
            assert!(!tree.plain().contains(marker), "{marker:?} is shown after {seen:?}: {}", tree.debug());
        }
    }
    parser.finish(&mut tree);
    for marker in markers {
        assert!(!tree.plain().contains(marker), "{marker:?} is shown at the end of {text:?}");
    }
}

#[test]
fn markers_that_mean_something_are_never_shown() {
    check_hidden("a **bold** and *em* and ***both*** __b__ _e_ ~~gone~~ c", &["*", "_", "~"]);
    check_hidden("**bold *nested* more** and *a **b** c*", &["*"]);
    check_hidden("some `code` and ``a ` b`` done", &["``"]);
    check_hidden("see [the text](https://example.com/a \"title\") there", &["[", "]", "(", "http", "title"]);
    check_hidden("![alt](https://example.com/a.png) x", &["!", "[", "]", "(", "http"]);
    check_hidden("claim [1], other [23].", &["[", "]", "1", "3"]);
    check_hidden("# one\n\n## two ##\n\nthree\n===\n\nfour\n---\n", &["#", "=", "-"]);
    check_hidden(
        "- a\n* b\n+ c\n\n1. d\n2) e\n- [ ] f\n- [x] g\n",
        &["-", "*", "+", ".", ")", "1", "2", "[", "x"],
    );
    check_hidden("> a\n> > b\n>c", &[">"]);
    check_hidden("```rust\ncode\n```\n~~~ js\nmore\n~~~\n", &["`", "~", "rust", "js"]);
    check_hidden("***\n\n---\n\n- - -\n\n___\n", &["*", "-", "_"]);
    check_hidden("<https://example.com> and <me@example.com>", &["<", ">"]);
    check_hidden("a\\*b &amp; c&lt;d", &["\\", "amp", "lt", ";"]);
    check_hidden("| a | b |\n|---|:-:|\n| c | **d** |\n\ne", &["|", "-", "*"]);
    check_hidden("[a]: https://example.com 'title'\n\nsee [a] or [it][a]", &["[", "]", "http", "title"]);
    check_hidden("a  \nb", &["  "]);
}

#[test]
fn strong_text_is_strong_from_its_first_letter() {
    check_partial("**", "");
    check_partial("**b", r#"p(strong("b"))"#);
    check_partial("**bold*", r#"p(strong("bold"))"#);
    check_partial("**bold**", r#"p(strong("bold"))"#);
    check_partial("***b", r#"p(em(strong("b")))"#);
    check_partial("a *b", r#"p("a " em("b"))"#);
    check_partial("~~b", r#"p(del("b"))"#);
    check_partial("~5 minutes", r#"p("~5 minutes")"#);
    check_partial("~b~ c", r#"p(del("b") " c")"#);
}

#[test]
fn a_wrong_guess_is_corrected_at_once() {
    check_partial("***a* b", r#"p(strong(em("a") " b"))"#);
    check_partial("**a _b** c", r#"p(strong("a _b") " c")"#);
    check_partial("[a] b", r#"p("[a] b")"#);
}

#[test]
fn what_is_not_closed_becomes_literal_at_the_end() {
    check("**b", r#"p("**b")"#);
    check("a `b", r#"p("a `b")"#);
    check("`a *b*", r#"p("`a " em("b"))"#);
    check("[a", r#"p("[a")"#);
    check("[a](http", r#"p("[a](http")"#);
    check("[1", r#"p("[1")"#);
    check("<b", r#"p("<b")"#);
    check("a\\", r#"p("a\\")"#);
    check("&am", r#"p("&am")"#);
    check("-", "ul(li)");
    check("#", "h1");
    check("``", r#"p("``")"#);
    check("|a", r#"p("|a")"#);
    check("```", "pre");
}

#[test]
fn code_is_shown_while_it_arrives() {
    check_partial("`co", r#"p(code("co"))"#);
    check_partial("```rust\nfn ma", r#"pre:rust("fn ma")"#);
    check_partial("```\na\n``", r#"pre("a\n")"#);
    check_partial("```\na\n``b", r#"pre("a\n``b")"#);
}

#[test]
fn the_text_of_a_link_is_shown_before_its_address() {
    check_partial("See [the te", r#"p("See the te")"#);
    check_partial("See [the text](http", r#"p("See the text")"#);
    check_partial("[the text](http", r#"p("the text")"#);
    // At the start of a paragraph it may as well be a definition.
    check_partial("[the te", "");
    check_partial("[the text](http://a.b)", r#"p(a<http://a.b>("the text"))"#);
}

#[test]
fn the_start_of_a_line_is_held_back_only_while_it_is_undecided() {
    check_partial("-", "");
    check_partial("- ", "");
    check_partial("- a", r#"ul(li(p("a")))"#);
    check_partial("-a", r#"p("-a")"#);
    check_partial("1", "");
    check_partial("12", "");
    check_partial("12 a", r#"p("12 a")"#);
    check_partial("#", "");
    check_partial("#a", "p(\"#a\")");
    check_partial("a\n-", r#"p("a")"#);
    check_partial("a\n-b", r#"p("a\n-b")"#);
}

#[test]
fn a_long_undecided_text_is_still_decided() {
    let spaces = " ".repeat(500);
    check_partial(&format!("a{spaces}b"), &format!("p(\"a{spaces}b\")"));
    check(&format!("{}a", "-".repeat(500)), &format!("p(\"{}a\")", "-".repeat(500)));
}

#[test]
fn a_blank_line_finishes_a_paragraph_and_loosens_only_its_list() {
    check("- a\n  - b\n\n  - c\n- d", r#"ul(li(p("a") ul:loose(li(p("b")) li(p("c")))) li(p("d")))"#);
    check("- a\n\n- b", r#"ul:loose(li(p("a")) li(p("b")))"#);
    check("- a\n- b\n\nc", r#"ul(li(p("a")) li(p("b"))) p("c")"#);
}
