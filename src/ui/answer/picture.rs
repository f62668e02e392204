//! Pictures in an answer: nothing is fetched before the visitor asks for it.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlImageElement};

use super::make::{button, element};
use super::press::say;
use crate::net::decode::text;
use crate::ui::dom::spawn;
use crate::ui::texts::{answer as words, local};

/// Names the place where the picture is, and offers to load it.
pub(super) fn offer(card: &Element) {
    // In a link there is no place for a button.
    let Ok(Some(link)) = card.query_selector("a") else { return };
    if card.query_selector(".from").is_ok_and(|from| from.is_some()) {
        return;
    }
    let from = words::image_from(&text(&link, "host"));
    if let Some(from) = element(card, "span", &[("class", "from"), ("dir", "auto")], &from) {
        let _ = card.insert_before(&from, Some(&link));
    }
    if link.text_content().unwrap_or_default().trim().is_empty() {
        let _ = link.set_attribute("aria-label", local(words::IMAGE));
        let _ = link.set_attribute("data-plain", local(words::IMAGE));
    }
    let _ = button(card, "load", words::LOAD, &words::load_from(&text(&link, "host")));
}

/// Loads the picture of a card.
pub(super) fn load(article: Element, card: Element, button: Element) {
    if card.has_attribute("aria-busy") {
        return;
    }
    let Ok(Some(link)) = card.query_selector("a") else { return };
    let description = link.text_content().unwrap_or_default();
    let attributes = [("referrerpolicy", "no-referrer"), ("decoding", "async"), ("alt", description.trim())];
    let image = element(&card, "img", &attributes, "");
    let Some(image) = image.and_then(|image| image.dyn_into::<HtmlImageElement>().ok()) else { return };
    let _ = card.set_attribute("aria-busy", "true");
    button.set_text_content(Some(local(words::LOADING)));
    image.set_src(&text(&link, "href"));
    spawn(async move {
        let loaded = JsFuture::from(image.decode()).await.is_ok();
        let _ = card.remove_attribute("aria-busy");
        if !loaded {
            button.set_text_content(Some(local(words::LOAD_AGAIN)));
            let _ = card.set_attribute("data-failed", local(words::NOT_LOADED));
            say(&article, local(words::NOT_LOADED));
            return;
        }
        let _ = card.remove_attribute("data-failed");
        let _ = card.insert_before(&image, card.first_child().as_ref());
        let _ = card.set_attribute("data-loaded", "");
        // The button goes; who is still on it goes on from the picture's link.
        if button.matches(":focus").unwrap_or(false) {
            let _ = link.unchecked_ref::<HtmlElement>().focus();
        }
        button.remove();
        say(&article, local(words::LOADED));
    });
}
