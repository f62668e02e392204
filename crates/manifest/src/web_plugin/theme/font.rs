//! Families of a font, which can't be anything else in a style sheet.

use serde::Serialize;

use crate::checks::quote;
use crate::read::Node;

/// A family by its name, or one of the words that leave the choice to the browser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct FontFamily(String);

/// Most families in a row.
pub(super) const FAMILIES: usize = 6;

/// Words that CSS has for a choice of the browser.
const GENERIC: [&str; 8] = [
    "system-ui",
    "sans-serif",
    "serif",
    "monospace",
    "ui-sans-serif",
    "ui-serif",
    "ui-rounded",
    "ui-monospace",
];

impl FontFamily {
    /// Reads letters, digits, blanks and dashes, 48 at most, with a letter or a digit at both ends.
    pub fn parse(text: &str) -> Option<Self> {
        let edge = |c: char| c.is_ascii_alphanumeric();
        let good = text.len() <= 48
            && text.starts_with(edge)
            && text.ends_with(edge)
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b" -".contains(&b));
        good.then(|| Self(text.to_owned()))
    }

    /// The browser's own interface font, and what is like it.
    pub(super) fn system() -> Vec<Self> {
        ["system-ui", "sans-serif"].map(|word| Self(word.to_owned())).into()
    }

    /// A value of `font-family`. It ends with a family that every browser has.
    pub fn stack(families: &[Self]) -> String {
        let is_generic = |family: &Self| GENERIC.contains(&family.0.as_str());
        let mut written: Vec<String> = families
            .iter()
            .map(|family| if is_generic(family) { family.0.clone() } else { format!("\"{}\"", family.0) })
            .collect();
        if !families.last().is_some_and(is_generic) {
            written.push("sans-serif".to_owned());
        }
        written.join(",")
    }

    pub(super) fn read(node: &Node<'_>) -> Self {
        node.shape().say("pattern", "^[A-Za-z0-9]([A-Za-z0-9 -]{0,46}[A-Za-z0-9])?$");
        let text = node.string();
        let family = Self::parse(text);
        if family.is_none() && node.raw().is_string() {
            node.refuse(
                format!("is {}, which can't be the name of a font here", quote(text)),
                "write the family alone, in letters, digits, blanks and dashes, such as \"Inter\"",
            );
        }
        family.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::FontFamily;

    #[test]
    fn a_stack_has_names_in_quotes_and_ends_with_what_every_browser_has() {
        for (families, expected) in [
            (&["Inter", "system-ui"][..], "\"Inter\",system-ui"),
            (&["IBM Plex Sans"], "\"IBM Plex Sans\",sans-serif"),
            (&["inherit"], "\"inherit\",sans-serif"),
            (&[], "sans-serif"),
        ] {
            let families: Vec<_> = families.iter().map(|it| FontFamily::parse(it).unwrap()).collect();
            assert_eq!(FontFamily::stack(&families), expected);
        }
    }

    #[test]
    fn nothing_leaves_the_value() {
        for text in
            ["", " Inter", "a\"b", "a;b", "a,b", "a}b", "url(x)", "a\\b", "a\nb", "-a", "Ä", "var(--x)"]
        {
            assert_eq!(FontFamily::parse(text), None, "{text}");
        }
        assert_eq!(FontFamily::parse(&"a".repeat(49)), None);
    }
}
