//! The widget's look: typed values only, never a piece of a style sheet.

mod color;
mod font;
mod launcher;

mod correct;
mod palette;

use serde::Serialize;

use crate::head::Extra;
use crate::read::Node;
use crate::value::word_enum;

pub use color::Color;
pub use correct::{Correction, ThemeColors};
pub use font::FontFamily;
pub use launcher::{Launcher, LauncherIcon};
pub use palette::{Palette, Token};

/// Look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Theme {
    /// Colour of the bubble, the send button and the visitor's messages, on light and on dark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Color>,
    /// Light or dark.
    pub mode: ColorMode,
    /// Colours on a light page.
    #[serde(skip_serializing_if = "SchemeColors::is_empty")]
    pub light: SchemeColors,
    /// Colours on a dark page.
    #[serde(skip_serializing_if = "SchemeColors::is_empty")]
    pub dark: SchemeColors,
    /// How round the panel is, in CSS pixels; all else follows it.
    pub radius: u32,
    /// Families of the font, the first that the visitor has.
    pub font: Vec<FontFamily>,
    /// The bubble.
    pub launcher: Launcher,
    /// The place above other elements of the page.
    pub z_index: u32,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Colours of one scheme. What is left out goes with what is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SchemeColors {
    /// Colour of the bubble, the send button and the visitor's messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Color>,
    /// What stands on the accent colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_accent: Option<Color>,
    /// What everything stands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surface: Option<Color>,
    /// Words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Color>,
    /// Links.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Color>,
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

impl Default for Theme {
    fn default() -> Self {
        Self {
            accent: None,
            mode: ColorMode::default(),
            light: SchemeColors::default(),
            dark: SchemeColors::default(),
            radius: 18,
            font: FontFamily::system(),
            launcher: Launcher::default(),
            z_index: 2_147_483_000,
            extra: Extra::new(),
        }
    }
}

impl Theme {
    /// The colours that the widget draws, each of them readable where it stands (WCAG 2.2, AA).
    pub fn colors(&self) -> ThemeColors {
        ThemeColors::of(self)
    }

    pub(super) fn read(node: &Node<'_>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("accent", "Colour of the bubble, the send button and the visitor's messages, as #rrggbb."),
            ("mode", "Light or dark."),
            ("light", "Colours on a light page."),
            ("dark", "Colours on a dark page."),
            ("radius", "How round the panel is, in pixels."),
            ("font", "Families of the font; the page has to load those that are not the system's."),
            ("launcher", "The bubble."),
            ("zIndex", "The place above other elements of the page."),
        ]);
        let default = Self::default();
        Self {
            accent: fields.optional("accent", Color::read),
            mode: fields.or_default("mode", Node::choice),
            light: fields.or_default("light", SchemeColors::read),
            dark: fields.or_default("dark", SchemeColors::read),
            radius: fields.optional("radius", |node| node.number(0, 32)).unwrap_or(default.radius),
            font: fields
                .optional("font", |node| node.list(font::FAMILIES, FontFamily::read))
                .unwrap_or(default.font),
            launcher: fields.or_default("launcher", Launcher::read),
            z_index: fields
                .optional("zIndex", |node| node.number(0, i32::MAX as u32))
                .unwrap_or(default.z_index),
            extra: fields.rest(),
        }
    }
}

impl SchemeColors {
    /// Whether nothing is said.
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn read(node: &Node<'_>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("accent", "Colour of the bubble, the send button and the visitor's messages, as #rrggbb."),
            ("onAccent", "What stands on the accent colour, as #rrggbb."),
            ("surface", "What everything stands on, as #rrggbb."),
            ("text", "Words, as #rrggbb."),
            ("link", "Links, as #rrggbb."),
        ]);
        Self {
            accent: fields.optional("accent", Color::read),
            on_accent: fields.optional("onAccent", Color::read),
            surface: fields.optional("surface", Color::read),
            text: fields.optional("text", Color::read),
            link: fields.optional("link", Color::read),
            extra: fields.rest(),
        }
    }
}
