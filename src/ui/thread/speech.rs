//! What is read aloud: each sentence of an answer once, and what happens meanwhile.

use std::cell::RefCell;

use web_sys::Element;

use super::super::dom::effect;
use super::super::texts::{self, local};
use crate::chat::{MessageState, Phase, Spoken};
use crate::model::Model;
use crate::net::run::Session;

/// Sentences that stay in the region, which nobody sees: a reader may be slower than an answer.
const KEPT: u32 = 4;

/// The answer that is listened to.
#[derive(Default)]
struct Listening {
    answer: Option<(String, Spoken)>,
    status: &'static str,
    is_running: bool,
}

/// Says in `region` what an answer says while it is written.
pub(super) fn read_aloud(session: Session, region: Element) {
    let model = session.model;
    let listening = RefCell::new(Listening::default());
    effect(move || {
        let mut listening = listening.borrow_mut();
        let Some(run) = model.track_run() else {
            if std::mem::take(&mut listening.is_running) {
                end(model, &mut listening, &region);
            }
            listening.status = "";
            return;
        };
        listening.is_running = true;
        let status = match run.phase {
            Phase::Waiting(_) => texts::BUSY,
            Phase::Reconnecting => texts::RECONNECTING,
            Phase::Thinking => texts::THINKING,
            Phase::Writing | Phase::Stopping => "",
            // Another attempt may find it busy still.
            Phase::Sending => listening.status,
        };
        if std::mem::replace(&mut listening.status, status) != status {
            say(&region, local(status));
        }
        let Some(id) = run.answer else { return };
        if listening.answer.as_ref().is_none_or(|(answer, _)| *answer != id) {
            if listening.answer.is_some() {
                end(model, &mut listening, &region);
            }
            listening.answer = Some((id.clone(), Spoken::default()));
        }
        model.track_text(&id, |message| {
            if let Some((_, spoken)) = &mut listening.answer {
                say(&region, &spoken.next(&message.text, false, local(texts::CODE_BLOCK)));
            }
        });
    });
}

/// The rest of an answer, and what became of it.
fn end(model: Model, listening: &mut Listening, region: &Element) {
    let answer = listening.answer.take();
    model.with(|chat| {
        let message = match &answer {
            Some((id, _)) => chat.message(id),
            None => chat.messages.last(),
        };
        let Some(message) = message else { return };
        if let Some((_, mut spoken)) = answer {
            say(region, &spoken.next(&message.text, true, local(texts::CODE_BLOCK)));
        }
        match &message.state {
            MessageState::Stopped => say(region, local(texts::STOPPED_HERE)),
            MessageState::Broken(failure) | MessageState::NotSent(failure) => {
                say(region, local(&failure.text))
            }
            MessageState::Sending | MessageState::Writing | MessageState::Complete => {}
        }
    });
}

fn say(region: &Element, words: &str) {
    let document = region.owner_document();
    let Some(line) = document.filter(|_| !words.is_empty()).and_then(|it| it.create_element("p").ok()) else {
        return;
    };
    line.set_text_content(Some(words));
    let _ = region.append_child(&line);
    while region.child_element_count() > KEPT {
        region.first_element_child().inspect(Element::remove);
    }
}
