//! From a theme to colours that can be read: what was left out is found, what fails is moved in lightness alone.

use std::fmt;

use super::palette::{PAIRS, WORDS};
use super::{Color, Palette, SchemeColors, Theme, Token};

/// The colours of a theme, corrected.
#[derive(Clone, Debug, PartialEq)]
pub struct ThemeColors {
    /// On a light page.
    pub light: Palette,
    /// On a dark page.
    pub dark: Palette,
    /// What the theme says and can't be read, and what is drawn instead.
    pub corrections: Vec<Correction>,
}

/// A colour of the theme that can't be read where the widget draws it.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// Its place in the theme, such as `light.text`.
    pub member: String,
    /// As the theme has it.
    pub given: Color,
    /// On what it stands where it is worst.
    pub ground: Color,
    /// How it stands out there, to one.
    pub ratio: f64,
    /// What it needs.
    pub needs: f64,
    /// The nearest that passes, which is drawn.
    pub shown: Color,
    /// The scheme, `light` or `dark`.
    pub scheme: &'static str,
}

/// In which direction a colour may be moved.
#[derive(Clone, Copy)]
enum Direction {
    Darker,
    Lighter,
    Nearest,
}

impl ThemeColors {
    pub(super) fn of(theme: &Theme) -> Self {
        let mut corrections = Vec::new();
        let light = Scheme { name: "light", own: Palette::LIGHT, given: &theme.light, theme };
        let dark = Scheme { name: "dark", own: Palette::DARK, given: &theme.dark, theme };
        let (light, dark) = (light.palette(&mut corrections), dark.palette(&mut corrections));
        Self { light, dark, corrections }
    }
}

/// What one scheme is made of.
struct Scheme<'a> {
    name: &'static str,
    own: Palette,
    given: &'a SchemeColors,
    theme: &'a Theme,
}

impl Scheme<'_> {
    /// Grounds come first, then each colour is held against the grounds that it stands on.
    fn palette(&self, corrections: &mut Vec<Correction>) -> Palette {
        let (mut palette, ink) = self.grounds();
        let own = palette;
        let mut settle = |palette: &mut Palette, token, wanted: Color, direction, member: Option<String>| {
            let shown = readable(palette, token, wanted, direction);
            palette.set(token, shown);
            if let Some(member) = member.filter(|_| shown != wanted) {
                let (ground, needs) = worst(palette, token, wanted);
                let (scheme, ratio) = (self.name, wanted.contrast(ground));
                corrections.push(Correction { member, scheme, given: wanted, ground, ratio, needs, shown });
            }
        };
        let member = |given: Option<Color>, name| given.map(|_| format!("{}.{name}", self.name));

        let text = self.given.text.unwrap_or(own.get(Token::Text));
        settle(&mut palette, Token::Text, text, ink, member(self.given.text, "text"));

        let shared = || self.theme.accent.map(|_| "accent".to_owned());
        let accent = self.given.accent.or(self.theme.accent).unwrap_or(own.get(Token::Accent));
        let told = member(self.given.accent, "accent").or_else(shared);
        settle(&mut palette, Token::Accent, accent, Direction::Nearest, told);

        let accent = palette.get(Token::Accent);
        let more_white = accent.contrast(Color::WHITE) > accent.contrast(Color::BLACK);
        let best = if more_white { Color::WHITE } else { Color::BLACK };
        let on_accent = self.given.on_accent.unwrap_or(best);
        let told = member(self.given.on_accent, "onAccent");
        settle(&mut palette, Token::OnAccent, on_accent, Direction::Nearest, told);

        let link = self.given.link.unwrap_or_else(|| match ink {
            Direction::Lighter => accent.towards_white(0.55),
            Direction::Darker | Direction::Nearest => accent,
        });
        settle(&mut palette, Token::Link, link, Direction::Nearest, member(self.given.link, "link"));

        let (text, surface) = (palette.get(Token::Text), palette.get(Token::Surface));
        if text != own.get(Token::Text) || self.has_surface_of_its_own() {
            palette.set(Token::Muted, text.mixed(surface, 0.3));
        }
        for (token, ..) in PAIRS.iter().filter(|(token, ..)| !SETTLED.contains(token)) {
            let wanted = palette.get(*token);
            settle(&mut palette, *token, wanted, Direction::Nearest, None);
        }
        palette
    }

    /// The widget's own colours that go with the surface, with what others stand on already set; and whether
    /// words are lighter or darker than that.
    ///
    /// The site's surface stays as it is. On each of the others black or white can be read, whichever can on the
    /// surface, so that there is a way out for every colour.
    fn grounds(&self) -> (Palette, Direction) {
        let surface = self.given.surface.unwrap_or(self.own.get(Token::Surface));
        let ink = ink_on(surface, self.given.text);
        if !self.has_surface_of_its_own() {
            return (self.own, ink);
        }
        let (mut palette, extreme, sign) = match ink {
            Direction::Lighter => (Palette::DARK, Color::WHITE, 1.0),
            Direction::Darker | Direction::Nearest => (Palette::LIGHT, Color::BLACK, -1.0),
        };
        palette.set(Token::Surface, surface);
        palette.set(Token::Line, surface.mixed(extreme, 0.14));
        let words = self.given.text.filter(|words| words.contrast(surface) >= WORDS).unwrap_or(extreme);
        let at = |step: f64| surface.at_lightness((surface.lightness() + sign * step).clamp(0.0, 1.0));
        let steps = [at(0.04), at(-0.04)];
        let raised =
            steps.into_iter().find(|it| [words, extreme].iter().all(|ink| ink.contrast(*it) >= WORDS));
        palette.set(Token::Raised, raised.unwrap_or(surface));
        let alarming = surface.tinted(palette.get(Token::Danger), 0.02);
        let can_be_read = extreme.contrast(alarming) >= WORDS;
        palette.set(Token::DangerSurface, if can_be_read { alarming } else { surface });
        (palette, ink)
    }

    fn has_surface_of_its_own(&self) -> bool {
        self.given.surface.is_some_and(|surface| surface != self.own.get(Token::Surface))
    }
}

/// What a theme says something of, and what follows from that alone.
const SETTLED: [Token; 4] = [Token::Text, Token::Accent, Token::OnAccent, Token::Link];

/// Whether words are lighter or darker than the surface: as the theme's are, where they can be read.
fn ink_on(surface: Color, words: Option<Color>) -> Direction {
    let lighter = match words.filter(|words| words.contrast(surface) >= WORDS) {
        Some(words) => words.luminance() > surface.luminance(),
        None => surface.contrast(Color::WHITE) > surface.contrast(Color::BLACK),
    };
    if lighter { Direction::Lighter } else { Direction::Darker }
}

/// The grounds of a token with what it needs on each.
fn needs(palette: &Palette, token: Token) -> impl Iterator<Item = (Color, f64)> {
    let pairs = PAIRS.iter().filter(move |(ink, ..)| *ink == token);
    pairs.flat_map(|(_, grounds, needs)| grounds.iter().map(|ground| (palette.get(*ground), *needs)))
}

/// The ground on which a colour is read worst, and what it needs there.
fn worst(palette: &Palette, token: Token, color: Color) -> (Color, f64) {
    let contrast = |(ground, _): &(Color, f64)| color.contrast(*ground);
    needs(palette, token)
        .min_by(|one, two| contrast(one).total_cmp(&contrast(two)))
        .unwrap_or((palette.get(Token::Surface), 1.0))
}

/// The colour itself where it can be read, or else the nearest of its hue that can.
fn readable(palette: &Palette, token: Token, color: Color, direction: Direction) -> Color {
    let passes = |color: Color| needs(palette, token).all(|(ground, needs)| color.contrast(ground) >= needs);
    if passes(color) {
        return color;
    }
    let lightness = color.lightness();
    // It fails at one end of the way, and passes at the other and everywhere close to it.
    let moved = |end: Color| {
        let (mut fails, mut good, mut moved) = (lightness, end.lightness(), end);
        for _ in 0..10 {
            let between = f64::midpoint(fails, good);
            let color = color.at_lightness(between);
            if passes(color) { (good, moved) = (between, color) } else { fails = between }
        }
        ((good - lightness).abs(), moved)
    };
    let ends: &[Color] = match direction {
        Direction::Darker => &[Color::BLACK],
        Direction::Lighter => &[Color::WHITE],
        Direction::Nearest => &[Color::BLACK, Color::WHITE],
    };
    let ways = ends.iter().filter(|end| passes(**end)).map(|end| moved(*end));
    // There is a way: black or white can be read on every ground that `grounds` makes.
    ways.min_by(|(one, _), (two, _)| one.total_cmp(two)).map_or(color, |(_, moved)| moved)
}

impl Correction {
    /// What to write instead.
    pub fn remedy(&self) -> String {
        let shown = self.shown;
        match self.member.split_once('.') {
            Some((_, key)) => format!("write \"{key}\": \"{shown}\", which is drawn instead"),
            // Of both schemes, and readable in the other as it is.
            None => {
                let (scheme, key) = (self.scheme, &self.member);
                format!("add \"{scheme}\": {{\"{key}\": \"{shown}\"}} to the theme, which is drawn instead")
            }
        }
    }
}

/// What is wrong, with the numbers: two decimals, never rounded up.
impl fmt::Display for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ratio, needs) = ((self.ratio * 100.0).floor() / 100.0, self.needs);
        let (given, ground, scheme) = (self.given, self.ground, self.scheme);
        write!(
            f,
            "is {given}, which has a contrast of {ratio:.2} to 1 on {ground} ({scheme}) and needs {needs}"
        )
    }
}
