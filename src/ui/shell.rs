//! Takes over the bubble and the panel: open and close, focus, theme.

use std::cell::Cell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Element, FocusOptions, HtmlElement, HtmlTextAreaElement, KeyboardEvent, ShadowRoot};

use super::dom::{effect, find, listen};
use crate::host;
use crate::net::run::Session;

pub(super) fn take_over(
    session: Session,
    root: &ShadowRoot,
    launcher: &HtmlElement,
    panel: &HtmlElement,
) -> Result<(), JsValue> {
    let is_open = session.model.is_open;
    listen(launcher, "click", move |_| is_open.update(|open| *open = !*open));
    let close: HtmlElement = find(panel, "close")?;
    listen(&close, "click", move |_| is_open.set(false));
    listen(panel, "keydown", move |event| {
        if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
            is_open.set(false);
        }
    });
    let (veiled, veil) = (session.model.is_veiled, panel.clone());
    effect(move || {
        let _ = veil.style().set_property("opacity", if veiled.get() { "0" } else { "" });
    });
    show(session, launcher.clone(), panel.clone(), find(panel, "input")?);
    dress(session, root.host().unchecked_into(), find(panel, "title")?);
    Ok(())
}

/// Follows `is_open`: panel, bubble, focus, and a word to the page.
fn show(session: Session, launcher: HtmlElement, panel: HtmlElement, input: HtmlTextAreaElement) {
    let is_open = session.model.is_open;
    let shown = Cell::new(is_open.get_untracked());
    effect(move || {
        let open = is_open.get();
        if shown.replace(open) == open {
            return;
        }
        let _ = panel.toggle_attribute_with_force("data-open", open);
        let _ = launcher.set_attribute("aria-expanded", if open { "true" } else { "false" });
        // Without popovers the panel is an ordinary fixed element.
        let _ = if open { panel.show_popover() } else { panel.hide_popover() };
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let target: &HtmlElement = if open { &input } else { &launcher };
        let _ = target.focus_with_options(&options);
        host::events::emit(if open { "open" } else { "close" });
    });
}

/// Follows the site's configuration: name, colours, side. The script tag's words win.
fn dress(session: Session, host: HtmlElement, title: Element) {
    let options = session.options();
    effect(move || {
        session.model.track_site(|site| {
            let Some(site) = site else { return };
            let label = if options.label.is_empty() { &site.title } else { &options.label };
            title.set_text_content(Some(label));
            // Typed in the manifest: `#rrggbb`, never CSS.
            let _ = host.style().set_property("--siesta-accent", &site.accent);
            let _ = host.style().set_property("--siesta-on-accent", on_accent(&site.accent));
            for (name, asked, default) in [
                ("data-theme", &options.theme, &site.mode),
                ("data-position", &options.position, &site.position),
            ] {
                let _ = host.set_attribute(name, if asked.is_empty() { default } else { asked });
            }
        });
    });
}

/// Black or white, whichever stands out more (WCAG 2.2, relative luminance; the crossing is at 0.179).
fn on_accent(accent: &str) -> &'static str {
    let channel = |at: usize| {
        let byte = accent.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
        let share = f64::from(byte) / 255.0;
        share * share * (0.75 + 0.25 * share)
    };
    let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    if luminance > 0.179 { "#000" } else { "#fff" }
}
