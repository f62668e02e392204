//! Mathematics, and what only looks like it.

use super::support::tree::Tree;
use super::support::{characters, check, check_partial};
use markdown::Parser;

#[test]
fn formulas_are_found_between_their_marks() {
    check("so $x$ is", r#"p("so " math("x") " is")"#);
    check("$x^2 + y^2 = z^2$", r#"p(math("x^2 + y^2 = z^2"))"#);
    check(r"\(x\)", r#"p(math("x"))"#);
    check(r"so \( ab = c \).", r#"p("so " math(" ab = c ") ".")"#);
    check("$$x$$", r#"p(formula("x"))"#);
    check(r"\[ E = mc^2 \]", r#"p(formula(" E = mc^2 "))"#);
    check(r"is \[ E = mc^2 \] so", r#"p("is " formula(" E = mc^2 ") " so")"#);
    check(r"$\text{if } a \in B$", r#"p(math("\\text{if } a \\in B"))"#);
    check("$5$ and $-5$", r#"p(math("5") " and " math("-5"))"#);
    check("($f(x)$), $n$-th", r#"p("(" math("f(x)") "), " math("n") "-th")"#);
    check(r"$a\$b$", r#"p(math("a\\$b"))"#);
    check("**so $a$**", r#"p(strong("so " math("a")))"#);
    check("| $a$ |\n|---|\n| b |", r#"table(thead(th(math("a"))) tr(td("b")))"#);
}

#[test]
fn what_means_something_else_elsewhere_means_nothing_in_a_formula() {
    check("$a_1 * b_2 * c$", r#"p(math("a_1 * b_2 * c"))"#);
    check("$[1]$", r#"p(math("[1]"))"#);
    check("$a<b$ c>d", r#"p(math("a<b") " c>d")"#);
    check(r"$\{x\}$", r#"p(math("\\{x\\}"))"#);
    check("`$x$` and\n\n```\n$x$\n```", r#"p(code("$x$") " and") pre("$x$\n")"#);
}

#[test]
fn a_formula_may_have_lines_that_look_like_blocks() {
    check("$$\na\n= b\n- c\n+ d\n# e\n> f\n---\n$$", r#"p(formula("\na\n= b\n- c\n+ d\n# e\n> f\n---\n"))"#);
    check(
        "so:\n\\[\n  a \\\\\n  - b\n\\]\nend",
        "p(\"so:\\n\" formula(\"\\na \\\\\\\\\\n- b\\n\") \"\\nend\")",
    );
    check("$$ a =\n1. b\n$$", r#"p(formula(" a =\n1. b\n"))"#);
    check("- so\n  $$\n  - a\n  $$\n- b", r#"ul(li(p("so\n" formula("\n- a\n"))) li(p("b")))"#);
}

#[test]
fn prices_variables_and_escapes_are_text() {
    for text in [
        "$5 and $6",
        "$5-$6",
        "between $5 and 6$",
        "US$5, A$6",
        "5$ and 6$",
        "$HOME/bin:$PATH is",
        "echo $x; $y",
        "$ x $",
        "$x and y$",
        "$ and $",
        "$",
        "$$",
        "$$$",
        "a $$$ b",
        "$$ is money and $$ rocks",
        "$x",
        "$x\ny$",
        "$20 (was $30)",
    ] {
        check(text, &format!("p({text:?})"));
    }
    check(r"\$5\$", r#"p("$5$")"#);
    check(r"\(see below\)", r#"p("(see below)")"#);
    check(r"\[not a link\](/u)", r#"p("[not a link](/u)")"#);
    check(r"\(\)", r#"p("()")"#);
    check(r"\[x\]", r#"p("[x]")"#);
    check("$$\na\n\nb", "p(\"$$\\na\") p(\"b\")");
    check("$$ is money:\n- a", r#"p("$$ is money:") ul(li(p("a")))"#);
}

#[test]
fn a_formula_is_held_back_until_it_ends() {
    for (text, shown) in [
        ("so $x^2 + y^2$ and", "so x^2 + y^2 and"),
        ("so $$x$$ and", "so x and"),
        (r"so \(x^2\) and", "so x^2 and"),
        ("so\n\\[\nx^2\n\\]\nand", "so\n\nx^2\n\nand"),
    ] {
        let mut tree = Tree::new();
        let mut parser = Parser::new();
        for piece in characters(text) {
            parser.push(piece, &mut tree);
            let plain = tree.plain();
            for mark in ["$", "\\", "(", "[", ")", "]"] {
                assert!(!plain.contains(mark), "{plain:?} of {text:?}");
            }
        }
        assert_eq!(tree.plain(), shown);
    }
    // Shown as soon as it is whole.
    check_partial(
        "so $x^2 + y^2 + z^2 + a^2 + b^2 + c^2 + d^2$ ",
        "p(\"so \" math(\"x^2 + y^2 + z^2 + a^2 + b^2 + c^2 + d^2\"))",
    );
}

#[test]
fn prose_behind_a_dollar_is_shown_at_once() {
    check_partial("It costs $5 an", r#"p("It costs $5 an")"#);
    check_partial("Set $HOME to", r#"p("Set $HOME to")"#);
    check_partial(r"\(see be", r#"p("(see be")"#);
}
