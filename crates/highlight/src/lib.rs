//! Finds comments, strings, numbers and words in code, so that they can have colours.
//!
//! It reads code as an editor does and not as a compiler: from left to right, each byte a few times at most, with a few facts about
//! each language. What it doesn't know, stays plain; no text makes it fail.

mod diff;
mod grammar;
mod languages;
mod markup;
mod scan;

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A remark for people.
    Comment,
    /// Text in quotes.
    String,
    /// A number.
    Number,
    /// A word of the language itself.
    Keyword,
    /// A name that is called.
    Function,
    /// A name of a type, or of a tag.
    Type,
    /// A name that gets a value: a property, an attribute, a variable.
    Key,
    /// A line that came.
    Inserted,
    /// A line that went.
    Deleted,
}

/// Calls with each piece that has a kind, from left to right, as positions in bytes. False if the language is
/// unknown: then nothing is called.
///
/// ```
/// let mut found = Vec::new();
/// assert!(highlight::highlight("rust", "let x = 1;", &mut |kind, start, end| found.push((kind, start, end))));
/// assert_eq!(found, [(highlight::Kind::Keyword, 0, 3), (highlight::Kind::Number, 8, 9)]);
/// ```
pub fn highlight(language: &str, code: &str, found: &mut dyn FnMut(Kind, usize, usize)) -> bool {
    let end = language.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_')));
    let name = language.get(..end.unwrap_or(language.len())).unwrap_or_default().to_ascii_lowercase();
    match name.as_str() {
        "diff" | "patch" => diff::lines(code, found),
        "html" | "xml" | "svg" | "vue" | "svelte" | "xhtml" | "markup" => markup::tags(code, found),
        name => match languages::of(name) {
            Some(grammar) => scan::code(grammar, code, 0, found),
            None => return false,
        },
    }
    true
}
