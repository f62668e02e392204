//! Takes over the bubble and the panel: open and close, focus, theme.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Element, FocusOptions, HtmlElement, HtmlTextAreaElement, KeyboardEvent, ShadowRoot};

use super::dom::{effect, find, listen};
use super::texts::local;
use crate::host::{self, screen};
use crate::net::run::Session;

/// What takes the focus inside of the panel.
const FOCUSABLE: &str = "button:not(:disabled),a[href],textarea,[tabindex='0']";

pub(super) fn take_over(
    session: Session,
    root: &ShadowRoot,
    launcher: &HtmlElement,
    panel: &HtmlElement,
) -> Result<(), JsValue> {
    let model = session.model;
    let is_open = model.is_open;
    listen(launcher, "click", move |_| is_open.update(|open| *open = !*open));
    let close: HtmlElement = find(panel, "close")?;
    listen(&close, "click", move |_| is_open.set(false));
    let (inside, around) = (root.clone(), panel.clone());
    // A page of its own has nothing to close.
    let is_page = root.host().get_attribute("data-layout").as_deref() == Some("page");
    listen(panel, "keydown", move |event| {
        let key: &KeyboardEvent = event.unchecked_ref();
        // Whoever has used it, has prevented it; the innermost comes first.
        if event.default_prevented() || key.is_composing() {
            return;
        }
        match key.key().as_str() {
            "Escape" if model.history_shown.get_untracked() => model.history_shown.set(false),
            "Escape" if !is_page => is_open.set(false),
            "Tab" => keep_focus(&inside, &around, key),
            _ => {}
        }
    });
    let (veiled, veil) = (model.is_veiled, panel.clone());
    effect(move || {
        let _ = veil.style().set_property("opacity", if veiled.get() { "0" } else { "" });
    });
    let seen = panel.clone();
    screen::follow(move |place| {
        let style = seen.style();
        for (name, value) in [("--seen-top", place.map(|it| it.0)), ("--seen-height", place.map(|it| it.1))] {
            let _ = match value {
                // Whole pixels: what prints fractions is larger than this whole file.
                Some(pixels) => style.set_property(name, &[&(pixels as i32).to_string(), "px"].concat()),
                None => style.remove_property(name).map(drop),
            };
        }
    });
    name(session, launcher.clone(), close);
    show(session, root.clone(), launcher.clone(), panel.clone(), find(panel, "input")?);
    dress(session, root.host().unchecked_into(), launcher.clone(), find(panel, "title")?);
    Ok(())
}

/// Names the buttons of the loader in the visitor's language. A label of the script tag is the site's own word.
fn name(session: Session, launcher: HtmlElement, close: HtmlElement) {
    let label = session.options().label;
    effect(move || {
        session.model.track_language();
        let open = if label.is_empty() { local("Open chat") } else { &label };
        let _ = launcher.set_attribute("aria-label", open);
        let _ = close.set_attribute("aria-label", local("Close chat"));
    });
}

/// Where the panel covers the page, the next element after its last is its first.
fn keep_focus(root: &ShadowRoot, panel: &HtmlElement, key: &KeyboardEvent) {
    if panel.get_attribute("aria-modal").is_none() {
        return;
    }
    let Ok(all) = panel.query_selector_all(FOCUSABLE) else { return };
    let all = (0..all.length()).filter_map(|at| all.item(at)?.dyn_into::<HtmlElement>().ok());
    let mut all = all.filter(|it| matches!(it.closest("[inert]"), Ok(None)));
    let Some(first) = all.next() else { return };
    let last = all.next_back().unwrap_or_else(|| first.clone());
    let (edge, next) = if key.shift_key() { (first, last) } else { (last, first) };
    if root.active_element().as_ref() == Some(edge.as_ref()) {
        key.prevent_default();
        let _ = next.focus();
    }
}

/// Follows `is_open`: panel, bubble, focus, and a word to the page.
fn show(
    session: Session,
    root: ShadowRoot,
    launcher: HtmlElement,
    panel: HtmlElement,
    input: HtmlTextAreaElement,
) {
    let is_open = session.model.is_open;
    let shown = Cell::new(is_open.get_untracked());
    let came_from = RefCell::new(None::<HtmlElement>);
    set_modal(&panel, shown.get());
    effect(move || {
        let open = is_open.get();
        if shown.replace(open) == open {
            return;
        }
        // What the page does beside the chat keeps its focus.
        let has_focus = root.active_element().is_some_and(|focused| panel.contains(Some(focused.as_ref())));
        if open {
            *came_from.borrow_mut() = screen::focused();
        } else {
            session.model.history_shown.set(false);
        }
        let _ = panel.toggle_attribute_with_force("data-open", open);
        let _ = launcher.set_attribute("aria-expanded", if open { "true" } else { "false" });
        set_modal(&panel, open);
        // Without popovers the panel is an ordinary fixed element.
        let _ = if open { panel.show_popover() } else { panel.hide_popover() };
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let before = came_from.borrow();
        let back = before.as_ref().filter(|element| element.is_connected()).unwrap_or(&launcher);
        if open || has_focus {
            let target: &HtmlElement = if open { &input } else { back };
            let _ = target.focus_with_options(&options);
        }
        host::events::emit(if open { "open" } else { "close" });
    });
}

/// An open panel that covers the page is all there is.
fn set_modal(panel: &HtmlElement, open: bool) {
    let _ = if open && screen::is_covered() {
        panel.set_attribute("aria-modal", "true")
    } else {
        panel.remove_attribute("aria-modal")
    };
}

/// Follows the site's configuration: name, look, side. The page's own words win: those of its script tag, which the
/// loader has put onto the host element, and whatever the page puts there later.
fn dress(session: Session, host: HtmlElement, launcher: HtmlElement, title: Element) {
    let options = session.options();
    effect(move || {
        session.model.track_site(|site| {
            let Some(site) = site else { return };
            let label = if options.label.is_empty() { &site.title } else { &options.label };
            title.set_text_content(Some(label));
            // Made of typed values by the backend, never CSS of somebody. What the page says itself comes first.
            for (name, value) in &site.look {
                let value = ["var(--siesta-", name, ",", value, ")"].concat();
                let _ = host.style().set_property(&["--", name].concat(), &value);
            }
            if !site.icon.is_empty()
                && let Ok(Some(path)) = launcher.query_selector("path")
            {
                let _ = path.set_attribute("d", &site.icon);
            }
            if !site.notice.is_empty() {
                host::events::advise_owner(&site.notice);
            }
            for (name, value) in [("data-theme", &site.mode), ("data-position", &site.position)] {
                if host.get_attribute(name).is_none_or(|given| given.is_empty()) {
                    let _ = host.set_attribute(name, value);
                }
            }
        });
    });
}
