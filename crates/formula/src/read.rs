//! Takes apart what `math-core` has written. It is well-formed; what isn't, is refused as a whole.

use crate::{Piece, allowed};

/// The pieces of the MathML, without what isn't allowed. Elements that aren't lose their tags and keep their content.
pub(crate) fn pieces(mathml: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    // For each open element whether it is shown.
    let mut open = Vec::new();
    let mut rest = mathml;
    while !rest.is_empty() {
        let Some(tag) = rest.strip_prefix('<') else {
            let end = rest.find('<').unwrap_or(rest.len());
            let (text, after) = rest.split_at(end);
            pieces.push(Piece::Text(decode(text)));
            rest = after;
            continue;
        };
        let (tag, after) = split_tag(tag)?;
        rest = after;
        if tag.starts_with('/') {
            if open.pop()? {
                pieces.push(Piece::Close);
            }
            continue;
        }
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let shown = allowed::element(name);
        if let Some(name) = shown {
            pieces.push(Piece::Open(name));
            add_attributes(attributes, &mut pieces)?;
        }
        if !empty {
            open.push(shown.is_some());
        } else if shown.is_some() {
            pieces.push(Piece::Close);
        }
    }
    open.is_empty().then_some(pieces)
}

/// What is in a tag, and what follows it. A `>` in quotes doesn't end it.
fn split_tag(tag: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let end = tag.find(|c: char| {
        quoted ^= c == '"';
        c == '>' && !quoted
    })?;
    Some((tag.get(..end)?, tag.get(end + 1..)?))
}

/// Adds ` name="value"` pairs.
fn add_attributes(attributes: &str, pieces: &mut Vec<Piece>) -> Option<()> {
    let mut rest = attributes.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        rest = after.trim_start();
        let value = decode(value);
        if name == "style" {
            let declarations = value.split(';').filter_map(|it| it.split_once(':'));
            let allowed =
                declarations.filter_map(|(name, value)| allowed::property(name.trim(), value.trim()));
            pieces.extend(allowed.map(|(name, value)| Piece::Style(name, value.to_owned())));
        } else if let Some(name) = allowed::attribute(name) {
            pieces.push(Piece::Attribute(name, value));
        }
    }
    Some(())
}

/// Text without character references.
fn decode(text: &str) -> String {
    const NAMES: [(&str, &str); 5] =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        decoded.push_str(before);
        let known = NAMES.into_iter().find(|(name, _)| reference.starts_with(name));
        let (name, c) = known.unwrap_or(("&", "&"));
        decoded.push_str(c);
        rest = reference.get(name.len()..).unwrap_or_default();
    }
    decoded.push_str(rest);
    decoded
}
