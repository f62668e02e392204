//! What stands behind a number: title, words and place of the source, beside the chip that is looked at.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use super::Answer;
use super::make::{add, element};
use super::press::found;
use crate::net::decode::text;
use crate::ui::dom::listen;

const CHIP: &str = ".citation";
const CARD: &str = ".source-card";
/// Between chip and card, and between card and edge, in CSS pixels.
const GAP: f64 = 6.0;

/// Shows the card while the chip or the card is pointed at or has the focus; Escape hides it. A touch shows the card
/// instead of following the link, which is in the card as well.
pub(super) fn listen_to(answer: &Answer) {
    let by_touch = Rc::new(Cell::new(false));
    let article = &answer.article;
    let shows = answer.clone();
    let show = Rc::new(move |chip: &Element| show(&shows, chip));
    answer.owner.with(|| {
        let (show, shown_by_pointer) = (show.clone(), show);
        let (here, touch) = (article.clone(), by_touch.clone());
        listen(article, "pointerover", move |event| {
            touch.set(text(&event, "pointerType") == "touch");
            if touch.get() {
                return;
            }
            match found(&event, CHIP) {
                Some(chip) => shown_by_pointer(&chip),
                None if found(&event, CARD).is_none() => {
                    hide(&here);
                }
                None => {}
            }
        });
        let here = article.clone();
        listen(article, "pointerleave", move |_| {
            hide(&here);
        });
        let by_focus = show.clone();
        listen(article, "focusin", move |event| {
            if let Some(chip) = found(&event, CHIP) {
                by_focus(&chip);
            }
        });
        let here = article.clone();
        listen(article, "focusout", move |event| {
            if found(&event, CHIP).is_some() && !is_in_card(&event) {
                hide(&here);
            }
        });
        listen(article, "click", move |event| {
            if let Some(chip) = found(&event, CHIP).filter(|_| by_touch.get()) {
                event.prevent_default();
                show(&chip);
            }
        });
        let here = article.clone();
        listen(article, "keydown", move |event| {
            if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" && hide(&here) {
                // The panel stays.
                event.stop_propagation();
            }
        });
    });
}

/// Whether the focus goes into the card.
fn is_in_card(event: &Event) -> bool {
    let next = crate::net::decode::get(event, "relatedTarget").dyn_into::<Element>();
    next.is_ok_and(|next| matches!(next.closest(CARD), Ok(Some(_))))
}

/// Whether there was one to hide.
fn hide(article: &Element) -> bool {
    let Ok(Some(card)) = article.query_selector(CARD) else { return false };
    if let Ok(Some(chip)) = article.query_selector("[aria-describedby]") {
        let _ = chip.remove_attribute("aria-describedby");
    }
    card.remove();
    true
}

fn show(answer: &Answer, chip: &Element) {
    let number = chip.text_content().unwrap_or_default();
    let Some(source) = answer.citations.iter().find(|source| source.number.to_string() == number) else {
        return;
    };
    if chip.has_attribute("aria-describedby") {
        return;
    }
    hide(&answer.article);
    let id = ["source-", &number].concat();
    let Some(card) =
        element(&answer.article, "div", &[("class", "source-card"), ("id", &id), ("dir", "auto")], "")
    else {
        return;
    };
    let title = if source.title.is_empty() { &source.url } else { &source.title };
    let href = [("class", "name"), ("href", source.url.as_str()), ("rel", "noopener noreferrer nofollow")];
    if let Some(link) = add(&card, "a", &href, title) {
        if let Some(target) = chip.get_attribute("target") {
            let _ = link.set_attribute("target", &target);
        }
        // The keyboard has the chip for that.
        let _ = link.set_attribute("tabindex", "-1");
    }
    let _ = add(&card, "span", &[("class", "snippet")], &source.snippet);
    let _ = add(&card, "span", &[("class", "host"), ("dir", "ltr")], &text(chip, "host"));
    let _ = answer.article.append_child(&card);
    let _ = chip.set_attribute("aria-describedby", &id);
    place(&answer.article, chip, card.unchecked_ref());
}

/// Below the chip, or above it where there is no room.
fn place(article: &Element, chip: &Element, card: &HtmlElement) {
    let (around, at) = (article.get_bounding_client_rect(), chip.get_bounding_client_rect());
    let size = card.get_bounding_client_rect();
    let end = match article.closest(".thread") {
        Ok(Some(thread)) => thread.get_bounding_client_rect().bottom(),
        _ => f64::INFINITY,
    };
    let below = at.bottom() + GAP;
    let top = if below + size.height() > end { at.top() - GAP - size.height() } else { below };
    let left = (at.left() - GAP).min(around.right() - size.width()).max(around.left());
    let px = |length: f64| [&(length.round() as i32).to_string(), "px"].concat();
    let _ = card.style().set_property("top", &px(top - around.top()));
    let _ = card.style().set_property("left", &px(left - around.left()));
}
