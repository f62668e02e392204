//! What the buttons in an answer do. One listener serves them all.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::{Answer, picture, table};
use crate::host;
use crate::ui::dom::{listen, spawn};
use crate::ui::texts::{answer as words, local};

pub(super) fn listen_to(answer: &Answer) {
    let pressed = answer.clone();
    answer.owner.with(|| {
        listen(&answer.article, "click", move |event| {
            if let Some(button) = found(&event, "[data-do]") {
                press(&pressed, button);
            }
        });
        listen(&answer.article, "focusout", |event| {
            if let Some(button) = found(&event, "[data-label]") {
                settle(&button);
            }
        });
    });
}

/// The element that an event is about.
pub(super) fn found(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok().flatten()
}

fn press(answer: &Answer, button: Element) {
    let around = |selector: &str| button.closest(selector).ok().flatten();
    let inside = |selector: &str, part: &str| around(selector)?.query_selector(part).ok().flatten();
    let text = match button.get_attribute("data-do").unwrap_or_default().as_str() {
        "wrap" => {
            if let Some(block) = around(".code") {
                let wraps = block.toggle_attribute("data-wraps").unwrap_or_default();
                let _ = button.set_attribute("aria-pressed", if wraps { "true" } else { "false" });
            }
            return;
        }
        "load" => {
            if let Some(card) = around(".image") {
                picture::load(answer.article.clone(), card, button);
            }
            return;
        }
        "copy-code" => inside(".code", "pre").and_then(|pre| pre.text_content()),
        "copy-table" => inside(".table", "table").map(|found| table::tab_separated(&found)),
        _ => Some((answer.markdown)()),
    };
    let (Some(text), article) = (text, answer.article.clone()) else { return };
    spawn(async move {
        let copied = host::clipboard::copy(&text).await;
        tell(&article, &button, copied);
    });
}

/// Says what became of copying: on the button, and aloud.
fn tell(article: &Element, button: &Element, copied: bool) {
    let outcome = local(if copied { words::COPIED } else { words::NOT_COPIED });
    if !button.has_attribute("data-label") {
        let label = button.text_content().unwrap_or_default();
        let _ = button.set_attribute("data-label", &label);
        let _ = button.set_attribute("data-name", &button.get_attribute("aria-label").unwrap_or_default());
    }
    button.set_text_content(Some(outcome));
    let _ = button.set_attribute("aria-label", outcome);
    say(article, outcome);
}

/// A button that is left says again what it does.
fn settle(button: &Element) {
    let label = button.get_attribute("data-label").unwrap_or_default();
    button.set_text_content(Some(&label));
    let _ = button.set_attribute("aria-label", &button.get_attribute("data-name").unwrap_or_default());
    let _ = button.remove_attribute("data-label");
}

/// Says something to those who listen, also when it is the same again.
pub(super) fn say(article: &Element, words: &str) {
    let Ok(Some(status)) = article.query_selector(".said") else { return };
    let again = status.text_content().as_deref() == Some(words);
    status.set_text_content(Some(&if again { [words, "\u{a0}"].concat() } else { words.to_owned() }));
}
