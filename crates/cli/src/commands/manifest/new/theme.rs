//! Options of the widget's look.

use clap::builder::PossibleValuesParser;
use manifest::{ColorMode, LauncherIcon, SchemeAnswers, ThemeAnswers};

use super::pairs::Pairs;

/// The look.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Web Plugin: theme")]
pub struct ThemeArgs {
    /// Colour of the bubble, on light and on dark
    #[arg(long, value_name = "#RRGGBB")]
    accent: Option<String>,
    /// Light or dark
    #[arg(long, value_name = "MODE", value_parser = word(ColorMode::words()))]
    color_mode: Option<String>,
    /// Colours on a light page: accent=#1f6f5c,onAccent=#ffffff,surface=#ffffff,text=#17211e,link=#1f6f5c
    #[arg(long, value_name = "PAIRS", value_parser = scheme)]
    light: Option<SchemeAnswers>,
    /// Colours on a dark page, in the same way
    #[arg(long, value_name = "PAIRS", value_parser = scheme)]
    dark: Option<SchemeAnswers>,
    /// How round the panel is, 0 to 32
    #[arg(long, value_name = "PIXELS")]
    radius: Option<u32>,
    /// A family of the font; may be given several times, the first choice first
    #[arg(long = "font", value_name = "FAMILY")]
    font: Vec<String>,
    /// What is drawn in the bubble
    #[arg(long, value_name = "ICON", value_parser = word(LauncherIcon::words()))]
    launcher_icon: Option<String>,
    /// How wide and high the bubble is, 44 to 96
    #[arg(long, value_name = "PIXELS")]
    launcher_size: Option<u32>,
    /// How far the bubble is from the edges of the window, 0 to 96
    #[arg(long, value_name = "PIXELS")]
    launcher_gap: Option<u32>,
    /// The place above other elements of the page
    #[arg(long, value_name = "NUMBER")]
    z_index: Option<u32>,
}

impl ThemeArgs {
    /// Each option, and whether it was given.
    pub fn given(&self) -> [(&'static str, bool); 10] {
        [
            ("--accent", self.accent.is_some()),
            ("--color-mode", self.color_mode.is_some()),
            ("--light", self.light.is_some()),
            ("--dark", self.dark.is_some()),
            ("--radius", self.radius.is_some()),
            ("--font", !self.font.is_empty()),
            ("--launcher-icon", self.launcher_icon.is_some()),
            ("--launcher-size", self.launcher_size.is_some()),
            ("--launcher-gap", self.launcher_gap.is_some()),
            ("--z-index", self.z_index.is_some()),
        ]
    }

    /// What was chosen. The command line has checked the words.
    pub fn into_answers(self) -> ThemeAnswers {
        ThemeAnswers {
            accent: self.accent,
            color_mode: self.color_mode.and_then(|it| ColorMode::parse(&it)).unwrap_or_default(),
            light: self.light.unwrap_or_default(),
            dark: self.dark.unwrap_or_default(),
            radius: self.radius,
            font: self.font,
            launcher_icon: self.launcher_icon.and_then(|it| LauncherIcon::parse(&it)).unwrap_or_default(),
            launcher_size: self.launcher_size,
            launcher_gap: self.launcher_gap,
            z_index: self.z_index,
        }
    }
}

/// One of some words.
pub fn word(words: Vec<&'static str>) -> PossibleValuesParser {
    PossibleValuesParser::new(words)
}

fn scheme(text: &str) -> Result<SchemeAnswers, String> {
    const KEYS: [&str; 5] = ["accent", "onAccent", "surface", "text", "link"];
    let mut pairs = Pairs::parse(text, &KEYS)?;
    Ok(KEYS.iter().filter_map(|key| Some((*key, pairs.take(key)?))).collect())
}
