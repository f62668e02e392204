//! Every colour that the widget draws, and which of them stand on which.

use super::Color;
use crate::value::word_enum;

word_enum! {
    /// A colour by its use; the word is its name in the widget's style sheets.
    pub enum Token as "a colour" {
        /// Bubble, send button, visitor's messages, the ring around what has the focus.
        Accent = "accent",
        /// What stands on the accent colour.
        OnAccent = "on-accent",
        /// What everything stands on.
        Surface = "surface",
        /// What stands out from the surface: code, things under the pointer.
        Raised = "raised",
        /// Words.
        Text = "text",
        /// Less important words, icons.
        Muted = "muted",
        /// Lines that only divide.
        Line = "line",
        /// Links.
        Link = "link",
        /// What went wrong.
        Danger = "danger",
        /// Below what went wrong.
        DangerSurface = "danger-surface",
        /// Code: comments.
        CodeComment = "code-comment",
        /// Code: texts, and added lines.
        CodeString = "code-string",
        /// Code: numbers.
        CodeNumber = "code-number",
        /// Code: keywords.
        CodeKeyword = "code-keyword",
        /// Code: functions.
        CodeFunction = "code-function",
        /// Code: types.
        CodeType = "code-type",
        /// Code: keys.
        CodeKey = "code-key",
        /// Code: removed lines.
        CodeDeleted = "code-deleted",
    }
}

/// Which token is drawn on which, and how much it has to stand out: 4.5 to 1 for words, 3 to 1 for the bubble,
/// the ring around what has the focus, and icons (WCAG 2.2, 1.4.3 and 1.4.11).
pub(super) const PAIRS: [(Token, &[Token], f64); 14] = [
    (Token::Text, &[Token::Surface, Token::Raised], WORDS),
    (Token::Muted, &[Token::Surface, Token::Raised], WORDS),
    (Token::Link, &[Token::Surface, Token::Raised], WORDS),
    (Token::Accent, &[Token::Surface, Token::Raised, Token::DangerSurface], SHAPES),
    (Token::OnAccent, &[Token::Accent], WORDS),
    (Token::Danger, &[Token::Surface, Token::DangerSurface], WORDS),
    (Token::CodeComment, &[Token::Raised], WORDS),
    (Token::CodeString, &[Token::Raised], WORDS),
    (Token::CodeNumber, &[Token::Raised], WORDS),
    (Token::CodeKeyword, &[Token::Raised], WORDS),
    (Token::CodeFunction, &[Token::Raised], WORDS),
    (Token::CodeType, &[Token::Raised], WORDS),
    (Token::CodeKey, &[Token::Raised], WORDS),
    (Token::CodeDeleted, &[Token::Raised], WORDS),
];

/// What words need.
pub(super) const WORDS: f64 = 4.5;
/// What shapes need.
const SHAPES: f64 = 3.0;

const TOKENS: usize = Token::CodeDeleted as usize + 1;

/// The colours of one scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette([Color; TOKENS]);

impl Palette {
    /// The widget's own on a light page. The same stand in its style sheets.
    pub const LIGHT: Self = Self([
        Color::hex(0x1f_6f_5c),
        Color::hex(0xff_ff_ff),
        Color::hex(0xff_ff_ff),
        Color::hex(0xf1_f4_f3),
        Color::hex(0x17_21_1e),
        Color::hex(0x5b_68_63),
        Color::hex(0xdd_e3_e0),
        Color::hex(0x1f_6f_5c),
        Color::hex(0xa8_32_1f),
        Color::hex(0xfd_f0_ed),
        Color::hex(0x5b_68_63),
        Color::hex(0x0f_6b_3c),
        Color::hex(0x8f_47_00),
        Color::hex(0x8a_2f_8d),
        Color::hex(0x1d_56_a8),
        Color::hex(0x0b_65_70),
        Color::hex(0x2f_5a_a0),
        Color::hex(0xa8_32_1f),
    ]);

    /// The widget's own on a dark page.
    pub const DARK: Self = Self([
        Color::hex(0x27_82_6b),
        Color::hex(0xff_ff_ff),
        Color::hex(0x16_1c_1a),
        Color::hex(0x21_29_26),
        Color::hex(0xe9_ef_ec),
        Color::hex(0x9e_ab_a6),
        Color::hex(0x30_3a_36),
        Color::hex(0xa2_c6_ba),
        Color::hex(0xff_9d_8a),
        Color::hex(0x38_20_1b),
        Color::hex(0x9e_ab_a6),
        Color::hex(0x93_d3_a2),
        Color::hex(0xf0_bb_78),
        Color::hex(0xdb_a6_e8),
        Color::hex(0x93_bd_ff),
        Color::hex(0x82_d3_da),
        Color::hex(0xa6_c4_f5),
        Color::hex(0xff_9d_8a),
    ]);

    /// A colour.
    pub fn get(&self, token: Token) -> Color {
        self.0[token as usize]
    }

    pub(super) fn set(&mut self, token: Token, color: Color) {
        self.0[token as usize] = color;
    }

    /// The pairs that can't be told apart well enough: what stands on what, and what it needs. For tests, which hold every
    /// palette to it that is drawn.
    pub fn failures(&self) -> impl Iterator<Item = (Token, Token, f64)> {
        let drawn =
            PAIRS.iter().flat_map(|(ink, grounds, needs)| grounds.iter().map(|on| (*ink, *on, *needs)));
        drawn.filter(|(ink, on, needs)| self.get(*ink).contrast(self.get(*on)) < *needs)
    }
}

#[cfg(test)]
mod tests {
    use super::{Palette, Token};

    #[test]
    fn the_widgets_own_colours_can_be_read() {
        for palette in [Palette::LIGHT, Palette::DARK] {
            assert_eq!(palette.failures().collect::<Vec<_>>(), []);
        }
    }

    #[test]
    fn a_pair_that_can_not_be_read_is_found() {
        let mut palette = Palette::LIGHT;
        palette.set(Token::Muted, palette.get(Token::Line));
        let found: Vec<_> = palette.failures().map(|(ink, on, _)| (ink, on)).collect();
        assert_eq!(found, [(Token::Muted, Token::Surface), (Token::Muted, Token::Raised)]);
    }
}
