//! Takes over the text box: send, stop, limit.

use contract::limits::MESSAGE_CHARS;
use leptos::mount::mount_to;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlButtonElement, HtmlElement, HtmlTextAreaElement, KeyboardEvent};

use super::dom::{find, listen};
use crate::net::run::Session;

pub(super) fn take_over(session: Session, panel: &HtmlElement) -> Result<(), JsValue> {
    let form: HtmlElement = find(panel, "composer")?;
    let input: HtmlTextAreaElement = find(panel, "input")?;
    let button: HtmlButtonElement = find(panel, "send")?;
    let model = session.model;
    let length = RwSignal::new(input.value().chars().count());
    let limit = Memo::new(move |_| {
        model
            .config
            .with(|config| config.as_ref().map_or(MESSAGE_CHARS, |config| config.limits.message_chars))
    });

    let submit = {
        let (input, form) = (input.clone(), form.clone());
        move || {
            let text = input.value();
            let fits = text.chars().count() <= limit.get_untracked();
            if fits && !text.trim().is_empty() && model.run.with_untracked(Option::is_none) {
                input.set_value("");
                let _ = form.remove_attribute("aria-busy");
                length.set(0);
                session.send(text);
            }
        }
    };
    // What was sent before the widget was here.
    if form.has_attribute("aria-busy") {
        submit();
        let _ = form.remove_attribute("aria-busy");
    }

    {
        let input = input.clone();
        listen(&input.clone(), "input", move |_| length.set(input.value().chars().count()));
    }
    {
        let submit = submit.clone();
        listen(&input, "keydown", move |event| {
            let key: &KeyboardEvent = event.unchecked_ref();
            if key.key() == "Enter" && !key.shift_key() && !key.is_composing() {
                event.prevent_default();
                submit();
            }
        });
    }
    listen(&form, "submit", move |event| {
        event.prevent_default();
        if model.run.with_untracked(Option::is_some) { session.stop() } else { submit() }
    });

    Effect::new(move |_| {
        let running = model.run.with(Option::is_some);
        let over = length.get() > limit.get();
        button.set_disabled(!running && (length.get() == 0 || over));
        let _ = button.set_attribute("aria-label", if running { "Stop the answer" } else { "Send message" });
        let _ = button.toggle_attribute_with_force("data-stop", running);
        let _ = input.set_attribute("aria-invalid", if over { "true" } else { "false" });
    });
    let counter = mount_to(form, move || {
        move || {
            let (length, limit) = (length.get(), limit.get());
            (length * 5 > limit * 4).then(|| {
                leptos::html::p()
                    .class("counter")
                    .class(("over", length > limit))
                    .attr("role", "status")
                    .child(
                        [length.to_string(), " of ".to_owned(), limit.to_string(), " characters".to_owned()]
                            .concat(),
                    )
            })
        }
    });
    let counter = SendWrapper::new(counter);
    on_cleanup(move || drop(counter.take()));
    Ok(())
}
