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
