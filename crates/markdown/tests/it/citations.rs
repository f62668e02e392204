//! Citations: digits in brackets.

use super::support::{check, check_partial};

#[test]
fn digits_in_brackets_cite_a_source() {
    check("So [1].", r#"p("So " cite:1 ".")"#);
    check("So [1][23]", r#"p("So " cite:1 cite:23)"#);
    check("**So [4]**", r#"p(strong("So " cite:4))"#);
    check("- [1] a", r#"ul(li(p(cite:1 " a")))"#);
}

#[test]
fn a_citation_is_held_back_until_its_end() {
    check_partial("So [", r#"p("So ")"#);
    check_partial("So [1", r#"p("So ")"#);
    check_partial("So [1]", r#"p("So ")"#);
    check_partial("So [1] ", r#"p("So " cite:1)"#);
    check_partial("So [1a", r#"p("So 1a")"#);
}

#[test]
fn a_link_is_no_citation() {
    check("[1](/u)", r#"p(a</u>("1"))"#);
    check("[1]: /u\n\n[1]", r#"p(a</u>("1"))"#);
    check("[1](x y)", r#"p(cite:1 "(x y)")"#);
}

#[test]
fn other_brackets_are_text() {
    check("[], [12345], [1a], [ 1], [1 ], ![1], \\[1]", r#"p("[], [12345], [1a], [ 1], [1 ], ![1], [1]")"#);
    check("`[1]`", r#"p(code("[1]"))"#);
    check("[a [1]](/u)", r#"p(a</u>("a [1]"))"#);
}
