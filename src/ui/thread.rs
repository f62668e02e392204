//! The messages, and what is said where there are none yet.

mod scroll;
mod speech;

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::dom::{button, dynamic, effect, element, hollow, icon, text};
use super::texts::{self, local};
use super::{list, message};
use crate::chat::{MessageState, Phase};
use crate::net::run::Session;
use scroll::{Below, Scroll};

pub(super) fn view(session: Session, scroller: HtmlElement) -> Vec<AnyView> {
    let model = session.model;
    // It can be scrolled by keys, and has a name for those who come to it.
    for (name, value) in
        [("role", "log"), ("aria-live", "off"), ("tabindex", "0"), ("aria-label", local(texts::MESSAGES))]
    {
        let _ = scroller.set_attribute(name, value);
    }
    let scroll = Scroll::new(session, scroller.clone());
    effect(move || {
        if let Ok(Some(content)) = scroller.query_selector(".content") {
            scroll.watch(&content);
        }
    });
    follow_answers(session, scroll);
    let content = vec![
        dynamic(move || {
            let notice = model.track_notice();
            (!notice.is_empty()).then(|| text("p", &[("class", "notice"), ("role", "status")], local(notice)))
        }),
        dynamic(move || {
            let label = vec![local(texts::EARLIER).to_owned().into_any()];
            let press = move || scroll.show_earlier();
            let has_earlier = model.track_list(|chat| chat.earlier_than.is_some());
            has_earlier.then(|| button(&[("class", "again earlier")], label, press))
        }),
        dynamic(move || {
            model.track_list(|chat| chat.messages.is_empty()).then(|| welcome(session)).flatten()
        }),
        hollow("div", &[("class", "messages")], move |messages| {
            list::follow(messages.clone(), move || scroll.ids(), move |id| message::view(session, id));
        }),
        element("div", &[("class", "status-line")], vec![dynamic(move || status(session))]),
    ];
    vec![
        element("div", &[("class", "content")], content),
        element("div", &[("class", "to-end")], vec![dynamic(move || to_end(scroll))]),
        hollow("div", &[("class", "unseen"), ("role", "status"), ("aria-atomic", "false")], move |region| {
            speech::read_aloud(session, region.clone());
        }),
    ]
}

/// What is done for the answer; its place is there before it and after, so that nothing moves.
fn status(session: Session) -> Option<AnyView> {
    let waiting;
    let status = match session.model.track_run()?.phase {
        Phase::Sending | Phase::Thinking => local(texts::THINKING),
        Phase::Waiting(seconds) => {
            waiting = texts::waiting(seconds);
            &waiting
        }
        Phase::Reconnecting => local(texts::RECONNECTING),
        Phase::Writing | Phase::Stopping => return None,
    };
    Some(text("p", &[("class", "status")], status))
}

/// The way to the end, for a visitor who has left it.
fn to_end(scroll: Scroll) -> Option<AnyView> {
    let below = scroll.below.get();
    let label = match below {
        Below::Nothing => return None,
        Below::More => local(texts::TO_END),
        Below::New => local(texts::NEW_MESSAGES),
    };
    let content = vec![icon(&["M12 5v14", "M6 13l6 6 6-6"]), label.to_owned().into_any()];
    Some(button(&[("class", "again jump")], content, move || scroll.to_end()))
}

/// What follows the last word of an answer doesn't move it.
fn follow_answers(session: Session, scroll: Scroll) {
    let model = session.model;
    let before = StoredValue::new(None);
    effect(move || {
        let is_writing = |id: &String| {
            model.track_state(id, |answer| answer.state == MessageState::Writing).unwrap_or_default()
        };
        let written = model.track_run().and_then(|run| run.answer).filter(is_writing);
        let ended = before.get_value().filter(|before| written.as_ref() != Some(before));
        if ended.is_some() {
            scroll.end_answer();
        }
        before.set_value(written);
    });
}

/// Greeting and suggestions of an empty conversation.
fn welcome(session: Session) -> Option<AnyView> {
    session.model.track_site(|site| {
        let site = site?;
        let suggestion = |question: &String| {
            let asked = question.clone();
            let label = vec![question.clone().into_any()];
            button(&[("class", "suggestion"), ("dir", "auto")], label, move || session.send(asked.clone()))
        };
        let suggestions = site.suggestions.iter().map(suggestion).collect();
        Some(element(
            "div",
            &[("class", "welcome")],
            vec![
                text("p", &[("class", "greeting"), ("dir", "auto")], &site.greeting),
                element("div", &[("class", "suggestions")], suggestions),
            ],
        ))
    })
}
