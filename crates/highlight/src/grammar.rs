//! The facts about a language.

/// What [`crate::scan`] has to know.
pub(crate) struct Grammar {
    /// What begins a comment up to the end of the line.
    pub(crate) line: &'static [&'static str],
    /// What begins and ends a comment.
    pub(crate) block: Option<(&'static str, &'static str)>,
    /// Quotes around text on one line, in which a backslash takes the next character along.
    pub(crate) quotes: &'static str,
    /// Quotes around text that may have several lines.
    pub(crate) long_quotes: &'static str,
    /// The words of the language, separated by blanks.
    pub(crate) words: &'static str,
    /// Facts that hold.
    pub(crate) facts: u16,
}

impl Grammar {
    pub(crate) const PLAIN: Self =
        Self { line: &[], block: None, quotes: "\"'", long_quotes: "", words: "", facts: 0 };

    pub(crate) fn has(&self, fact: u16) -> bool {
        self.facts & fact != 0
    }
}

/// Words count in any case.
pub(crate) const FOLDS: u16 = 1;
/// Text in three quotes.
pub(crate) const TRIPLE: u16 = 1 << 1;
/// Lifetimes, and raw text between `r#"` and `"#`.
pub(crate) const RUST: u16 = 1 << 2;
/// What stands before a colon is a key.
pub(crate) const COLON_KEYS: u16 = 1 << 3;
/// What stands first on a line, before `=`, is a key.
pub(crate) const EQUALS_KEYS: u16 = 1 << 4;
/// `$name` is a variable.
pub(crate) const DOLLAR: u16 = 1 << 5;
/// `@name` is a word of the language.
pub(crate) const AT: u16 = 1 << 6;
/// A line that begins with `#name` speaks to the compiler.
pub(crate) const DIRECTIVES: u16 = 1 << 7;
/// A slash where no value can stand before begins a regular expression.
pub(crate) const REGEX: u16 = 1 << 8;
/// Names with a capital are types.
pub(crate) const TYPES: u16 = 1 << 9;
/// Names may have dashes in them.
pub(crate) const DASHES: u16 = 1 << 10;
/// A name before a bracket is called.
pub(crate) const CALLS: u16 = 1 << 11;
/// `#fff` is a number, and `#name` is not.
pub(crate) const COLOURS: u16 = 1 << 12;
/// A comment begins at a word's start only.
pub(crate) const SPACED_COMMENTS: u16 = 1 << 13;
