//! An opaque colour: how it is written, how it stands out, and the same colour lighter or darker.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::checks::quote;
use crate::read::Node;

/// An opaque sRGB colour, written `#rrggbb`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Color {
    /// Red, green, blue.
    pub rgb: [u8; 3],
}

/// Lightness, chroma and hue (OKLCH): what stays alike when lightness alone is changed.
#[derive(Clone, Copy)]
struct Oklch {
    lightness: f64,
    chroma: f64,
    hue: f64,
}

impl Color {
    /// Black.
    pub const BLACK: Self = Self::hex(0x00_00_00);
    /// White.
    pub const WHITE: Self = Self::hex(0xff_ff_ff);

    /// A colour by its six digits.
    pub const fn hex(digits: u32) -> Self {
        let [_, red, green, blue] = digits.to_be_bytes();
        Self { rgb: [red, green, blue] }
    }

    /// Reads `#rrggbb`, in letters of either case.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        u32::from_str_radix(digits, 16).ok().map(Self::hex)
    }

    /// How two colours stand out from each other, from 1 to 21 (WCAG 2.2, contrast ratio).
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        one.max(two) / one.min(two)
    }

    /// Light by itself, from 0 to 1 (WCAG 2.2, relative luminance).
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// From 0, which is black, to 1, which is white (OKLCH).
    pub(super) fn lightness(self) -> f64 {
        self.oklch().lightness
    }

    /// The same hue at another lightness; as colourful as a screen can show there.
    pub(super) fn at_lightness(self, lightness: f64) -> Self {
        Self::showable(Oklch { lightness, ..self.oklch() })
    }

    /// The same hue, as much nearer to white as `share` says.
    pub(super) fn towards_white(self, share: f64) -> Self {
        let Oklch { lightness, chroma, hue } = self.oklch();
        let (lightness, chroma) = (lightness + (1.0 - lightness) * share, chroma * (1.0 - share));
        Self::showable(Oklch { lightness, chroma, hue })
    }

    /// As light as it was, in the hue of another colour.
    pub(super) fn tinted(self, other: Self, chroma: f64) -> Self {
        Self::showable(Oklch { lightness: self.lightness(), chroma, hue: other.oklch().hue })
    }

    /// A mix of the two, with so much of the other.
    pub(super) fn mixed(self, other: Self, share: f64) -> Self {
        let mut rgb = self.rgb;
        for (byte, other) in rgb.iter_mut().zip(other.rgb) {
            *byte = (f64::from(*byte) * (1.0 - share) + f64::from(other) * share).round() as u8;
        }
        Self { rgb }
    }

    pub(super) fn read(node: &Node<'_>) -> Self {
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

    fn linear(self) -> [f64; 3] {
        self.rgb.map(|byte| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// Björn Ottosson's Oklab, in polar coordinates.
    fn oklch(self) -> Oklch {
        let [r, g, b] = self.linear();
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        let lightness = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s;
        let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
        let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
        Oklch { lightness, chroma: a.hypot(b), hue: b.atan2(a) }
    }

    /// The colour with the most chroma, up to the wanted one, that a screen has at this lightness.
    fn showable(wanted: Oklch) -> Self {
        if wanted.lightness <= 0.0 {
            return Self::BLACK;
        }
        if wanted.lightness >= 1.0 {
            return Self::WHITE;
        }
        if let Some(color) = wanted.to_color() {
            return color;
        }
        let (mut shown, mut beyond) = (0.0, wanted.chroma);
        let mut color = Oklch { chroma: 0.0, ..wanted }.to_color().unwrap_or_default();
        for _ in 0..12 {
            let chroma = f64::midpoint(shown, beyond);
            match (Oklch { chroma, ..wanted }).to_color() {
                Some(better) => (shown, color) = (chroma, better),
                None => beyond = chroma,
            }
        }
        color
    }
}

impl Oklch {
    /// `None` where no screen shows it.
    fn to_color(self) -> Option<Color> {
        let (sin, cos) = self.hue.sin_cos();
        let (a, b) = (self.chroma * cos, self.chroma * sin);
        let l = (self.lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (self.lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (self.lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        let linear = [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ];
        // The matrices are rounded, so that a grey may be a hair beyond.
        if linear.iter().any(|channel| !(-1e-4..=1.0 + 1e-4).contains(channel)) {
            return None;
        }
        Some(Color { rgb: linear.map(byte) })
    }
}

fn byte(linear: f64) -> u8 {
    let linear = linear.clamp(0.0, 1.0);
    let share = if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
    (share * 255.0).round() as u8
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

#[cfg(test)]
mod tests {
    use super::Color;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        for (one, two, expected) in
            [(0x00_00_00, 0xff_ff_ff, 21.0), (0x76_76_76, 0xff_ff_ff, 4.54), (0x25_63_eb, 0xff_ff_ff, 5.17)]
        {
            let (one, two) = (Color::hex(one), Color::hex(two));
            assert!((one.contrast(two) - expected).abs() < 0.01, "{one} on {two}: {}", one.contrast(two));
            assert_eq!(one.contrast(two), two.contrast(one));
        }
    }

    #[test]
    fn a_colour_at_its_own_lightness_is_itself() {
        for digits in (0..=0xff_ff_ff).step_by(4099) {
            let color = Color::hex(digits);
            let same = color.at_lightness(color.lightness());
            assert!(color.rgb.iter().zip(same.rgb).all(|(a, b)| a.abs_diff(b) <= 1), "{color} and {same}");
        }
    }

    #[test]
    fn lighter_and_darker_keep_the_hue() {
        let blue = Color::hex(0x25_63_eb);
        for lightness in [0.3, 0.5, 0.7, 0.9] {
            let [red, green, blue] = blue.at_lightness(lightness).rgb;
            assert!(blue > green && green > red, "{lightness}: {red} {green} {blue}");
        }
        assert_eq!((blue.at_lightness(0.0), blue.at_lightness(1.0)), (Color::BLACK, Color::WHITE));
    }
}
