//! What the tokens of running text are.

/// What a token stands for. Positions refer to the source.
pub(crate) enum Kind {
    /// Literal source.
    Text,
    /// One character, decoded.
    Char(char),
    /// A delimiter run, by its index.
    Run(usize),
    /// An opening bracket that may become a link: hidden.
    Bracket,
    /// The start of a link or image.
    Link {
        image: bool,
        href: String,
        title: String,
    },
    /// The end of the innermost link or image.
    LinkEnd,
    /// A code span from `start` to `end`; while open, `end` moves on.
    Code {
        open: bool,
        padded: bool,
        ticks: usize,
    },
    /// An address which is its own text.
    Auto {
        prefix: &'static str,
    },
    /// A formula.
    Math {
        display: bool,
    },
    /// A raw HTML tag.
    Html,
    Break,
    Citation(u32),
    Task(bool),
}
