//! Links, images, raw HTML and character references.

use super::support::check;
use super::support::tree::Tree;
use markdown::Parser;

#[test]
fn an_unsafe_address_leaves_the_text() {
    check("[a](javascript:alert(1))", r#"p("a")"#);
    check("[a *b*](data:text/html,x) c", r#"p("a " em("b") " c")"#);
    check("[a](java&#9;script:x)", r#"p("a")"#);
    check("[a](&#106;avascript:x)", r#"p("a")"#);
    check("[a](javascript&colon;x)", r#"p("a")"#);
    check("[a]: javascript:x\n\n[a] [b][a]", r#"p("a b")"#);
    check("![a](javascript:x)", r#"p("a")"#);
    check("<javascript:x>", r#"p("<javascript:x>")"#);
    check("<data:x>", r#"p("<data:x>")"#);
}

#[test]
fn links_do_not_nest() {
    check("[a [b](/u) c](/v)", r#"p("[a " a</u>("b") " c](/v)")"#);
    check("![a [b](/u)](/v)", r#"p(img</v>("a b"))"#);
    check("[![a](/i)](/u)", r#"p(a</u>(img</i>("a")))"#);
}

#[test]
fn html_is_kept_as_text() {
    check("a <b>c</b>", r#"p("a " html("<b>") "c" html("</b>"))"#);
    check("<img src=x onerror=alert(1)>", r#"htmlblock("<img src=x onerror=alert(1)>\n")"#);
    check("<script>\n*a*\n</script>\nb", r#"htmlblock("<script>\n*a*\n</script>\n") p("b")"#);
    check("a <img src=\"*b*\" onerror=c> *d*", r#"p("a " html("<img src=\"*b*\" onerror=c>") " " em("d"))"#);
    check("2 < 3 <- 4", r#"p("2 < 3 <- 4")"#);
}

#[test]
fn character_references_are_decoded() {
    check("&#65;&#x42;&amp;&lt;&gt;&quot;&apos;", r#"p("AB&<>\"'")"#);
    check("&copy; &#0; &#xD800; &#; &", r#"p("&copy; � � &#; &")"#);
    check("&#42;a&#42;", r#"p("*a*")"#);
}

/// What may become a link stays open, together with what it is in; other blocks are closed as ever.
#[test]
fn only_texts_with_references_wait_for_definitions() {
    let mut tree = Tree::new();
    let mut parser = Parser::new();
    parser.push("a (b)\n\n- c\n- [d]\n- e\n\n# f\n", &mut tree);
    assert_eq!(tree.open_nodes(), ["ul", "li", "p"]);
    parser.finish(&mut tree);
    tree.assert_finished();
}

#[test]
fn a_definition_serves_the_whole_text() {
    check(
        "[a]: /u 'T'\n[b]:\n<v>\n\n[A], [x][b], [b][]",
        r#"p(a</u "T">("A") ", " a<v>("x") ", " a<v>("b"))"#,
    );
    check("[a] *b*\n\n[a]: /u", r#"p(a</u>("a") " " em("b"))"#);
    check(
        "# x [a] #\n- y\n  - [z][a]\n\n[a]: /u",
        r#"h1("x " a</u>("a")) ul(li(p("y") ul(li(p(a</u>("z"))))))"#,
    );
    check("| [a] |\n|-|\n| b |\n\n> [a]: /u", r#"table(thead(th(a</u>("a"))) tr(td("b"))) quote"#);
    check("so [1]\n\n[1]: /u", r#"p("so " a</u>("1"))"#);
    check("a\n[a]: /u", r#"p("a\n[a]: /u")"#);
}
