//! The widget's look: typed values only, never a piece of a style sheet.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::checks::quote;
use crate::head::Extra;
use crate::read::Node;
use crate::value::word_enum;

/// Look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Theme {
    /// Colour of the bubble, the send button and links.
    pub accent: Color,
    /// Light or dark.
    pub mode: ColorMode,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

word_enum! {
    /// Light or dark.
    pub enum ColorMode as "a colour mode" {
        /// As the visitor's system has it.
        Auto = "auto",
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
    }
}

/// An opaque sRGB colour, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    /// Red, green, blue.
    pub rgb: [u8; 3],
}

/// A blue on which white text has a contrast of 5.2 to 1 (WCAG AA asks for 4.5).
impl Default for Color {
    fn default() -> Self {
        Self { rgb: [0x25, 0x63, 0xeb] }
    }
}

impl Color {
    /// Reads `#rrggbb`, in letters of either case.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let [_, r, g, b] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self { rgb: [r, g, b] })
    }

    fn read(node: &Node<'_>) -> Self {
        node.shape().say("pattern", "^#[0-9A-Fa-f]{6}$");
        let text = node.string();
        let color = Self::parse(text);
        if color.is_none() && node.raw().is_string() {
            node.refuse(
                format!("is {}, which is not a colour here", quote(text)),
                "write # and six hexadecimal digits, such as \"#2563eb\"",
            );
        }
        color.unwrap_or_default()
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.rgb;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Theme {
    pub(super) fn read(node: &Node<'_>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("accent", "Colour of the bubble, the send button and links, as #rrggbb."),
            ("mode", "Light or dark."),
        ]);
        Self {
            accent: fields.or_default("accent", Color::read),
            mode: fields.or_default("mode", Node::choice),
            extra: fields.rest(),
        }
    }
}
