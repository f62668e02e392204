//! The list of earlier conversations: a piece of its own that is loaded when it is first asked for.

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::wasm_split;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::dom::{button, effect, element, text};
use crate::net::run::Session;

type Mounted = SendWrapper<Box<dyn std::any::Any>>;

/// Shows and hides the list over the messages.
pub(super) fn follow_shown(session: Session, panel: HtmlElement) {
    let shown = session.model.history_shown;
    let mounted = StoredValue::new(None::<Mounted>);
    effect(move || {
        mounted.set_value(None);
        if !shown.get() {
            return;
        }
        let panel = panel.clone();
        session.spawn(async move {
            let threads = session.threads().await.map_err(|failure| failure.text);
            let view = match entries(session, threads).await {
                Ok(view) => view,
                Err(_) => unavailable(session),
            };
            if shown.get_untracked() {
                let list =
                    element("nav", &[("class", "history"), ("aria-label", "Earlier conversations")], view);
                mounted.set_value(Some(SendWrapper::new(Box::new(mount_to(panel, move || list)))));
            }
        });
    });
}

/// The list itself, or why there is none; from a module of its own where the build makes one.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(history, wasm_split_path = wasm_split, fallible)]
fn entries(
    session: Session,
    threads: Result<JsValue, String>,
) -> Result<Vec<AnyView>, wasm_split::SplitLoaderError> {
    Ok(list(session, threads))
}

#[cfg(not(feature = "split"))]
async fn entries(
    session: Session,
    threads: Result<JsValue, String>,
) -> Result<Vec<AnyView>, wasm_split::SplitLoaderError> {
    Ok(list(session, threads))
}

fn list(session: Session, threads: Result<JsValue, String>) -> Vec<AnyView> {
    let notice = |words: &str| vec![text("p", &[("class", "notice")], words)];
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
        text("p", &[("class", "notice"), ("role", "alert")], "The list can’t be loaded right now."),
        button(&[], vec!["Try again".into_any()], again),
    ]
}
