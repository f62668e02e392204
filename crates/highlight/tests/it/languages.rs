//! Each language's own ways.

use highlight::{Kind, highlight};

/// The pieces as `kind:text`, joined with blanks.
fn found(language: &str, code: &str) -> String {
    let mut pieces = Vec::new();
    let known = highlight(language, code, &mut |kind, start, end| {
        let name = match kind {
            Kind::Comment => "comment",
            Kind::String => "string",
            Kind::Number => "number",
            Kind::Keyword => "word",
            Kind::Function => "call",
            Kind::Type => "type",
            Kind::Key => "key",
            Kind::Inserted => "new",
            Kind::Deleted => "old",
        };
        pieces.push(format!("{name}:{}", &code[start..end]));
    });
    assert!(known, "{language} is known");
    pieces.join(" ")
}

fn check(language: &str, code: &str, expected: &str) {
    assert_eq!(found(language, code), expected, "{language}: {code}");
}

#[test]
fn every_language_of_the_list_is_known() {
    for name in [
        "js",
        "ts",
        "jsx",
        "json",
        "html",
        "css",
        "python",
        "rust",
        "go",
        "java",
        "c",
        "cpp",
        "C++",
        "c#",
        "php",
        "ruby",
        "sh",
        "bash",
        "sql",
        "yaml",
        "toml",
        "diff",
        "Rust",
        "rust,ignore",
        "js{1,3}",
    ] {
        assert!(highlight(name, "", &mut |_, _, _| {}), "{name}");
    }
    for name in ["", "mermaid", "text", "plaintext", "klingon"] {
        assert!(!highlight(name, "let x = 1", &mut |_, _, _| panic!("{name}")), "{name}");
    }
}

#[test]
fn javascript() {
    check(
        "js",
        "const a = `x ${b}\n`; // c\n/* d */ foo(1.5e-3, 'it\\'s', new Map())",
        "word:const string:`x ${b}\n` comment:// c comment:/* d */ call:foo number:1.5e-3 string:'it\\'s' word:new \
         type:Map",
    );
    check("ts", "a = b / c / d; x = /[/\"]\\/'/g; y", "string:/[/\"]\\/'/g");
    check("js", "a.delete(b)", "call:delete");
    check("js", "x = 'open\ny = 2", "string:'open number:2");
}

#[test]
fn json() {
    check(
        "json",
        "{\"a\": [1, -2.5, \"b\", true, null]}",
        "key:\"a\" number:1 number:2.5 string:\"b\" word:true word:null",
    );
}

#[test]
fn html_with_script_and_style() {
    check(
        "html",
        "<!-- a --><p class=\"b\" hidden id=c>x < y &amp;</p><br/>",
        "comment:<!-- a --> type:p key:class string:\"b\" key:hidden key:id string:c type:p type:br",
    );
    check(
        "html",
        "<script async>let a = '</p>';</script><style>a { color: #fff }</style>",
        "type:script key:async word:let string:'</p>' type:script type:style key:color number:#fff type:style",
    );
    check("html", "<p", "type:p");
    check("html", "a < b > c", "");
}

#[test]
fn css() {
    check(
        "css",
        "@media (width > 10px) { #main a::before { margin-inline: calc(1.5em + 10%) } } /* c */",
        "word:@media number:10px type:#main key:a key:margin-inline call:calc number:1.5em number:10% comment:/* c */",
    );
}

#[test]
fn python() {
    check(
        "python",
        "@cache\ndef f(x):  # c\n    \"\"\"a\n    \"b\" \"\"\"\n    return Foo(x) if x else None",
        "word:@cache word:def call:f comment:# c string:\"\"\"a\n    \"b\" \"\"\" word:return type:Foo word:if \
         word:else word:None",
    );
}

#[test]
fn rust() {
    check(
        "rust",
        "fn a<'x>(b: &'x str) -> char { println!(r#\"a \"b\"\"#); 'c'; '\\n'; '\\''; 'é'; 0..10 } // d",
        "word:fn word:str word:char call:println string:r#\"a \"b\"\"# string:'c' string:'\\n' string:'\\'' \
         string:'é' number:0 number:10 comment:// d",
    );
}

#[test]
fn go_java_c_and_their_kin() {
    check("go", "func main() { s := `a\nb` }", "word:func call:main string:`a\nb`");
    check(
        "java",
        "@Override public int a() { return 0x1F; }",
        "word:@Override word:public word:int call:a word:return number:0x1F",
    );
    check("cpp", "#include <a>\nint x = 'c'; # y", "word:#include word:int string:'c'");
    check("c#", "var x = \"a\"; // b", "word:var string:\"a\" comment:// b");
    check("php", "<?php $a = foo('b'); # c", "word:php key:$a call:foo string:'b' comment:# c");
}

#[test]
fn ruby_and_shell() {
    check(
        "ruby",
        "def a\n  @b = \"x#{1}\" # c\nend",
        "word:def word:@b string:\"x#{1}\" comment:# c word:end",
    );
    check(
        "sh",
        "echo \"a\nb\" $HOME ${X:-1} a#b # c",
        "word:echo string:\"a\nb\" key:$HOME key:${X:-1} comment:# c",
    );
}

#[test]
fn sql() {
    check(
        "sql",
        "SELECT count(*) FROM t WHERE a = 'it''s' -- b",
        "word:SELECT call:count word:FROM word:WHERE string:'it' string:'s' comment:-- b",
    );
}

#[test]
fn yaml_and_toml() {
    check(
        "yaml",
        "a-b: 1 # c\n\"d\": yes\nurl: http://x#y",
        "key:a-b number:1 comment:# c key:\"d\" word:yes key:url key:http",
    );
    check("toml", "[a]\nb = \"c\" # d\ne = true", "key:b string:\"c\" comment:# d key:e word:true");
}

#[test]
fn differences() {
    check(
        "diff",
        "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n z",
        "type:--- a type:+++ b call:@@ -1 +1 @@ old:-x new:+y",
    );
}
