//! One message, its sources and what became of it.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use web_sys::Element;

use super::answer::{self, Answer};
use super::dom::{button, dynamic, effect, element, hollow, text};
use super::markdown::MarkdownView;
use super::texts::{self, local};
use crate::chat::{Author, Citation, Failure, Message, MessageState};
use crate::net::run::Session;

pub(super) fn view(session: Session, id: String) -> AnyView {
    let model = session.model;
    let author = model.with(|chat| chat.message(&id).map(|message| message.author));
    let (class, who) = match author {
        Some(Author::Assistant) => ("message assistant", local("Assistant")),
        _ => ("message visitor", local("You")),
    };
    let gone = id.clone();
    on_cleanup(move || model.forget(&gone));
    let text_id = id.clone();
    let body = hollow("div", &[("class", "text"), ("dir", "auto")], move |body| {
        show_text(session, author, text_id, body.clone());
    });
    let sources_id = id.clone();
    element(
        "article",
        &[("class", class), ("aria-label", who)],
        vec![
            body,
            dynamic(move || model.track_state(&sources_id, sources).flatten()),
            dynamic(move || model.track_state(&id, |message| fate(session, message)).flatten()),
        ],
    )
}

/// Shows the message's text in `body` as it grows.
fn show_text(session: Session, author: Option<Author>, id: String, body: Element) {
    let markdown = RefCell::new(None::<MarkdownView>);
    // The effect's own owner ends with each of its runs.
    let owner = Owner::current().unwrap_or_default();
    effect(move || {
        session.model.track_text(&id, |message| {
            if author != Some(Author::Assistant) {
                body.set_text_content(Some(&message.text));
                return;
            }
            let mut markdown = markdown.borrow_mut();
            let view = markdown.get_or_insert_with(|| MarkdownView::new(body.clone()));
            let is_whole = message.state != MessageState::Writing;
            if view.update(&message.text, &message.citations, is_whole)
                && let Some(article) = body.parent_element()
            {
                let answer = Answer {
                    article,
                    body: body.clone(),
                    markdown: source_text(session, &id),
                    citations: message.citations.clone(),
                    owner: owner.clone(),
                    is_whole,
                };
                answer::tend(session, answer);
            }
        });
    });
}

/// An answer as it was written.
fn source_text(session: Session, id: &str) -> Rc<dyn Fn() -> String> {
    let id = id.to_owned();
    Rc::new(move || {
        session.model.with(|chat| chat.message(&id).map(|message| message.text.clone())).unwrap_or_default()
    })
}

/// The sources that a whole answer names, each once.
fn sources(message: &Message) -> Option<AnyView> {
    if message.state != MessageState::Complete {
        return None;
    }
    // Bytes are compared one by one: a search made for long texts is as long itself.
    let named = |citation: &&Citation| {
        let mark = ["[", &citation.number.to_string(), "]"].concat();
        message.text.as_bytes().windows(mark.len()).any(|bytes| bytes == mark.as_bytes())
    };
    let sources: Vec<_> = message.citations.iter().filter(named).map(source).collect();
    (!sources.is_empty())
        .then(|| element("ol", &[("class", "sources"), ("aria-label", local("Sources"))], sources))
}

fn source(citation: &Citation) -> AnyView {
    let title = if markdown::safe_href(&citation.url) {
        text(
            "a",
            &[("href", citation.url.as_str()), ("target", "_blank"), ("rel", "noopener noreferrer")],
            &citation.title,
        )
    } else {
        citation.title.clone().into_any()
    };
    element("li", &[("value", citation.number.to_string().as_str()), ("dir", "auto")], vec![title])
}

/// What became of a message, where that needs a word.
fn fate(session: Session, message: &Message) -> Option<AnyView> {
    let failed = |failure: &Failure, again: &str| {
        let mut parts = vec![text("span", &[], local(&failure.text))];
        if failure.can_retry {
            let (id, label) = (message.id.clone(), vec![local(again).to_owned().into_any()]);
            parts.push(button(&[("class", "again")], label, move || session.retry(&id)));
        }
        element("div", &[("class", "fate failed")], parts)
    };
    match &message.state {
        MessageState::Sending | MessageState::Writing | MessageState::Complete => None,
        MessageState::Stopped => Some(text("div", &[("class", "fate")], local(texts::STOPPED_HERE))),
        MessageState::NotSent(failure) => Some(failed(failure, "Send again")),
        MessageState::Broken(failure) => Some(failed(failure, "Ask again")),
    }
}
