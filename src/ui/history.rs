//! The list of earlier conversations: a piece of its own that is loaded when it is first asked for.

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::{html, wasm_split};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::net::run::Session;

type Threads = Vec<(String, String)>;
type Guard = SendWrapper<Box<dyn std::any::Any>>;

/// Shows and hides the list over the messages.
pub(super) fn follow_shown(session: Session, thread: HtmlElement) {
    let shown = session.model.history_shown;
    let list = StoredValue::new(None::<Guard>);
    Effect::new(move |_| {
        list.set_value(None);
        if !shown.get() {
            return;
        }
        let Some(parent) = thread.parent_element() else { return };
        let parent = SendWrapper::new(parent.unchecked_into::<HtmlElement>());
        spawn_local(async move {
            let threads = session.threads().await.map_err(|failure| failure.text);
            let mounted = match open(session, parent.clone().take(), threads.clone()).await {
                Ok(mounted) => mounted,
                Err(_) => fallback(session, parent.take()),
            };
            if shown.get_untracked() {
                list.set_value(Some(mounted));
            }
        });
    });
}

#[wasm_split_helpers::wasm_split(history, wasm_split_path = wasm_split, fallible)]
fn open(
    session: Session,
    parent: HtmlElement,
    threads: Result<Threads, String>,
) -> Result<Guard, wasm_split::SplitLoaderError> {
    let entries = move || match &threads {
        Err(text) => html::p().class("notice").child(text.clone()).into_any(),
        Ok(threads) if threads.is_empty() => {
            html::p().class("notice").child("No earlier conversations yet.").into_any()
        }
        Ok(threads) => {
            html::ul().child(threads.iter().map(|thread| entry(session, thread)).collect_view()).into_any()
        }
    };
    let mounted = mount_to(parent, move || {
        html::nav().class("history").attr("aria-label", "Earlier conversations").child(entries())
    });
    Ok(SendWrapper::new(Box::new(mounted)))
}

fn entry(session: Session, (id, title): &(String, String)) -> impl IntoView + use<> {
    let id = id.clone();
    let show = move |_| {
        session.model.history_shown.set(false);
        let id = id.clone();
        spawn_local(async move { session.show(id).await });
    };
    html::li().child(
        html::button()
            .attr("type", "button")
            .attr("dir", "auto")
            .on(leptos::ev::click, show)
            .child(title.clone()),
    )
}

/// The piece could not be loaded: the chat goes on without it.
fn fallback(session: Session, parent: HtmlElement) -> Guard {
    let again = move |_| {
        session.model.history_shown.set(false);
        session.model.history_shown.set(true);
    };
    let mounted = mount_to(parent, move || {
        html::nav().class("history").attr("aria-label", "Earlier conversations").child((
            html::p().class("notice").attr("role", "alert").child("The list can’t be loaded right now."),
            html::button().attr("type", "button").on(leptos::ev::click, again).child("Try again"),
        ))
    });
    SendWrapper::new(Box::new(mounted))
}
