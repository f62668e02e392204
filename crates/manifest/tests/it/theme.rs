//! Every colour that the widget draws can be read, whatever a theme says.

use std::fs;
use std::path::Path;

use manifest::{Color, Manifest, Palette, Review, Theme, ThemeColors, Token};
use proptest::option::of;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::good;

const MEMBERS: [(&str, Token); 5] = [
    ("accent", Token::Accent),
    ("onAccent", Token::OnAccent),
    ("surface", Token::Surface),
    ("text", Token::Text),
    ("link", Token::Link),
];

fn manifest(theme: &Value) -> String {
    let mut document = good("web-plugin.json");
    document["webPlugin"]["theme"] = theme.clone();
    document.to_string()
}

fn theme(theme: &Value) -> Theme {
    match Manifest::from_json(Path::new("web-plugin.json"), &manifest(theme)).unwrap() {
        Manifest::WebPlugin(manifest) => *manifest.web_plugin.theme,
        other => panic!("{other:?}"),
    }
}

fn colors(value: &Value) -> ThemeColors {
    theme(value).colors()
}

/// Any colour; often one of those that make it hard: greys, and the loudest there are.
fn color() -> impl Strategy<Value = Color> {
    prop_oneof![
        3 => any::<[u8; 3]>().prop_map(|rgb| Color { rgb }),
        2 => any::<u8>().prop_map(|grey| Color { rgb: [grey; 3] }),
        // Here black and white can hardly be read, both of them.
        2 => (112_u8..124).prop_map(|grey| Color { rgb: [grey; 3] }),
        1 => prop::array::uniform3(prop::sample::select(vec![0_u8, 255])).prop_map(|rgb| Color { rgb }),
    ]
}

fn scheme() -> impl Strategy<Value = Value> {
    prop::array::uniform5(of(color())).prop_map(|colors| {
        let members = MEMBERS.iter().zip(colors);
        let given = members.filter_map(|((key, _), color)| Some(((*key).to_owned(), json!(color?))));
        Value::Object(given.collect())
    })
}

fn any_theme() -> impl Strategy<Value = Value> {
    (of(color()), scheme(), scheme()).prop_map(|(accent, light, dark)| {
        let mut theme = json!({"light": light, "dark": dark});
        if let Some(accent) = accent {
            theme["accent"] = json!(accent);
        }
        theme
    })
}

/// The five colours of a palette, as a scheme of a theme.
fn restated(palette: &Palette) -> Value {
    Value::Object(
        MEMBERS.iter().map(|(key, token)| ((*key).to_owned(), json!(palette.get(*token)))).collect(),
    )
}

proptest! {
    #[test]
    fn every_pair_of_any_theme_can_be_read(theme in any_theme()) {
        let colors = colors(&theme);
        for palette in [colors.light, colors.dark] {
            prop_assert_eq!(palette.failures().collect::<Vec<_>>(), vec![], "{:?}", palette);
        }
    }

    #[test]
    fn what_was_corrected_is_not_corrected_again(theme in any_theme()) {
        let once = colors(&theme);
        let twice = colors(&json!({"light": restated(&once.light), "dark": restated(&once.dark)}));
        prop_assert_eq!(&twice.corrections, &vec![]);
        prop_assert_eq!((twice.light, twice.dark), (once.light, once.dark));
    }

    #[test]
    fn a_colour_is_drawn_as_given_or_its_correction_is_told(theme in any_theme()) {
        let colors = colors(&theme);
        for (scheme, palette) in [("light", colors.light), ("dark", colors.dark)] {
            for (key, token) in MEMBERS {
                let own = theme[scheme][key].as_str();
                let shared = theme["accent"].as_str().filter(|_| own.is_none() && key == "accent");
                let Some(given) = own.or(shared) else { continue };
                let member = if own.is_some() { format!("{scheme}.{key}") } else { key.to_owned() };
                let told = colors.corrections.iter().find(|it| it.member == member && it.scheme == scheme);
                let drawn = palette.get(token);
                match told {
                    None => prop_assert_eq!(drawn.to_string(), given),
                    Some(told) => {
                        prop_assert_eq!(told.given.to_string(), given);
                        prop_assert_eq!(told.shown, drawn);
                        prop_assert!(told.ratio < told.needs && drawn.contrast(told.ground) >= told.needs);
                    }
                }
            }
        }
        prop_assert!(colors.corrections.iter().all(|it| !it.member.ends_with("surface")));
    }
}

#[test]
fn without_a_theme_the_widgets_own_colours_are_drawn() {
    let colors = colors(&json!({}));
    assert_eq!((colors.light, colors.dark, colors.corrections), (Palette::LIGHT, Palette::DARK, vec![]));
}

#[test]
fn a_pale_text_is_drawn_as_dark_as_it_has_to_be_and_no_darker() {
    let colors = colors(&json!({"light": {"text": "#9aa5a1"}}));
    let [told] = &colors.corrections[..] else { panic!("{:?}", colors.corrections) };
    assert_eq!(told.member, "light.text");
    let raised = colors.light.get(Token::Raised);
    assert_eq!((told.ground, told.needs), (raised, 4.5));
    assert!((4.5..4.6).contains(&told.shown.contrast(raised)), "{}", told.shown.contrast(raised));
}

#[test]
fn what_stands_on_a_bright_accent_is_dark() {
    let light = colors(&json!({"light": {"accent": "#f5c518", "surface": "#1a1a2e"}})).light;
    assert_eq!(light.get(Token::Accent).to_string(), "#f5c518");
    assert_eq!(light.get(Token::OnAccent), Color::BLACK);
    assert!(light.get(Token::Text).luminance() > 0.3, "words are light on a dark surface, in any scheme");
}

#[test]
fn a_review_tells_of_colours_that_can_not_be_read_with_place_ratio_and_remedy() {
    let text = manifest(&json!({"accent": "#1f6f5c", "light": {"link": "#8ab4f8"}}));
    let review = Review::new(Path::new("web-plugin.json"), &text);
    assert!(review.manifest.is_some() && review.problems.is_empty());
    let told: Vec<String> = review
        .unreadable_colors
        .iter()
        .map(|it| format!("{}\n  {}\n  {}", it.path, it.reason, it.remedy))
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn the_style_sheets_have_the_same_colours() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../style");
    let sheets = ["tokens.css", "theme.css", "highlight.css"];
    let css: String = sheets.map(|name| fs::read_to_string(folder.join(name)).unwrap()).concat();
    for token in Token::words() {
        let (light, dark) = (Palette::LIGHT, Palette::DARK);
        let token = Token::parse(token).unwrap();
        let (light, dark) = (light.get(token), dark.get(token));
        let value = if light == dark { light.to_string() } else { format!("light-dark({light}, {dark})") };
        let declared = format!("--siesta-{token}, {value})");
        assert!(css.contains(&declared), "{declared} is missing");
    }
}
