//! The messages, and what is said where there are none yet.

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::dom::{button, dynamic, element, hollow, listen, on_change, text};
use super::{list, message, texts};
use crate::chat::{MessageState, Phase};
use crate::net::run::Session;

/// How far from the end still counts as being there, in CSS pixels.
const AT_END: i32 = 48;

pub(super) fn view(session: Session, scroller: HtmlElement) -> Vec<AnyView> {
    let model = session.model;
    let hold = hold_place(scroller);
    let is_busy = StoredValue::new(false);
    vec![
        dynamic(move || {
            let notice = model.track_notice();
            (!notice.is_empty()).then(|| text("p", &[("class", "notice"), ("role", "status")], notice))
        }),
        dynamic(move || {
            let press = move || {
                hold.with_value(|hold| hold());
                session.show_earlier();
            };
            let label = vec!["Show earlier messages".into_any()];
            model.track_has_earlier().then(|| button(&[("class", "again earlier")], label, press))
        }),
        dynamic(move || model.track_ids().is_empty().then(|| welcome(session)).flatten()),
        hollow(
            "div",
            &[("class", "messages"), ("role", "log"), ("aria-live", "off"), ("aria-label", "Messages")],
            move |messages| {
                list::follow(
                    messages.clone(),
                    move || model.track_ids(),
                    move |id| message::view(session, id),
                );
            },
        ),
        dynamic(move || {
            let waiting;
            let status = match model.track_run()?.phase {
                Phase::Sending | Phase::Thinking => texts::THINKING,
                Phase::Waiting(seconds) => {
                    waiting = texts::waiting(seconds);
                    &waiting
                }
                Phase::Reconnecting => texts::RECONNECTING,
                Phase::Writing | Phase::Stopping => return None,
            };
            Some(text("p", &[("class", "status")], status))
        }),
        element(
            "div",
            &[("class", "unseen"), ("role", "status")],
            vec![dynamic(move || announcement(session, is_busy))],
        ),
    ]
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

/// Speaks each answer once, when it is whole; and that the backend is busy, once and not every second.
fn announcement(session: Session, is_busy: StoredValue<bool>) -> Option<AnyView> {
    let model = session.model;
    if let Some(run) = model.track_run() {
        // Another attempt may find it busy still.
        if run.phase != Phase::Sending {
            is_busy.set_value(matches!(run.phase, Phase::Waiting(_)));
        }
        return is_busy.get_value().then(|| texts::BUSY.to_owned().into_any());
    }
    is_busy.set_value(false);
    model.with(|chat| {
        let message = chat.messages.last()?;
        let words = match &message.state {
            MessageState::Complete | MessageState::Stopped => &message.text,
            MessageState::Broken(failure) | MessageState::NotSent(failure) => &failure.text,
            MessageState::Sending | MessageState::Writing => return None,
        };
        Some(words.clone().into_any())
    })
}

/// Keeps the end in sight while the visitor is there; any look back releases it. Calling what is returned keeps
/// what the visitor sees in its place while something is added above.
fn hold_place(scroller: HtmlElement) -> StoredValue<Box<dyn Fn()>, LocalStorage> {
    let at_end = StoredValue::new(true);
    let held_height = StoredValue::new(None::<i32>);
    let listener = scroller.clone();
    listen(&scroller, "scroll", move |_| {
        let gap = listener.scroll_height() - listener.scroll_top() - listener.client_height();
        at_end.set_value(gap <= AT_END);
    });
    let thread = scroller.clone();
    on_change(&scroller, move || {
        let height = thread.scroll_height();
        if let Some(before) = held_height.get_value().filter(|before| *before != height) {
            held_height.set_value(None);
            thread.set_scroll_top(thread.scroll_top() + height - before);
        } else if at_end.get_value() {
            thread.set_scroll_top(height);
        }
    });
    StoredValue::new_local(Box::new(move || held_height.set_value(Some(scroller.scroll_height()))))
}
