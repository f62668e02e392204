//! The bubble.

use serde::Serialize;

use crate::head::Extra;
use crate::read::Node;
use crate::value::word_enum;

/// The bubble.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Launcher {
    /// What is drawn in it.
    pub icon: LauncherIcon,
    /// How wide and high it is, in CSS pixels.
    pub size: u32,
    /// How far it is from the edges of the window, in CSS pixels.
    pub gap: u32,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

word_enum! {
    /// What is drawn in the bubble.
    pub enum LauncherIcon as "an icon" {
        /// A speech bubble.
        Chat = "chat",
        /// A question mark.
        Question = "question",
        /// A headset.
        Headset = "headset",
        /// A spark.
        Spark = "spark",
    }
}

impl Default for Launcher {
    fn default() -> Self {
        Self { icon: LauncherIcon::default(), size: 56, gap: 20, extra: Extra::new() }
    }
}

impl Launcher {
    pub(super) fn read(node: &Node<'_>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("icon", "What is drawn in the bubble."),
            ("size", "How wide and high the bubble is, in pixels; a finger needs 44."),
            ("gap", "How far the bubble is from the edges of the window, in pixels."),
        ]);
        let default = Self::default();
        Self {
            icon: fields.or_default("icon", Node::choice),
            size: fields.optional("size", |node| node.number(44, 96)).unwrap_or(default.size),
            gap: fields.optional("gap", |node| node.number(0, 96)).unwrap_or(default.gap),
            extra: fields.rest(),
        }
    }
}

impl LauncherIcon {
    /// The icon as data of an SVG path: lines in a square of 24 units.
    pub fn path(self) -> &'static str {
        match self {
            Self::Chat => "M4 5.5h16v11h-8.5L7 20v-3.5H4z",
            Self::Question => "M8.6 8.7a3.5 3.5 0 1 1 5.4 3.5c-1.3.9-2 1.5-2 3.1M12 18.9v.1",
            Self::Headset => {
                "M4.5 15v-3a7.5 7.5 0 0 1 15 0v3M4.5 13.5h3v5h-3zM16.5 13.5h3v5h-3zM18 18.5c0 1.7-1.6 2.2-4 2.2"
            }
            Self::Spark => {
                "M12 3.5c.8 5.3 3.2 7.7 8.5 8.5-5.3.8-7.7 3.2-8.5 8.5-.8-5.3-3.2-7.7-8.5-8.5 5.3-.8 7.7-3.2 8.5-8.5z"
            }
        }
    }
}
