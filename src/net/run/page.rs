//! What happens around the page: the network and the visitor come and go, and other pages say what they do.

use contract::sse::Decoder;
use js_sys::Object;
use leptos::prelude::Set;
use wasm_bindgen::JsValue;

use super::Session;
use super::delivery::Taken;
use super::later::Job;
use crate::chat::{Action, ChatEvent, Conversation, Place, Signal, StreamEvent, react};
use crate::host::lifecycle::{self, Moment};
use crate::net::client::{failure, set};
use crate::net::decode::{self, text};
use crate::net::outbox::Letter;
use crate::net::pause::{limit, now, sleep};
use crate::net::tabs;

/// How often it is looked whether a connection still lives.
const TICK_MS: u32 = 5_000;

impl Session {
    /// Keeps in step with what happens around the page, and takes up what an earlier one has left.
    pub(crate) fn follow_page(self) {
        let has_agent = self.has_agent();
        lifecycle::follow(move |moment| match moment {
            // There are no more frames.
            Moment::Unseen => self.model.show_grown(),
            _ if has_agent => {}
            Moment::Online => self.heed(Signal::Online),
            Moment::Visible => self.heed(Signal::Visible),
            Moment::Hidden => self.fall_asleep(),
            Moment::Shown => self.wake_up(),
        });
        if !has_agent {
            self.join();
            self.spawn(self.restore());
        }
    }

    fn join(self) {
        self.inner().tabs.join(tabs::NAME, Box::new(move |message| self.hear(message)));
    }

    /// Looks after the connection as long as there is work for it.
    pub(super) fn watch(self) {
        let inner = self.inner();
        if inner.is_watched.replace(true) {
            return;
        }
        self.spawn(async move {
            loop {
                sleep(TICK_MS).await;
                if inner.place.get() == Place::Idle {
                    return inner.is_watched.set(false);
                }
                if lifecycle::is_visible() {
                    self.heed(Signal::Tick);
                }
            }
        });
    }

    fn heed(self, signal: Signal) {
        let inner = self.inner();
        let thread_id = self.thread_id();
        match react(signal, inner.place.get(), now() - inner.heard.get()) {
            Action::Nothing => {}
            Action::TryNow => inner.pauses.end(),
            Action::Reconnect => {
                inner.pauses.skip_next();
                self.interrupt(&thread_id);
            }
            Action::Lead => {
                inner.is_alone.set(true);
                self.interrupt(&thread_id);
            }
            Action::CatchUp => {
                self.retry_all();
                if self.model.with(|chat| chat.last_seq > 0) {
                    self.spawn(self.catch_up(thread_id));
                }
            }
        }
    }

    /// The page goes, perhaps to come back as it was: it holds nothing meanwhile.
    pub(super) fn fall_asleep(self) {
        let inner = self.inner();
        inner.is_asleep.set(true);
        inner.tabs.part();
        Object::keys(&inner.requests)
            .iter()
            .filter_map(|it| it.as_string())
            .for_each(|it| self.interrupt(&it));
        inner.pauses.end();
    }

    fn wake_up(self) {
        let inner = self.inner();
        if !inner.is_asleep.replace(false) {
            return;
        }
        self.join();
        // Not every browser tells a page that it keeps for later of a logout.
        self.model.is_veiled.set(true);
        self.spawn(async move {
            if !inner.client.is_still_here().await {
                self.forget();
            }
            self.model.is_veiled.set(false);
            let thread_id = self.thread_id();
            let letters = inner.letters.borrow().clone();
            for letter in letters.iter().filter(|letter| letter.failure.is_none()) {
                self.attend(&letter.get("thread"));
            }
            if self.model.is_running() {
                self.attend(&thread_id);
            } else if self.model.with(|chat| chat.last_seq > 0) {
                self.catch_up(thread_id).await;
            }
        });
    }

    /// Takes in what another page says.
    fn hear(self, message: &JsValue) {
        let thread_id = text(message, "thread");
        let shown = self.shows(&thread_id);
        match text(message, "kind").as_str() {
            "lines" if self.hear_lines(message) => {
                self.inner().early.borrow_mut().push(message.clone());
                self.spawn(self.catch_up(thread_id.clone()));
            }
            "sent" if shown => self.take_up(Letter::new(message.clone())),
            "unsent" => self.set_aside(&text(message, "run"), failure(&text(message, "code"), "", None)),
            _ => {}
        }
        if shown {
            self.inner().heard.set(now());
            if self.model.is_running() {
                self.attend(&thread_id);
            }
        }
    }

    /// Takes in a part of a conversation's stream; true when events before it are missing.
    fn hear_lines(self, message: &JsValue) -> bool {
        let thread_id = text(message, "thread");
        let mut is_gap = false;
        // It was written by this widget.
        let _ = Decoder::default().push(text(message, "lines").as_bytes(), &mut |frame| {
            is_gap |= self.hear_event(&thread_id, frame.id, &frame.data);
        });
        is_gap
    }

    /// Takes in an event of a conversation; true when events before it are missing.
    pub(super) fn hear_event(self, thread_id: &str, seq: Option<u64>, data: &str) -> bool {
        let event = decode::event(data);
        let begun = match &event {
            StreamEvent::RunStarted { run_id, .. } => Some(run_id.clone()),
            _ => None,
        };
        let is_gap = self.shows(thread_id) && self.model.apply(ChatEvent::Stream { seq, event });
        // What is not taken in goes out again: it counts once, and would be thought lost otherwise.
        if let (Some(run_id), false) = (begun, is_gap) {
            self.acknowledge(&run_id);
        }
        is_gap
    }

    /// Asks once for what this page has missed of the conversation that is shown.
    pub(super) async fn catch_up(self, thread_id: String) {
        if self.shows(&thread_id) && !self.inner().is_catching_up.replace(true) {
            self.later(Job::CatchUp(thread_id)).await;
        }
    }

    /// Asks until nothing is missing.
    pub(super) async fn fill_gap(self, thread_id: &str) {
        let inner = self.inner();
        while self.shows(thread_id) {
            let after = self.model.with(|chat| chat.last_seq);
            inner.heard.set(now());
            let is_begun =
                |chat: &Conversation| chat.run.as_ref().is_some_and(|run| !chat.is_unsent(&run.id));
            if after == 0 && !self.model.with(is_begun) {
                self.load(thread_id).await;
            } else {
                let path =
                    ["/v1/threads/", thread_id, "/events?follow=0&after=", &after.to_string()].concat();
                let Some(controller) = limit() else { break };
                set(&inner.requests, "", &controller);
                let slice = inner.client.stream(&path, &controller.signal()).await;
                let taken = match &slice {
                    Ok(response) => self.take(response, thread_id, true).await,
                    Err(_) => Taken::Whole,
                };
                if taken == Taken::Gap {
                    self.load(thread_id).await;
                }
            }
            let early = inner.early.take();
            let is_gap = early.iter().any(|lines| self.hear_lines(lines));
            let last_seq = self.model.with(|chat| chat.last_seq);
            if !is_gap || last_seq == after || !self.shows(thread_id) {
                break;
            }
        }
        inner.is_catching_up.set(false);
        if self.shows(thread_id) && self.model.is_running() {
            self.attend(thread_id);
        }
    }
}
