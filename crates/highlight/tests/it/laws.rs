//! What holds for every text.

use highlight::highlight;
use proptest::prelude::*;

const NAMES: &[&str] = &[
    "js", "json", "html", "css", "python", "rust", "go", "java", "c", "c#", "php", "ruby", "sh", "sql",
    "yaml", "toml", "diff",
];

/// Pieces from which code-ish text is made.
const PIECES: &[&str] = &[
    "a", "B", "let", "\"", "'", "`", "\\", "/", "/*", "*/", "//", "#", "--", "\n", " ", "r#\"", "\"#", "${",
    "}", "$a", "@a", "<", ">", "</script", "<script>", "<!--", "-->", "=", ":", "1", ".", "e+", "%", "é",
    "😀", "\"\"\"", "(", "!", "+", "-", "@@",
];

fn codeish() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

/// So long that nobody would see the end of it if each piece looked back or ahead over all of its line.
#[test]
fn time_grows_in_step_with_the_code() {
    const LENGTH: usize = 1_000_000;
    let code = [
        "#".repeat(LENGTH),
        "r#".repeat(LENGTH),
        [" ".repeat(LENGTH), "a ".repeat(LENGTH)].concat(),
        [" ".repeat(LENGTH), "#".repeat(LENGTH)].concat(),
    ];
    for (name, code) in [("rust", &code[0]), ("rust", &code[1]), ("toml", &code[2]), ("c", &code[3])] {
        check(name, code);
    }
}

/// Pieces follow each other, are not empty, and begin and end between characters.
fn check(name: &str, code: &str) {
    let mut last = 0;
    highlight(name, code, &mut |_, start, end| {
        assert!(last <= start && start < end, "{name}: {start}..{end} after {last} in {code:?}");
        assert!(code.get(start..end).is_some(), "{name}: {start}..{end} in {code:?}");
        last = end;
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_are_in_order_and_whole(code in codeish(), name in proptest::sample::select(NAMES)) {
        check(name, &code);
    }

    #[test]
    fn no_text_panics(code in any::<String>(), name in proptest::sample::select(NAMES)) {
        check(name, &code);
    }
}
