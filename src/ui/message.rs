//! One message, its sources and what became of it.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::markdown::MarkdownView;
use crate::chat::{Author, Citation, Failure, MessageState};
use crate::net::run::Session;

pub(super) fn view(
    session: Session,
    id: String,
    follow: StoredValue<Box<dyn Fn()>, LocalStorage>,
) -> AnyView {
    let model = session.model;
    let author = model.with(|chat| chat.message(&id).map(|message| message.author));
    let body = html::div().class("text").attr("dir", "auto");
    let (class, who) = match author {
        Some(Author::Assistant) => ("message assistant", "Assistant"),
        _ => ("message visitor", "You"),
    };
    let state = {
        let id = id.clone();
        Memo::new(move |_| model.track_message(&id, |message| message.state.clone()))
    };
    let sources = {
        let id = id.clone();
        Memo::new(move |_| {
            let complete = |message: &crate::chat::Message| {
                (message.state == MessageState::Complete).then(|| cited(&message.text, &message.citations))
            };
            model.track_message(&id, complete).flatten().unwrap_or_default()
        })
    };
    let node = NodeRef::<html::Div>::new();
    let view = StoredValue::new_local(None::<MarkdownView>);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        let element: Element = element.unchecked_into();
        model.track_message(&id, |message| match author {
            Some(Author::Assistant) => view.update_value(|view| {
                let view = view.get_or_insert_with(|| MarkdownView::new(element));
                view.update(&message.text, &message.citations, message.state != MessageState::Writing);
            }),
            _ => element.set_text_content(Some(&message.text)),
        });
        follow.with_value(|follow| follow());
    });
    html::article()
        .class(class)
        .attr("aria-label", who)
        .child((
            body.node_ref(node),
            move || source_list(sources.get()),
            move || state.get().and_then(|state| fate(session, state)),
        ))
        .into_any()
}

/// The sources that the text names, each once.
fn cited(text: &str, citations: &[Citation]) -> Vec<(u32, String, String)> {
    let named = |citation: &&Citation| text.contains(&["[", &citation.number.to_string(), "]"].concat());
    citations
        .iter()
        .filter(named)
        .map(|citation| (citation.number, citation.title.clone(), citation.url.clone()))
        .collect()
}

fn source_list(sources: Vec<(u32, String, String)>) -> Option<AnyView> {
    if sources.is_empty() {
        return None;
    }
    let source = |(number, title, url): (u32, String, String)| {
        let label = html::span().child(title);
        let entry = if markdown::safe_href(&url) {
            html::a()
                .attr("href", url)
                .attr("target", "_blank")
                .attr("rel", "noopener noreferrer")
                .child(label)
                .into_any()
        } else {
            label.into_any()
        };
        html::li().attr("value", number.to_string()).child(entry)
    };
    let sources = sources.into_iter().map(source).collect_view();
    Some(html::ol().class("sources").attr("aria-label", "Sources").child(sources).into_any())
}

/// What became of a message, where that needs a word.
fn fate(session: Session, state: MessageState) -> Option<AnyView> {
    match state {
        MessageState::Sending | MessageState::Writing | MessageState::Complete => None,
        MessageState::Stopped => Some(html::p().class("fate").child("Stopped").into_any()),
        MessageState::NotSent(failure) => Some(failed(session, failure, "Send again")),
        MessageState::Broken(failure) => Some(failed(session, failure, "Ask again")),
    }
}

fn failed(session: Session, failure: Failure, again: &'static str) -> AnyView {
    let retry = (failure.can_retry || failure.code == "stopped").then(|| {
        html::button()
            .attr("type", "button")
            .class("again")
            .on(leptos::ev::click, move |_| session.retry())
            .child(again)
    });
    html::div().class("fate failed").child((html::span().child(failure.text), retry)).into_any()
}
