//! The look as the widget sets it: typed values of the manifest become values of CSS custom properties.

use std::collections::BTreeMap;

use contract::api::ThemeConfig;
use manifest::{FontFamily, Palette, Theme, ThemeColors, Token};

/// What differs from the widget's own look, which its style sheets have.
pub(super) fn from_manifest(theme: &Theme) -> ThemeConfig {
    let (colors, own) = (theme.colors(), Theme::default());
    let mut properties = BTreeMap::new();
    for token in Token::words().into_iter().filter_map(Token::parse) {
        let (light, dark) = (colors.light.get(token), colors.dark.get(token));
        if (light, dark) != (Palette::LIGHT.get(token), Palette::DARK.get(token)) {
            properties.insert(token.to_string(), format!("light-dark({light},{dark})"));
        }
    }
    for (name, value, own, unit) in [
        ("radius", theme.radius, own.radius, "px"),
        ("launcher-size", theme.launcher.size, own.launcher.size, "px"),
        ("gap", theme.launcher.gap, own.launcher.gap, "px"),
        ("z-index", theme.z_index, own.z_index, ""),
    ] {
        if value != own {
            properties.insert(name.to_owned(), format!("{value}{unit}"));
        }
    }
    if theme.font != own.font {
        properties.insert("font".to_owned(), FontFamily::stack(&theme.font));
    }
    let icon = theme.launcher.icon;
    ThemeConfig {
        mode: theme.mode.as_str().to_owned(),
        properties,
        icon: (icon != own.launcher.icon).then(|| icon.path().to_owned()),
        notice: notice(&colors),
    }
}

/// One line for the person who looks at the page's console.
fn notice(colors: &ThemeColors) -> Option<String> {
    let told: Vec<String> = colors
        .corrections
        .iter()
        .map(|it| format!("{} {} is drawn as {} ({})", it.member, it.given, it.shown, it.scheme))
        .collect();
    (!told.is_empty()).then(|| {
        format!(
            "colours of the theme can't be read: {}; `siesta manifest validate` has the numbers",
            told.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use contract::api::ThemeConfig;
    use manifest::Manifest;
    use serde_json::{Value, json};

    use super::from_manifest;

    fn config(theme: Value) -> ThemeConfig {
        let text = include_str!("../../tests/data/manifests/web-plugin.json");
        let mut document: Value = serde_json::from_str(text).unwrap();
        document["webPlugin"]["theme"] = theme;
        match Manifest::from_json(Path::new("web-plugin.json"), &document.to_string()).unwrap() {
            Manifest::WebPlugin(manifest) => from_manifest(&manifest.web_plugin.theme),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_theme_that_says_nothing_sends_nothing() {
        let config = config(json!({}));
        assert_eq!((config.properties.len(), config.icon, config.notice), (0, None, None));
    }

    #[test]
    fn what_differs_is_sent_as_values_of_custom_properties() {
        let config = config(json!({
            "light": {"accent": "#b91c1c"},
            "dark": {"accent": "#dc2626"},
            "radius": 4,
            "font": ["Inter", "system-ui"],
            "launcher": {"icon": "spark", "size": 64, "gap": 12},
            "zIndex": 10,
        }));
        let expected = [
            ("accent", "light-dark(#b91c1c,#dc2626)"),
            ("font", "\"Inter\",system-ui"),
            ("gap", "12px"),
            ("launcher-size", "64px"),
            ("link", "light-dark(#b91c1c,#f9a99f)"),
            ("radius", "4px"),
            ("z-index", "10"),
        ];
        let sent: Vec<_> =
            config.properties.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(sent, expected);
        assert!(config.icon.is_some_and(|path| path.starts_with("M12 ")));
        assert_eq!(config.notice, None);
    }

    #[test]
    fn colours_that_can_not_be_read_are_replaced_and_told_in_one_line() {
        let config = config(json!({"light": {"text": "#cccccc"}}));
        let text = &config.properties["text"];
        assert!(!text.contains("#cccccc") && text.starts_with("light-dark(#6"), "{text}");
        let notice = config.notice.unwrap();
        assert!(notice.contains("light.text #cccccc is drawn as #6") && !notice.contains('\n'), "{notice}");
    }
}
