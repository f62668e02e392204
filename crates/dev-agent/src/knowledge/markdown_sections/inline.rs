//! What happens inside a line: Markdown taken off for searching, links made to work for quoting.

use std::collections::BTreeMap;

/// Knows where the links of one page lead.
pub struct Links<'a> {
    resolve: &'a dyn Fn(&str) -> String,
    definitions: BTreeMap<String, String>,
}

impl<'a> Links<'a> {
    /// Collects the page's `[name]: target` definitions.
    pub fn new(lines: &[&str], resolve: &'a dyn Fn(&str) -> String) -> Self {
        let definitions = lines.iter().filter_map(|line| definition(line));
        let definitions =
            definitions.map(|(name, target)| (name.to_lowercase(), target.to_owned())).collect();
        Self { resolve, definitions }
    }

    /// Source that can be quoted elsewhere: link targets resolved, references made direct, images
    /// replaced by their description, HTML comments and tags removed. Code is left alone.
    pub fn quotable(&self, source: &str) -> String {
        let mut out = String::with_capacity(source.len());
        let mut rest = source;
        while let Some(next) = rest.chars().next() {
            let taken = match next {
                '\\' => copy_escape(rest, &mut out),
                '`' => copy_code(rest, &mut out),
                '!' if rest.starts_with("![") => self.image(rest, &mut out),
                '[' => self.link(rest, &mut out),
                '<' => self.angle(rest, &mut out),
                _ => None,
            };
            let taken = taken.unwrap_or_else(|| {
                out.push(next);
                next.len_utf8()
            });
            rest = &rest[taken..];
        }
        out
    }

    fn image(&self, rest: &str, out: &mut String) -> Option<usize> {
        let link = parse_link(&rest[1..])?;
        out.push_str(link.text);
        Some(1 + link.length)
    }

    fn link(&self, rest: &str, out: &mut String) -> Option<usize> {
        let link = parse_link(rest)?;
        let target = match link.target {
            Target::Direct(target) => target,
            Target::Reference(name) => self.definitions.get(&name.to_lowercase())?,
        };
        let text = self.quotable(link.text);
        out.push_str(&format!("[{text}]({})", (self.resolve)(target)));
        Some(link.length)
    }

    fn angle(&self, rest: &str, out: &mut String) -> Option<usize> {
        let end = tag_end(rest)?;
        if is_autolink(&rest[..end]) {
            out.push_str(&rest[..end]);
        }
        Some(end)
    }
}

/// A `[name]: target` line.
pub fn definition(line: &str) -> Option<(&str, &str)> {
    let (name, target) = line.trim().strip_prefix('[')?.split_once("]:")?;
    let target = target.split_whitespace().next()?;
    (!name.is_empty() && !name.starts_with('^')).then_some((name, target.trim_matches(['<', '>'])))
}

/// The words of a piece of Markdown, without its marks.
pub fn plain(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        let taken = match next {
            '\\' => rest.chars().nth(1).filter(char::is_ascii_punctuation).map(|escaped| {
                out.push(escaped);
                1 + escaped.len_utf8()
            }),
            '`' => code_span(rest).map(|(inside, length)| {
                out.push_str(inside.trim());
                length
            }),
            '!' if rest.starts_with("![") => Some(1),
            '[' => parse_link(rest).map(|link| {
                out.push_str(&plain(link.text));
                link.length
            }),
            '<' => tag_end(rest).inspect(|&end| {
                if is_autolink(&rest[..end]) {
                    out.push_str(&rest[1..end - 1]);
                }
            }),
            '*' => Some(1),
            '~' if rest.starts_with("~~") => Some(2),
            // An underscore inside a word belongs to the word.
            '_' => {
                let inside = out.ends_with(char::is_alphanumeric)
                    && rest.chars().nth(1).is_some_and(char::is_alphanumeric);
                (!inside).then_some(1)
            }
            _ => None,
        };
        let taken = taken.unwrap_or_else(|| {
            out.push(next);
            next.len_utf8()
        });
        rest = &rest[taken..];
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn copy_escape(rest: &str, out: &mut String) -> Option<usize> {
    let escaped = rest.chars().nth(1)?;
    out.push('\\');
    out.push(escaped);
    Some(1 + escaped.len_utf8())
}

fn copy_code(rest: &str, out: &mut String) -> Option<usize> {
    let (_, length) = code_span(rest)?;
    out.push_str(&rest[..length]);
    Some(length)
}

/// The inside and the whole length of the code span that `rest` begins with.
fn code_span(rest: &str) -> Option<(&str, usize)> {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    let fence = &rest[..ticks];
    let mut from = ticks;
    loop {
        let start = from + rest.get(from..)?.find(fence)?;
        let run = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        if run == ticks {
            return Some((&rest[ticks..start], start + ticks));
        }
        from = start + run;
    }
}

enum Target<'a> {
    Direct(&'a str),
    Reference(&'a str),
}

struct Link<'a> {
    text: &'a str,
    target: Target<'a>,
    length: usize,
}

/// The link that `rest` begins with: `[text](target "title")` or `[text][name]`.
fn parse_link(rest: &str) -> Option<Link<'_>> {
    let close = closing(rest, '[', ']')?;
    let text = &rest[1..close];
    let after = &rest[close + 1..];
    if after.starts_with('(') {
        let end = closing(after, '(', ')')?;
        let target = after[1..end].split_whitespace().next().unwrap_or_default().trim_matches(['<', '>']);
        return Some(Link { text, target: Target::Direct(target), length: close + 1 + end + 1 });
    }
    if after.starts_with('[') {
        let end = closing(after, '[', ']')?;
        let name = if end == 1 { text } else { &after[1..end] };
        return Some(Link { text, target: Target::Reference(name), length: close + 1 + end + 1 });
    }
    None
}

/// Where the bracket that `rest` begins with is closed; brackets in code do not count.
fn closing(rest: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0;
    let mut skip_to = 0;
    for (at, c) in rest.char_indices() {
        if at < skip_to {
            continue;
        }
        if c == '\\' {
            skip_to = at + 2;
        } else if c == '`' {
            skip_to = at + code_span(&rest[at..]).map_or(1, |(_, length)| length);
        } else if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// Where the tag, comment or autolink that `rest` begins with ends.
fn tag_end(rest: &str) -> Option<usize> {
    if rest.starts_with("<!--") {
        return rest.find("-->").map(|end| end + 3);
    }
    let first = rest.chars().nth(1)?;
    if !(first.is_ascii_alphabetic() || first == '/') {
        return None;
    }
    rest.find('>').map(|end| end + 1)
}

fn is_autolink(tag: &str) -> bool {
    !tag.contains(char::is_whitespace) && (tag.contains("://") || tag.starts_with("<mailto:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_no_words() {
        for (source, expected) in [
            ("**Bold** and _thin_ `a_b*c` snake_case", "Bold and thin a_b*c snake_case"),
            ("[text](url.md \"t\") ![alt *x*](pic.png) [ref][r]", "text alt x ref"),
            ("a <br> b <https://x.y/> \\*c\\* ~~d~~", "a b https://x.y/ *c* d"),
            ("`` a`b `` 2 < 3", "a`b 2 < 3"),
            ("array[1] and [brackets]", "array[1] and [brackets]"),
        ] {
            assert_eq!(plain(source), expected);
        }
    }

    #[test]
    fn quotes_work_outside_the_folder() {
        let lines = ["[r]: other.md#x"];
        let resolve = |target: &str| format!("docs/{target}");
        let links = Links::new(&lines, &resolve);
        for (source, expected) in [
            ("see [a `](b)` c](d.md)", "see [a `](b)` c](docs/d.md)"),
            ("[this][r], [r][] and [none][x]", "[this](docs/other.md#x), [r](docs/other.md#x) and [none][x]"),
            ("![A picture](p.png) of <b>it</b>", "A picture of it"),
            ("`[a](b)` \\[a](b)", "`[a](b)` \\[a](b)"),
        ] {
            assert_eq!(links.quotable(source), expected);
        }
    }

    #[test]
    fn unfinished_syntax_is_text() {
        for source in ["[a", "[a](b", "`a", "<", "![", "\\", "a ]( b"] {
            plain(source);
            Links::new(&[], &str::to_owned).quotable(source);
        }
        assert_eq!(plain("`a"), "`a");
    }
}
