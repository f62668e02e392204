//! One visitor's chat: what they do to it, and the conversation that they see.

mod agent;
mod delivery;
mod identity;
mod input;
mod later;
mod letters;
mod page;
mod stored;

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use contract::error::code;
use js_sys::Object;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::channel::Channel;
use super::client::{Client, failure, object, set};
use super::id::new_id;
use super::outbox::Letter;
use super::pause::Pauses;
use super::retry;
use crate::chat::{ChatEvent, Conversation, Failure, OFFLINE, Place};
use crate::host;
use crate::model::Model;
use crate::options::Options;
use crate::ui::dom::{effect, spawn};
use crate::ui::texts;
use later::Job;

/// One visitor's chat with the backend; copies point at the same one.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
    pub(crate) model: Model,
}

struct Inner {
    client: Client,
    options: Options,
    /// What the backend has not taken yet.
    letters: RefCell<Vec<Letter>>,
    /// Where pages of the site tell each other what they hear.
    tabs: Channel,
    /// Conversations that have a task, by id.
    attended: Object,
    /// What ends the newest request of each conversation, by its id.
    requests: Object,
    /// Where the connection of the conversation that is shown is.
    place: Cell<Place>,
    /// When something was heard of it last, by the page's own clock.
    heard: Cell<f64>,
    pauses: Pauses,
    is_watched: Cell<bool>,
    /// Whether the next wait for another page is over.
    is_alone: Cell<bool>,
    is_catching_up: Cell<bool>,
    /// What other pages told too early.
    early: RefCell<Vec<JsValue>>,
    /// Whether the page is on its way out.
    is_asleep: Cell<bool>,
    /// Counts the conversations shown: a task that wakes in another one stops.
    epoch: Cell<u32>,
    prepared: Cell<bool>,
    /// Why no request of this page can succeed, as far as is known.
    refused: RefCell<Option<Failure>>,
    /// Where pages of the site hear that the visitor has left.
    logouts: Channel,
    /// Set when the widget is gone: its tasks end before they touch anything.
    gone: Cell<bool>,
}

impl Session {
    pub(crate) fn new(options: Options) -> Self {
        let inner = Inner {
            client: Client::new(options.backend.clone()),
            letters: RefCell::default(),
            tabs: Channel::default(),
            attended: Object::new(),
            requests: Object::new(),
            place: Cell::default(),
            heard: Cell::default(),
            pauses: Pauses::default(),
            is_watched: Cell::default(),
            is_alone: Cell::default(),
            is_catching_up: Cell::default(),
            early: RefCell::default(),
            is_asleep: Cell::default(),
            epoch: Cell::new(0),
            prepared: Cell::new(false),
            refused: RefCell::new(None),
            logouts: Channel::default(),
            gone: Cell::new(false),
            options,
        };
        let (open, identity) = (inner.options.is_open, inner.options.identity.clone());
        if !identity.is_undefined() {
            inner.client.identify(identity);
        }
        let session =
            Self { inner: StoredValue::new_local(Rc::new(inner)), model: Model::new(new_id(), open) };
        session.follow_person();
        session
    }

    pub(crate) fn options(&self) -> Options {
        self.inner().options.clone()
    }

    /// Prepares as soon as the panel is open: nobody is asked for who only looks at the bubble.
    pub(crate) fn prepare_when_open(self) {
        effect(move || {
            if self.model.is_open.get() {
                self.prepare();
            }
        });
    }

    /// Fetches the site's configuration and, for a known visitor, the newest conversation.
    pub(crate) fn prepare(self) {
        let inner = self.inner();
        if self.has_agent() || inner.prepared.replace(true) {
            return;
        }
        self.spawn(async move {
            match inner.client.config().await {
                Ok(site) => {
                    inner.refused.take();
                    self.model.set_site(site);
                }
                Err(failure) => {
                    inner.prepared.set(false);
                    if failure.code == code::ORIGIN_NOT_ALLOWED {
                        *inner.refused.borrow_mut() = Some(failure.clone());
                    }
                    self.model.set_notice(if failure.code == OFFLINE {
                        texts::UNREACHABLE
                    } else {
                        texts::failure(&failure.code).0
                    });
                    return;
                }
            }
            self.show_newest().await;
        });
    }

    /// The visitor's conversations, newest first: a `ThreadListResponse`.
    pub(crate) async fn threads(self) -> Result<JsValue, Failure> {
        if self.inner().client.is_known().await {
            self.inner().client.get("/v1/threads").await
        } else {
            Ok(no_threads())
        }
    }

    /// Shows a stored conversation and follows the answer that is being written in it.
    pub(crate) async fn show(self, thread_id: String) {
        let epoch = self.leave();
        self.later(Job::Show(thread_id, epoch)).await;
    }

    /// Adds the page of messages before the ones shown.
    pub(crate) fn show_earlier(self) {
        let epoch = self.inner().epoch.get();
        self.spawn(async move {
            // Where it fails, the button is still there to try again.
            let _ = self.at_once(Job::ShowEarlier(epoch)).await;
        });
    }

    /// Begins a new conversation.
    pub(crate) fn begin(self) {
        self.leave();
        self.model.apply(ChatEvent::Loaded(Conversation::new(new_id())));
    }

    /// Sends a message. Does nothing while an answer is being written.
    pub(crate) fn send(self, text: String) {
        if text.trim().is_empty() || self.model.is_running() {
            return;
        }
        self.post(new_id(), text);
        // Last, since the page may answer by taking the chat away.
        host::events::emit("send");
    }

    /// Sends a message again, or what a broken answer was to: what may have arrived in the same run, else in a new one.
    pub(crate) fn retry(self, id: &str) {
        let message =
            self.model.with(|chat| chat.to_retry(id).map(|asked| (asked.id.clone(), asked.text.clone())));
        if let (Some((message_id, text)), false) = (message, self.model.is_running())
            && !self.post_again(&message_id)
        {
            self.post(message_id, text);
        }
    }

    /// Stops the answer; what was written stays.
    pub(crate) fn stop(self) {
        let Some(run) = self.model.with(|chat| chat.run.clone()) else { return };
        if self.model.with(|chat| chat.is_unsent(&run.id)) {
            // Not taken, as far as is known here: the message stays with the visitor.
            self.give_up(&self.thread_id(), &run.id, failure(texts::STOPPED, "", None));
            self.leave();
        } else if self.has_agent() {
            self.stop_listening();
        } else {
            self.model.apply(ChatEvent::StopRequested);
        }
        if self.has_agent() {
            return;
        }
        let inner = self.inner();
        self.spawn(async move {
            let path = ["/v1/runs/", &run.id, "/cancel"].concat();
            for attempt in 0..retry::ATTEMPTS {
                match inner.client.post(&path, "{}", None).await {
                    Err(failed) if failed.code == OFFLINE => inner.pauses.pause(attempt).await,
                    _ => return,
                }
            }
        });
    }

    /// Ends what is under way here, but for what is on its way. A run goes on at the backend.
    pub(crate) fn leave(self) -> u32 {
        let inner = self.inner();
        inner.epoch.set(inner.epoch.get() + 1);
        let thread_id = self.thread_id();
        if self.next_letter(&thread_id).is_none() {
            self.interrupt(&thread_id);
        }
        inner.epoch.get()
    }

    /// Ends all that is under way here, for good.
    pub(crate) fn end(self) {
        self.inner().gone.set(true);
        self.leave();
        self.fall_asleep();
        self.inner().logouts.part();
    }

    /// Runs a future beside everything else, as long as the widget is there.
    pub(crate) fn spawn(self, future: impl Future<Output = ()> + 'static) {
        fn erased(inner: Rc<Inner>, mut future: Pin<Box<dyn Future<Output = ()>>>) {
            spawn(std::future::poll_fn(move |context| {
                if inner.gone.get() { Poll::Ready(()) } else { future.as_mut().poll(context) }
            }));
        }
        erased(self.inner(), Box::pin(future));
    }

    #[inline(never)]
    fn inner(&self) -> Rc<Inner> {
        self.inner.get_value()
    }
}

/// What somebody has who never wrote: asking the backend would make a visitor of them.
fn no_threads() -> JsValue {
    let list = object(&[]);
    set(&list, "threads", &js_sys::Array::new());
    list.into()
}
