//! What GitHub's flavour adds: tables, task lists, strikethrough, bare addresses.

use super::support::{check, check_partial};

#[test]
fn a_delimiter_row_makes_a_table_of_the_line_above() {
    check(
        "| a | b |\n|:--|--:|\n| c | *d* |\n",
        r#"table(thead(th:left("a") th:right("b")) tr(td:left("c") td:right(em("d"))))"#,
    );
    check("a | b\n:-: | -\n", r#"table(thead(th:center("a") th("b")))"#);
    check("| a |\n| - |", r#"table(thead(th("a")))"#);
    check("x\n| a | b |\n|---|---|", r#"p("x") table(thead(th("a") th("b")))"#);
    check(
        "- | a | b |\n  |---|---|\n  | c | d |",
        r#"ul(li(table(thead(th("a") th("b")) tr(td("c") td("d")))))"#,
    );
}

#[test]
fn rows_have_as_many_cells_as_the_header() {
    check(
        "| a | b |\n|-|-|\n| c |\n| d | e | f |",
        r#"table(thead(th("a") th("b")) tr(td("c") td) tr(td("d") td("e")))"#,
    );
}

#[test]
fn a_bar_can_be_escaped_in_a_cell() {
    check("| a |\n|-|\n| b `\\|` \\| c |", r#"table(thead(th("a")) tr(td("b " code("|") " | c")))"#);
}

#[test]
fn a_table_ends_at_a_blank_line_or_another_block() {
    check("| a |\n|-|\n| b |\n\nc", r#"table(thead(th("a")) tr(td("b"))) p("c")"#);
    check("| a |\n|-|\n> b", r#"table(thead(th("a"))) quote(p("b"))"#);
    check("| a |\n|-|\nb", r#"table(thead(th("a")) tr(td("b")))"#);
}

#[test]
fn other_lines_of_bars_and_dashes_are_no_table() {
    check("a\n---", r#"h2("a")"#);
    check("| a | b |\n|---|", r#"p("| a | b |\n|---|")"#);
    check("| a |\n| b |", r#"p("| a |\n| b |")"#);
    check("|---|", r#"p("|---|")"#);
}

#[test]
fn a_line_that_may_be_a_header_is_held_back() {
    check_partial("a\n| b |", r#"p("a")"#);
    check_partial("| a |\n|--", "");
    check_partial("| a |\nb", r#"p("| a |\nb")"#);
    check_partial("| a |\n|-|\n| b", r#"table(thead(th("a")))"#);
}

#[test]
fn an_item_can_start_with_a_box() {
    check("- [ ] a\n- [x] b\n- [X] c", r#"ul(li(p(task "a")) li(p(task:done "b")) li(p(task:done "c")))"#);
    check("1. [x] a", r#"ol:1(li(p(task:done "a")))"#);
    check("[x] a", r#"p("[x] a")"#);
    check("- a [x] b", r#"ul(li(p("a [x] b")))"#);
    check("- [x](/u)", r#"ul(li(p(a</u>("x"))))"#);
    check("- [x]a", r#"ul(li(p("[x]a")))"#);
    check_partial("- [x", "ul(li)");
    check_partial("- [x] ", "ul(li(p(task:done)))");
}

#[test]
fn one_or_two_tildes_strike_out() {
    check("~~a~~ ~b~ ~~~c~~~", r#"p(del("a") " " del("b") " ~~~c~~~")"#);
    check("~~a~", r#"p("~~a~")"#);
    check("~~a **b**~~", r#"p(del("a " strong("b")))"#);
}

#[test]
fn a_bare_address_is_a_link() {
    check("see https://a.b/c_d_e.", r#"p("see " a<https://a.b/c_d_e>("https://a.b/c_d_e") ".")"#);
    check("(www.a.b/(c))", r#"p("(" a<http://www.a.b/(c)>("www.a.b/(c)") ")")"#);
    check("**https://a.b**", r#"p(strong(a<https://a.b>("https://a.b")))"#);
    check("https://a.b。", r#"p(a<https://a.b>("https://a.b") "。")"#);
    check("xhttps://a.b", r#"p("xhttps://a.b")"#);
    check("http:// www. https", r#"p("http:// www. https")"#);
    check("[https://a.b](/u)", r#"p(a</u>("https://a.b"))"#);
    check("`https://a.b`", r#"p(code("https://a.b"))"#);
    check_partial("to https://a.b/cde", r#"p("to ")"#);
    check_partial("to https://a.b/cde ", r#"p("to " a<https://a.b/cde>("https://a.b/cde"))"#);
}
