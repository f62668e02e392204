//! The list of earlier conversations: a piece of its own that is loaded when it is first asked for.

use std::pin::Pin;

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::wasm_split;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use super::dom::{button, effect, element, text};
use super::texts::local;
use crate::net::run::Session;

type Mounted = SendWrapper<Box<dyn std::any::Any>>;

/// Shows and hides the list over the messages, and takes the focus there and back.
pub(super) fn follow_shown(session: Session, panel: HtmlElement) {
    let shown = session.model.history_shown;
    let mounted = StoredValue::new(None::<Mounted>);
    effect(move || {
        let is_shown = shown.get();
        let find = |selector| panel.query_selector(selector).ok().flatten();
        let had_focus = find(".history:focus-within").is_some();
        mounted.set_value(None);
        // What it covers can't be reached.
        for covered in [".thread", ".composer"].into_iter().filter_map(find) {
            let _ = covered.toggle_attribute_with_force("inert", is_shown);
        }
        let button = find(".actions button").and_then(|it| it.dyn_into::<HtmlElement>().ok());
        if let Some(button) = &button {
            let _ = button.set_attribute("aria-expanded", if is_shown { "true" } else { "false" });
        }
        if !is_shown {
            if let (Some(button), true) = (button, had_focus) {
                let _ = button.focus();
            }
            return;
        }
        let panel = panel.clone();
        session.spawn(async move {
            let view = match entries(session).await {
                Ok(entries) => entries.await,
                Err(_) => unavailable(session),
            };
            if shown.get_untracked() {
                let name = local("Earlier conversations");
                let list =
                    element("nav", &[("class", "history"), ("aria-label", name), ("tabindex", "-1")], view);
                mounted.set_value(Some(SendWrapper::new(Box::new(mount_to(panel.clone(), move || list)))));
                if let Ok(Some(list)) = panel.query_selector(".history") {
                    let _ = list.unchecked_ref::<HtmlElement>().focus();
                }
            }
        });
    });
}

type Entries = Pin<Box<dyn Future<Output = Vec<AnyView>>>>;

/// The list itself, or why there is none; from a module of its own where the build makes one.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(history, wasm_split_path = wasm_split, fallible)]
fn entries(session: Session) -> Result<Entries, wasm_split::SplitLoaderError> {
    Ok(ask(session))
}

#[cfg(not(feature = "split"))]
async fn entries(session: Session) -> Result<Entries, wasm_split::SplitLoaderError> {
    Ok(ask(session))
}

fn ask(session: Session) -> Entries {
    Box::pin(async move {
        let threads = session.threads().await.map_err(|failure| failure.text);
        list(session, threads)
    })
}

fn list(session: Session, threads: Result<JsValue, String>) -> Vec<AnyView> {
    let notice = |words: &str| vec![text("p", &[("class", "notice"), ("role", "status")], local(words))];
    match threads.map(serde_wasm_bindgen::from_value::<contract::api::ThreadListResponse>) {
        Err(words) => notice(&words),
        Ok(Err(_)) => notice(super::texts::FAILED),
        Ok(Ok(list)) if list.threads.is_empty() => notice("No earlier conversations yet."),
        Ok(Ok(list)) => {
            let entry = |thread: contract::api::ThreadSummary| {
                let (id, title) = (thread.id, vec![thread.title.into_any()]);
                let show = move || {
                    session.model.history_shown.set(false);
                    let id = id.clone();
                    session.spawn(async move { session.show(id).await });
                };
                element("li", &[], vec![button(&[("dir", "auto")], title, show)])
            };
            vec![element("ul", &[], list.threads.into_iter().map(entry).collect())]
        }
    }
}

/// The piece could not be loaded: the chat goes on without it.
fn unavailable(session: Session) -> Vec<AnyView> {
    let shown = session.model.history_shown;
    let again = move || {
        shown.set(false);
        shown.set(true);
    };
    vec![
        text("p", &[("class", "notice"), ("role", "alert")], local("The list can’t be loaded right now.")),
        button(&[], vec![local("Try again").to_owned().into_any()], again),
    ]
}
