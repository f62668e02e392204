//! Nothing that a text says gets out of the lists, and none makes the reader fail.

use super::formulas::drawn;
use formula::{Piece, pieces};
use proptest::prelude::*;

/// Everything that can be said of pieces, whatever was written.
fn check(latex: &str) {
    let Some(pieces) = pieces(latex, true) else { return };
    let mut open = 0_i32;
    for piece in &pieces {
        match piece {
            Piece::Open(name) => {
                open += 1;
                assert!(name.starts_with('m'), "{name}");
            }
            Piece::Close => open -= 1,
            Piece::Style(_, value) => assert!(!value.contains(['(', '\\', ':', '/']), "{value} in {latex:?}"),
            Piece::Attribute(name, _) => assert!(!name.starts_with("on") && *name != "href", "{name}"),
            Piece::Text(_) => {}
        }
        assert!(open >= 0);
    }
    assert_eq!(open, 0, "{latex:?}");
    assert_eq!(pieces.first(), Some(&Piece::Open("math")));
}

#[test]
fn links_scripts_and_styles_lose_what_they_do() {
    for latex in [
        r"\href{javascript:alert(1)}{x}",
        r"\url{https://evil.example}",
        r"\text{<img src=x onerror=alert(1)>}",
        r"\text{</math><script>alert(1)</script>}",
        r"\text{&lt;script&gt; &#60;b&#62;}",
        r#"\text{" onclick="alert(1)}"#,
        r#"\color{red" onclick="alert(1)}{x}"#,
        r"\color{url(https://evil.example)}{x}",
        r"\style{background:url(https://evil.example)}{x}",
        r"\class{a}{x} \cssId{b}{x}",
        r"\includegraphics{https://evil.example/a.png}",
        r"\tag{<b>} x",
        r"\label{a} \ref{a} \eqref{javascript:alert(1)}",
        r"\def\x{\x\x} \x",
        r"\newcommand{\x}{\x\x} \x",
        r"\begin{array}{url(x)} a \end{array}",
        r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}",
        "<math href=\"javascript:alert(1)\">",
    ] {
        check(latex);
    }
    let text = drawn(r"\text{<b> \&lt;}", false).unwrap_or_default();
    assert!(text.contains("<b>") && text.contains("&lt;"), "text stays text: {text}");
}

/// Pieces from which LaTeX-ish text is made.
const PIECES: &[&str] = &[
    "x",
    "1",
    " ",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "^",
    "_",
    "&",
    "\\\\",
    "\\",
    "'",
    "~",
    "<",
    ">",
    "\"",
    "%",
    "#",
    "$",
    "\\frac",
    "\\sqrt",
    "\\text{",
    "\\left(",
    "\\right)",
    "\\left.",
    "\\middle|",
    "\\begin{matrix}",
    "\\end{matrix}",
    "\\begin{aligned}",
    "\\end{aligned}",
    "\\begin{cases}",
    "\\end{cases}",
    "\\begin{array}{c|c}",
    "\\end{array}",
    "\\hline",
    "\\sum",
    "\\limits",
    "\\nolimits",
    "\\int",
    "\\mathbb",
    "\\mathrm{",
    "\\operatorname{",
    "\\hat",
    "\\not",
    "\\overset",
    "\\underbrace",
    "\\tag{",
    "\\label{",
    "\\ref{",
    "\\href{",
    "\\color{",
    "\\phantom",
    "\\big(",
    "\\binom",
    "\\genfrac",
    "\\substack{",
    "\\cancel",
    "\\hspace{1em}",
    "\\,",
    "\\%",
    "\\prime",
    "\\dots",
    "\\mathchoice",
    "é",
    "😀",
    "\u{301}",
    "\n",
    "\\displaystyle",
    "\\over",
    "\\xrightarrow",
    "\\multicolumn{2}{c}",
    "\\rule{1em}{2em}",
    "\\verb|",
    "\\char",
    "\\unicode{",
    "\\def\\x",
    "\\bmod",
    "\\pmod",
    "\\stackrel",
    "\\boxed{",
    "\\mbox{",
    "\\textbf{",
    "\\,",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_formula_fails(parts in proptest::collection::vec(proptest::sample::select(PIECES), 0..30)) {
        check(&parts.concat());
    }

    #[test]
    fn no_text_fails(text in any::<String>()) {
        check(&text);
    }
}

/// The stack of a browser's module is 1 MB.
#[test]
fn deep_formulas_fit_the_stack_or_are_refused() {
    let deep = || {
        let commands = [
            "binom",
            "cfrac",
            "color",
            "displaystyle",
            "frac",
            "genfrac",
            "overset",
            "prescript",
            "scriptstyle",
            "sideset",
            "sqrt",
            "stackrel",
            "textstyle",
            "underset",
            "hat",
            "mathbf",
            "not",
            "phantom",
            "left",
        ];
        let around = ["", "{", "{a}", " a", "1", "[a]", "(", "{a}{", "{a}{b}", "{red}", "{(}{)}{0pt}{0}"];
        let commands = commands.iter().flat_map(|name| around.map(|rest| format!("\\{name}{rest}")));
        let others = ["{", "x^", "x^{", "'", "(", "^_", "x_{y^", "\\begin{matrix}", "\\left\\{", "\\\\", "~"];
        for unit in commands.chain(others.map(str::to_owned)) {
            for count in [10, 20, 35, 39, 45, 100, 1000] {
                check(&unit.repeat(count));
                check(&format!("{}x{}", unit.repeat(count), "}".repeat(count)));
                check(&format!("{}x{}", unit.repeat(count), "\\right)".repeat(count)));
                check(&format!("{}x{}", unit.repeat(count), "\\end{matrix}".repeat(count)));
            }
        }
    };
    let thread =
        std::thread::Builder::new().stack_size(1 << 20).spawn(deep).expect("a thread can be started");
    assert!(thread.join().is_ok());
}
