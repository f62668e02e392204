//! Texts in other languages than English: a piece of its own that is loaded for those who need it.

use leptos::wasm_split;
use web_sys::Element;

use super::texts::{self, Translations};
use crate::host::language;
use crate::locales;
use crate::net::run::Session;

/// Languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 2] = ["ar", "he"];

/// Finds out the visitor's language, and says when the widget speaks it.
pub(super) fn learn(session: Session, host: Element, learnt: impl Fn() + 'static) {
    let wanted = language::wanted(&host);
    let Some(tag) = wanted.into_iter().find(|tag| tag == "en" || locales::LANGUAGES.contains(&tag.as_str()))
    else {
        return;
    };
    if tag == "en" {
        // On an English page that is said already; where the script tag asks for it, the page may be in any language.
        if host.has_attribute("data-locale") {
            declare(&host, &tag);
        }
        return;
    }
    session.spawn(async move {
        // Without its texts the chat goes on in English.
        let Ok(translations) = translations(tag.clone()).await else { return };
        texts::translate(translations);
        declare(&host, &tag);
        learnt();
    });
}

/// Says in which language the chat's words are, and so which way they read.
fn declare(host: &Element, tag: &str) {
    let direction = if RIGHT_TO_LEFT.contains(&tag) { "rtl" } else { "ltr" };
    let _ = host.set_attribute("lang", tag);
    let _ = host.set_attribute("dir", direction);
}

#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(locales, wasm_split_path = wasm_split, fallible)]
fn translations(tag: String) -> Result<Translations, wasm_split::SplitLoaderError> {
    Ok(locales::table(&tag).map(|texts| (&locales::ENGLISH, texts)))
}

#[cfg(not(feature = "split"))]
async fn translations(tag: String) -> Result<Translations, wasm_split::SplitLoaderError> {
    Ok(locales::table(&tag).map(|texts| (&locales::ENGLISH, texts)))
}
