//! What happens around the page: the network and the visitor come and go, and other pages say what they do.

use js_sys::Object;
use wasm_bindgen::JsValue;

use super::Session;
use super::delivery::{Place, Taken};
use crate::chat::{Action, ChatEvent, Connection, Conversation, Signal, StreamEvent, react};
use crate::host::lifecycle::{self, Moment};
use crate::net::client::{failure, object};
use crate::net::decode::{self, text};
use crate::net::outbox::Letter;
use crate::net::pause::{now, sleep};

/// How often it is looked whether a connection still lives.
const TICK_MS: u32 = 5_000;

impl Session {
    /// Keeps in step with what happens around the page, and takes up what an earlier one has left.
    pub(crate) fn follow_page(self) {
        if self.has_agent() {
            return;
        }
        self.inner().tabs.join(move |message| self.hear(message));
        lifecycle::follow(move |moment| match moment {
            Moment::Online => self.heed(Signal::Online),
            Moment::Visible => self.heed(Signal::Visible),
            Moment::Hidden => self.fall_asleep(),
            Moment::Shown => self.wake_up(),
        });
        self.spawn(self.restore());
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
        let silent = now() - inner.heard.get();
        let connection = match inner.place.get() {
            Place::Idle => Connection::Idle(silent),
            Place::Pausing => Connection::Pausing,
            Place::Open => Connection::Open(silent),
            Place::Elsewhere => Connection::Elsewhere(silent),
        };
        let thread_id = self.thread_id();
        match react(signal, connection) {
            Action::Nothing => {}
            Action::TryNow => inner.pauses.end(),
            Action::Reconnect => {
                inner.pauses.skip_next();
                self.interrupt(&thread_id);
            }
            Action::CatchUp => {
                self.retry_all();
                if self.model.with(|chat| chat.last_seq > 0) {
                    self.spawn(async move { self.catch_up(&thread_id).await });
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
        if inner.is_asleep.replace(false) {
            inner.tabs.join(move |message| self.hear(message));
            let thread_id = self.thread_id();
            let letters = inner.letters.borrow().clone();
            letters.iter().filter(|it| it.is_due).for_each(|letter| self.attend(&letter.get("thread")));
            if self.model.is_running() {
                self.attend(&thread_id);
            } else if self.model.with(|chat| chat.last_seq > 0) {
                self.spawn(async move { self.catch_up(&thread_id).await });
            }
        }
    }

    /// Takes in what another page says.
    fn hear(self, message: &JsValue) {
        let thread_id = text(message, "thread");
        let run_id = text(message, "run");
        let shown = self.shows(&thread_id);
        match text(message, "kind").as_str() {
            "line" if self.hear_line(message) => {
                self.inner().early.borrow_mut().push(message.clone());
                let thread_id = thread_id.clone();
                self.spawn(async move { self.catch_up(&thread_id).await });
            }
            "sent" if shown => self.take_up(Letter::new(message.clone())),
            "unsent" => self.give_up(&run_id, failure(&text(message, "code"), "", None)),
            _ => {}
        }
        if shown {
            self.inner().heard.set(now());
            if self.model.is_running() {
                self.attend(&thread_id);
            }
        }
    }

    fn hear_line(self, line: &JsValue) -> bool {
        self.hear_event(&text(line, "thread"), text(line, "id").parse().ok(), &text(line, "data"))
    }

    /// Takes in an event of a conversation; true when events before it are missing.
    pub(super) fn hear_event(self, thread_id: &str, seq: Option<u64>, data: &str) -> bool {
        let event = decode::event(data);
        if let StreamEvent::RunStarted { run_id, .. } = &event {
            self.acknowledge(run_id);
        }
        self.shows(thread_id) && self.model.apply(ChatEvent::Stream { seq, event })
    }

    /// Tells the other pages that a message was given up.
    pub(super) fn tell_unsent(self, thread_id: &str, run_id: &str, code: &str) {
        let fields = [("kind", "unsent"), ("thread", thread_id), ("run", run_id), ("code", code)];
        self.inner().tabs.tell(&object(&fields));
    }

    /// Asks once for what this page has missed of the conversation that is shown.
    pub(super) async fn catch_up(self, thread_id: &str) {
        let inner = self.inner();
        if !self.shows(thread_id) || inner.is_catching_up.replace(true) {
            return;
        }
        loop {
            let after = self.model.with(|chat| chat.last_seq);
            inner.heard.set(now());
            let is_begun =
                |chat: &Conversation| chat.run.as_ref().is_some_and(|run| !chat.is_unsent(&run.id));
            if after == 0 && !self.model.with(is_begun) {
                self.load(thread_id).await;
            } else {
                let path =
                    ["/v1/threads/", thread_id, "/events?follow=0&after=", &after.to_string()].concat();
                let Some(signal) = self.signal_for("") else { break };
                let slice = inner.client.stream(&path, &signal).await;
                let taken = match &slice {
                    Ok(response) => self.take(response, thread_id, true).await,
                    Err(_) => Taken::Whole,
                };
                if taken == Taken::Gap {
                    self.load(thread_id).await;
                }
            }
            let early = inner.early.take();
            let is_gap = early.iter().any(|line| self.hear_line(line));
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
