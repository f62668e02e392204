//! What a single line of Markdown is.

/// The fence of a code block.
pub struct Fence {
    /// Its marks: three or more of one kind.
    pub mark: String,
    /// How far it is indented.
    pub indent: usize,
}

impl Fence {
    /// The fence that a line opens.
    pub fn open(line: &str) -> Option<Self> {
        let text = line.trim_start();
        let kind = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let length = text.len() - text.trim_start_matches(kind).len();
        let info = &text[length..];
        let opens = length >= 3 && !(kind == '`' && info.contains('`'));
        opens.then(|| Self { mark: text[..length].to_owned(), indent: indent(line) })
    }

    /// Whether a line closes it.
    pub fn is_closed_by(&self, line: &str) -> bool {
        let text = line.trim();
        text.starts_with(&self.mark) && text.chars().all(|c| self.mark.starts_with(c))
    }
}

/// How far a line is indented, in columns.
pub fn indent(line: &str) -> usize {
    let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
    line[..blank].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// Takes up to `columns` leading spaces off.
pub fn dedent(line: &str, columns: usize) -> &str {
    let blank = line.len() - line.trim_start_matches(' ').len();
    &line[blank.min(columns)..]
}

/// Level and source of a `#` heading.
pub fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim();
    let rest = text.trim_start_matches('#');
    let level = text.len() - rest.len();
    if indent(line) > 3 || !(1..=6).contains(&level) || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    let rest = rest.trim();
    let bare = rest.trim_end_matches('#');
    Some((level, if bare.is_empty() || bare.ends_with(' ') { bare.trim() } else { rest }))
}

/// The level of the heading that a line underlines.
pub fn setext_level(line: &str) -> Option<usize> {
    let text = line.trim();
    let all = |mark: char| !text.is_empty() && text.chars().all(|c| c == mark);
    if all('=') {
        Some(1)
    } else if all('-') {
        Some(2)
    } else {
        None
    }
}

/// Whether a line is a thematic break.
pub fn is_rule(line: &str) -> bool {
    let marks: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let same = |mark: char| marks.chars().all(|c| c == mark);
    marks.len() >= 3 && (same('-') || same('*') || same('_'))
}

/// Whether the line begins a list item, and whether a numbered one.
pub fn list_marker(line: &str) -> Option<bool> {
    let text = line.trim_start();
    let bullet = text.strip_prefix(['-', '*', '+']);
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = (digits.len() < text.len()).then(|| digits.strip_prefix(['.', ')'])).flatten();
    let begins = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    match (bullet, numbered) {
        (Some(rest), _) if begins(rest) => Some(false),
        (_, Some(rest)) if begins(rest) => Some(true),
        _ => None,
    }
}

/// Whether a line separates the head of a table from its rows.
pub fn is_table_rule(line: &str) -> bool {
    let text = line.trim();
    text.contains('-') && text.contains('|') && text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// Whether a line ends the paragraph above it.
pub fn starts_block(line: &str) -> bool {
    heading(line).is_some()
        || Fence::open(line).is_some()
        || list_marker(line).is_some()
        || is_rule(line)
        || line.trim_start().starts_with('>')
}
