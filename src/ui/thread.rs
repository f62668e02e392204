//! The messages, and what is said where there are none yet.

use leptos::control_flow::{For, ForProps};
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::dom::listen;
use super::{history, message, texts};
use crate::chat::{MessageState, Phase};
use crate::net::run::Session;

/// How far from the end still counts as being there, in CSS pixels.
const AT_END: i32 = 48;

pub(super) fn view(session: Session, scroller: HtmlElement) -> impl IntoView {
    let model = session.model;
    let follow = follow_end(scroller.clone());
    history::follow_shown(session, scroller);
    (
        move || model.notice.get().map(|text| html::p().class("notice").attr("role", "status").child(text)),
        move || model.ids.with(Vec::is_empty).then(|| welcome(session)),
        html::div()
            .class("messages")
            .attr("role", "log")
            .attr("aria-live", "off")
            .attr("aria-label", "Messages")
            .child(For(ForProps::builder()
                .each(move || model.ids.get())
                .key(String::clone)
                .children(move |id| message::view(session, id, follow))
                .build())),
        move || {
            let text = model.run.with(|run| match run.as_ref()?.phase {
                Phase::Sending | Phase::Thinking => Some(texts::THINKING),
                Phase::Reconnecting => Some(texts::RECONNECTING),
                Phase::Writing | Phase::Stopping => None,
            });
            text.map(|text| html::p().class("status").child(text))
        },
        announcer(session),
    )
}

/// Greeting and suggestions of an empty conversation.
fn welcome(session: Session) -> AnyView {
    session
        .model
        .config
        .with(|config| {
            let texts = &config.as_ref()?.texts;
            let suggestion = |text: String| {
                let question = text.clone();
                html::button()
                    .attr("type", "button")
                    .class("suggestion")
                    .on(leptos::ev::click, move |_| session.send(question.clone()))
                    .child(text)
            };
            let suggestions = texts.suggestions.iter().cloned().map(suggestion).collect_view();
            Some((
                html::p().class("greeting").attr("dir", "auto").child(texts.greeting.clone()),
                html::div().class("suggestions").child(suggestions),
            ))
        })
        .into_any()
}

/// Speaks each answer once, when it is whole.
fn announcer(session: Session) -> impl IntoView {
    let model = session.model;
    let last = Memo::new(move |_| {
        if model.run.with(Option::is_some) {
            return None;
        }
        model.ids.with(|ids| {
            let id = ids.last()?;
            model.track_message(id, |message| match &message.state {
                MessageState::Complete | MessageState::Stopped => message.text.clone(),
                MessageState::Broken(failure) | MessageState::NotSent(failure) => failure.text.clone(),
                MessageState::Sending | MessageState::Writing => String::new(),
            })
        })
    });
    html::div().class("unseen").attr("role", "status").child(move || last.get())
}

/// Keeps the end in sight while the visitor is there; any look back releases it.
fn follow_end(scroller: HtmlElement) -> StoredValue<Box<dyn Fn()>, LocalStorage> {
    let at_end = StoredValue::new(true);
    let listener = scroller.clone();
    listen(&scroller, "scroll", move |_| {
        let gap = listener.scroll_height() - listener.scroll_top() - listener.client_height();
        at_end.set_value(gap <= AT_END);
    });
    StoredValue::new_local(Box::new(move || {
        if at_end.get_value() {
            scroller.set_scroll_top(scroller.scroll_height());
        }
    }))
}
