//! Takes over the text box: send, stop, limit.

use std::cell::Cell;
use std::rc::Rc;

use contract::limits::MESSAGE_CHARS;
use leptos::mount::mount_to;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlButtonElement, HtmlElement, HtmlTextAreaElement, KeyboardEvent};

use super::dom::{dynamic, effect, find, listen, text};
use super::texts::{fill, local};
use crate::net::run::Session;

pub(super) fn take_over(session: Session, panel: &HtmlElement) -> Result<(), JsValue> {
    let form: HtmlElement = find(panel, "composer")?;
    let input: HtmlTextAreaElement = find(panel, "input")?;
    let button: HtmlButtonElement = find(panel, "send")?;
    let model = session.model;
    let length = RwSignal::new(count(&input.value()));
    let limit = move || model.track_site(|site| site.map_or(MESSAGE_CHARS, |site| site.message_chars));

    let submit: Rc<dyn Fn()> = {
        let (input, form) = (input.clone(), form.clone());
        Rc::new(move || {
            let _ = form.remove_attribute("aria-busy");
            let words = input.value();
            if count(&words) <= limit() && !words.trim().is_empty() && !model.is_running() {
                input.set_value("");
                length.set(0);
                session.send(words);
            }
        })
    };
    // What was sent before the widget was here.
    if form.has_attribute("aria-busy") {
        submit();
    }
    let (draft, is_first) = (input.clone(), Cell::new(true));
    effect(move || {
        model.track_draft();
        if !is_first.replace(false) {
            draft.set_value("");
            length.set(0);
        }
    });
    let (typed, enter) = (input.clone(), submit.clone());
    listen(&input, "input", move |_| length.set(count(&typed.value())));
    listen(&input, "keydown", move |event| {
        let key: &KeyboardEvent = event.unchecked_ref();
        if key.key() == "Enter" && !key.shift_key() && !key.is_composing() {
            event.prevent_default();
            enter();
        }
    });
    listen(&form, "submit", move |event| {
        event.prevent_default();
        if model.is_running() { session.stop() } else { submit() }
    });

    effect(move || {
        let running = model.track_run().is_some();
        let over = length.get() > limit();
        button.set_disabled(!running && (length.get() == 0 || over));
        model.track_language();
        let name = local(if running { "Stop the answer" } else { "Send message" });
        let _ = button.set_attribute("aria-label", name);
        let _ = input.set_attribute("aria-label", local("Message"));
        let _ = button.toggle_attribute_with_force("data-stop", running);
        let _ = input.set_attribute("aria-invalid", if over { "true" } else { "false" });
        model.with_site(|site| {
            let placeholder = site.map(|site| site.placeholder.as_str()).filter(|words| !words.is_empty());
            input.set_placeholder(placeholder.unwrap_or(local("Write a message")));
        });
    });
    let below = mount_to(panel.clone(), move || {
        let legal = dynamic(move || {
            let words = model.track_site(|site| site.map(|site| site.legal_notice.clone()))?;
            (!words.is_empty()).then(|| text("p", &[("class", "legal"), ("dir", "auto")], &words))
        });
        let counter = dynamic(move || {
            let (length, limit) = (length.get(), limit());
            let words = fill(local("{} of {} characters"), &length.to_string());
            let words = fill(&words, &limit.to_string());
            let class = if length > limit { "counter over" } else { "counter" };
            (length * 5 > limit * 4).then(|| text("p", &[("class", class), ("role", "status")], &words))
        });
        vec![counter, legal]
    });
    let below = SendWrapper::new(below);
    on_cleanup(move || drop(below.take()));
    Ok(())
}

/// How many characters it has: bytes that go on with one are not counted.
fn count(text: &str) -> usize {
    text.bytes().filter(|byte| !(0x80..0xc0).contains(byte)).count()
}
