//! What may get into a page.

/// Elements of MathML Core that only show something.
const ELEMENTS: [&str; 24] = [
    "math",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
];

/// Attributes that only change how something looks.
const ATTRIBUTES: [&str; 24] = [
    "accent",
    "accentunder",
    "columnspan",
    "depth",
    "dir",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "width",
];

/// Style properties that only change where something is, and lines.
const PROPERTIES: [&str; 14] = [
    "border-bottom",
    "border-left",
    "border-right",
    "border-top",
    "font-size",
    "justify-items",
    "math-depth",
    "math-style",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "vertical-align",
];

/// The element of this name, if it is allowed.
pub(crate) fn element(name: &str) -> Option<&'static str> {
    ELEMENTS.into_iter().find(|known| *known == name)
}

/// The attribute of this name, if it is allowed.
pub(crate) fn attribute(name: &str) -> Option<&'static str> {
    ATTRIBUTES.into_iter().find(|known| *known == name)
}

/// The style property of this name with this value, if both are allowed: no function can fetch anything.
pub(crate) fn property<'a>(name: &str, value: &'a str) -> Option<(&'static str, &'a str)> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-' | '%');
    let known = PROPERTIES.into_iter().find(|known| *known == name)?;
    value.chars().all(plain).then_some((known, value))
}
