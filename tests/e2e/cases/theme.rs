//! The look that a manifest asks for, on light and on dark; what can't be read is corrected, and the page has the last
//! word.

use serde_json::json;

use crate::support::{BackendSettings, Page, Setup, run};

/// Under the strictest of policies: nothing here is an inline style.
const POLICY: &str = "default-src 'none'; script-src ORIGIN 'wasm-unsafe-eval'; connect-src ORIGIN; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

fn setup() -> Setup {
    let theme = json!({
        "light": {"accent": "#7c3aed", "surface": "#fff8ec", "text": "#c9c9c9"},
        "dark": {"accent": "#a78bfa", "surface": "#1a1625"},
        "radius": 8,
        "font": ["Georgia"],
        "launcher": {"icon": "spark", "size": 64, "gap": 32},
        "zIndex": 77,
    });
    Setup {
        backend: BackendSettings { theme: Some(theme), ..BackendSettings::default() },
        ..Setup::default()
    }
}

async fn style(page: &Page, selector: &str, property: &str) -> String {
    let value = page.js(&format!("getComputedStyle(e2e.find('{selector}')).{property}")).await;
    value.as_str().expect("a style is text").to_owned()
}

/// How an element's text stands out from the panel (WCAG 2.2, contrast ratio).
async fn contrast(page: &Page, selector: &str) -> f64 {
    let script = format!(
        "(() => {{ const light = (color) => color.match(/[0-9.]+/g).slice(0, 3).map((byte) => byte / 255) \
             .map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4)) \
             .reduce((sum, it, at) => sum + it * [0.2126, 0.7152, 0.0722][at], 0.05); \
           const ink = light(getComputedStyle(e2e.find('{selector}')).color); \
           const ground = light(getComputedStyle(e2e.find('.panel')).backgroundColor); \
           return Math.max(ink, ground) / Math.min(ink, ground); }})()"
    );
    page.js(&script).await.as_f64().expect("a ratio is a number")
}

fn scheme(scheme: &'static str, accent: &'static str, surface: &'static str) {
    run(setup(), async |case| {
        case.expect_report("light.text #c9c9c9 is drawn as #");
        case.site.set_headers("plain.html", &[("content-security-policy", POLICY)]);
        let page = &mut case.page;
        page.browser.prefer_colours(scheme).await;
        page.visit("plain.html").await;
        page.ask_and_wait("How do I embed the chat with a script tag?").await;
        for (selector, property, expected) in [
            (".launcher", "backgroundColor", accent),
            (".launcher", "width", "64px"),
            (".launcher", "bottom", "32px"),
            (".launcher", "zIndex", "77"),
            (".visitor .text", "backgroundColor", accent),
            (".panel", "backgroundColor", surface),
            (".panel", "borderRadius", "8px"),
            (".panel", "fontFamily", "Georgia, sans-serif"),
        ] {
            assert_eq!(style(page, selector, property).await, expected, "{selector} {property}");
        }
        assert!(
            page.js("e2e.find('.launcher path').getAttribute('d')")
                .await
                .as_str()
                .is_some_and(|it| it.starts_with("M12 3.5"))
        );
        for selector in [".panel", ".message.assistant .text", ".legal"] {
            let contrast = contrast(page, selector).await;
            assert!(contrast >= 4.5, "{selector} on the panel: {contrast}");
        }
    });
}

#[test]
fn a_theme_is_drawn_on_a_light_page() {
    scheme("light", "rgb(124, 58, 237)", "rgb(255, 248, 236)");
}

#[test]
fn a_theme_is_drawn_on_a_dark_page() {
    scheme("dark", "rgb(167, 139, 250)", "rgb(26, 22, 37)");
}

#[test]
fn the_page_has_the_last_word() {
    run(setup(), async |case| {
        case.expect_report("light.text #c9c9c9 is drawn as #");
        let page = &mut case.page;
        page.browser.prefer_colours("light").await;
        page.visit("plain.html").await;
        page.until("getComputedStyle(e2e.find('.panel')).backgroundColor === 'rgb(255, 248, 236)'").await;

        page.run(
            "const sheet = new CSSStyleSheet(); document.adoptedStyleSheets.push(sheet); sheet.replaceSync( \
             'siesta-chat-host { --siesta-accent: rgb(1, 2, 3); --siesta-radius: 3px; }')",
        )
        .await;
        assert_eq!(style(page, ".launcher", "backgroundColor").await, "rgb(1, 2, 3)");
        assert_eq!(style(page, ".panel", "borderRadius").await, "3px");

        page.run("document.querySelector('siesta-chat-host').dataset.theme = 'dark'").await;
        assert_eq!(style(page, ".panel", "backgroundColor").await, "rgb(26, 22, 37)");
        assert_eq!(style(page, ".launcher", "backgroundColor").await, "rgb(1, 2, 3)");
    });
}
