//! What the README files and the documentation would have somebody paste.

use std::fs;
use std::path::Path;

/// The blocks of code in this language.
pub fn blocks(file: &str, language: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let begin = format!("\n```{language}\n");
    let blocks: Vec<String> =
        text.split(&begin).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect();
    assert!(!blocks.is_empty(), "{file} has no block of {language}");
    blocks
}
