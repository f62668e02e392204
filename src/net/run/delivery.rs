//! The way to the backend: one task a conversation, which sends what is on its way and follows the answer.

use std::cell::Cell;
use std::rc::Rc;

use contract::error::code;
use contract::sse::{Frame, encode};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, AbortSignal, Response};

use super::later::Job;
use super::{Inner, Session};
use crate::chat::{ChatEvent, Failure, OFFLINE, Place};
use crate::net::client::{failure, object, set};
use crate::net::decode::get;
use crate::net::outbox::Letter;
use crate::net::pause::{now, sleep};
use crate::net::tabs;
use crate::net::{retry, stream};
use crate::ui::texts;

/// Longest wait, in seconds, that a backend can ask for.
const LONGEST_WAIT: u32 = 60;
/// How often an event may be missing before the conversation is read from history instead.
const GAPS: u32 = 2;
/// How patient a task is that can't be gone on with: as after so many attempts.
const PATIENCE: u32 = 3;
/// After a page has led, its last words may still be on their way to this one.
const LAST_WORDS_MS: u32 = 50;

/// What a stream has brought.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// All there was.
    Whole,
    /// Events up to a gap.
    Gap,
}

impl Session {
    /// Sends what is on its way in a conversation, and follows the answer if it is shown; as the only page that does.
    pub(super) fn attend(self, thread_id: &str) {
        let inner = self.inner();
        if self.has_agent() || inner.is_asleep.get() || get(&inner.attended, thread_id).is_truthy() {
            return;
        }
        set(&inner.attended, thread_id, &JsValue::TRUE);
        let thread_id = thread_id.to_owned();
        self.spawn(async move {
            self.watch();
            while !inner.is_asleep.get() && (self.shows(&thread_id) || self.next_letter(&thread_id).is_some())
            {
                self.set_place(&thread_id, Place::Elsewhere);
                inner.heard.set(now());
                let heard = inner.heard.get();
                let Some(waiting) = self.signal_for(&thread_id) else { break };
                let lease = match tabs::lead(&thread_id, &waiting).await {
                    Some(lease) => lease,
                    None if self.shows(&thread_id) && inner.is_alone.take() => tabs::alone(),
                    None => continue,
                };
                if inner.heard.get() > heard {
                    sleep(LAST_WORDS_MS).await;
                }
                let task = Task { session: self, inner: inner.clone(), thread_id: thread_id.clone() };
                while task.step().await {}
                drop(lease);
                break;
            }
            set(&inner.attended, &thread_id, &JsValue::FALSE);
            self.set_place(&thread_id, Place::Idle);
        });
    }

    /// Whether this is the conversation that is shown.
    pub(super) fn shows(self, thread_id: &str) -> bool {
        self.model.with(|chat| chat.thread_id == thread_id)
    }

    /// The run under way that the backend has taken, if anybody looks.
    fn run_to_follow(self, thread_id: &str) -> Option<String> {
        let shown = self.shows(thread_id);
        self.model.with(|chat| {
            let run = chat.run.as_ref().filter(|run| shown && !chat.is_unsent(&run.id))?;
            Some(run.id.clone())
        })
    }

    pub(super) fn set_place(self, thread_id: &str, place: Place) {
        if self.shows(thread_id) {
            self.inner().place.set(place);
        }
    }

    /// The conversation that is shown.
    pub(super) fn thread_id(self) -> String {
        self.model.with(|chat| chat.thread_id.clone())
    }

    /// Ends the request that a conversation has under way.
    pub(super) fn interrupt(self, thread_id: &str) {
        if let Ok(request) = get(&self.inner().requests, thread_id).dyn_into::<AbortController>() {
            request.abort();
        }
    }

    /// What ends a conversation's next request.
    pub(super) fn signal_for(self, thread_id: &str) -> Option<AbortSignal> {
        let controller = AbortController::new().ok()?;
        set(&self.inner().requests, thread_id, &controller);
        Some(controller.signal())
    }

    /// Takes in the events of a stream, and tells the other pages.
    pub(super) async fn take(self, response: &Response, thread_id: &str, ends_with_run: bool) -> Taken {
        let inner = self.inner();
        let has_gap = Rc::new(Cell::new(false));
        let (gap, thread_id) = (has_gap.clone(), thread_id.to_owned());
        self.read(response, move |frames| {
            inner.heard.set(now());
            // Together, as the stream itself has them.
            let lines: String =
                frames.iter().filter_map(|frame| Some(encode(frame.id?, &frame.data))).collect();
            let kind = if frames.is_empty() { "alive" } else { "lines" };
            inner.tabs.tell(&object(&[("kind", kind), ("thread", &thread_id), ("lines", &lines)]));
            frames.iter().all(|frame| {
                gap.set(self.hear_event(&thread_id, frame.id, &frame.data));
                // A run's own stream ends by itself; a thread's goes on for ever. What is to be sent next waits for
                // the end.
                let is_wanted = match ends_with_run {
                    true => self.shows(&thread_id) || self.next_letter(&thread_id).is_some(),
                    false => self.run_to_follow(&thread_id).is_some(),
                };
                is_wanted && !gap.get() && !inner.is_asleep.get()
            })
        })
        .await;
        if has_gap.get() { Taken::Gap } else { Taken::Whole }
    }

    /// Reads a stream for as long as the widget is there.
    pub(super) async fn read(
        self,
        response: &Response,
        mut on_frames: impl FnMut(Vec<Frame>) -> bool + 'static,
    ) {
        let inner = self.inner();
        stream::read(response, move |frames| !inner.gone.get() && on_frames(frames)).await;
    }
}

/// The work on one conversation.
#[derive(Clone)]
pub(super) struct Task {
    session: Session,
    inner: Rc<Inner>,
    thread_id: String,
}

impl Task {
    /// Does what is next; false when nothing is left to do.
    async fn step(&self) -> bool {
        if self.is_over() {
            return false;
        }
        // A conversation has one run at a time.
        if self.followed_run().is_some() {
            self.follow_later().await;
        } else if let Some(letter) = self.session.next_letter(&self.thread_id) {
            self.deliver(&letter).await;
        } else {
            return false;
        }
        true
    }

    /// Follows the run under way, as soon as the piece that does so is here.
    async fn follow_later(&self) {
        for attempt in 0.. {
            let job = Job::Follow(self.clone());
            let Err(failed) = self.session.at_once(job).await else { return };
            if self.session.is_outdated(attempt).await {
                self.session.model.apply(ChatEvent::FollowFailed(failure(texts::OUTDATED, "", None)));
                return;
            }
            self.wait(PATIENCE, &failed).await;
            if self.followed_run().is_none() {
                return;
            }
        }
    }

    fn is_over(&self) -> bool {
        self.inner.is_asleep.get()
    }

    fn followed_run(&self) -> Option<String> {
        self.session.run_to_follow(&self.thread_id).filter(|_| !self.is_over())
    }

    /// Sends a message, as often as it takes.
    async fn deliver(&self, letter: &Letter) {
        let session = self.session;
        let (run_id, path, body) = (&letter.get("run"), letter.get("path"), letter.get("body"));
        for attempt in 0.. {
            let Some(signal) = self.open() else { return };
            let failed = match self.inner.client.post(&path, &body, Some(&signal)).await {
                Ok(response) => {
                    // It may have been away when it was first asked.
                    session.prepare();
                    let taken = session.take(&response, &self.thread_id, true).await;
                    if taken == Taken::Gap {
                        session.catch_up(self.thread_id.clone()).await;
                    }
                    if !session.is_due(run_id) {
                        session.fetch_ahead();
                        if taken == Taken::Whole && self.followed_run().as_ref() == Some(run_id) {
                            session.model.apply(ChatEvent::ConnectionLost);
                        }
                        return;
                    }
                    // No run began: the sign-in page of a network, or a connection cut at once.
                    Failure::offline()
                }
                // A browser doesn't say why a foreign page may not ask.
                Err(failed) => self.inner.refused.borrow().clone().unwrap_or(failed),
            };
            if self.is_over() || !session.is_due(run_id) {
                return;
            }
            if !may_pass(&failed) || attempt + 1 >= retry::ATTEMPTS {
                return session.give_up(&self.thread_id, run_id, failed);
            }
            // The same bytes again: the run's id makes sure that they count once.
            self.wait(attempt, &failed).await;
            if self.is_over() || !session.is_due(run_id) {
                return;
            }
        }
    }

    /// Follows the thread until the run under way has ended, over as many connections as it takes.
    pub(super) async fn follow(&self) {
        let (session, model) = (self.session, self.session.model);
        let (mut attempt, mut gaps) = (0, 0);
        while self.followed_run().is_some() {
            let after = model.with(|chat| chat.last_seq);
            let path = ["/v1/threads/", &self.thread_id, "/events?after=", &after.to_string()].concat();
            let Some(signal) = self.open() else { return };
            let mut failed = Failure::offline();
            let mut taken = Taken::Whole;
            match self.inner.client.stream(&path, &signal).await {
                Ok(response) => taken = session.take(&response, &self.thread_id, false).await,
                Err(refused) if !refused.can_retry => {
                    model.apply(ChatEvent::FollowFailed(refused));
                    return;
                }
                Err(refused) => failed = refused,
            }
            if self.followed_run().is_none() {
                return;
            }
            attempt = if model.with(|chat| chat.last_seq) > after { 0 } else { attempt + 1 };
            if taken == Taken::Gap {
                gaps += 1;
                if gaps > GAPS {
                    return session.load(&self.thread_id).await;
                }
            } else {
                self.wait(attempt, &failed).await;
            }
        }
    }

    /// Waits until the same may be tried again; a busy backend's wait is counted down.
    async fn wait(&self, attempt: u32, failed: &Failure) {
        let apply = |event| {
            if self.session.shows(&self.thread_id) {
                self.session.model.apply(event);
            }
        };
        let is_busy = failed.code == code::RATE_LIMITED;
        self.session.set_place(&self.thread_id, Place::Pausing);
        if !is_busy {
            apply(ChatEvent::ConnectionLost);
        }
        for seconds in (1..=failed.retry_after.unwrap_or(0).min(LONGEST_WAIT)).rev() {
            if is_busy {
                apply(ChatEvent::Waiting { seconds });
            }
            sleep(1000).await;
            if self.is_over() {
                return;
            }
        }
        if is_busy {
            apply(ChatEvent::Waiting { seconds: 0 });
        }
        // Also after a wait that was named: those who were sent away together don't come back together.
        self.inner.pauses.pause(attempt).await;
    }

    fn open(&self) -> Option<AbortSignal> {
        self.session.set_place(&self.thread_id, Place::Open);
        self.inner.heard.set(now());
        self.session.signal_for(&self.thread_id)
    }
}

/// Whether the same request can succeed a little later, without the visitor doing anything.
fn may_pass(failed: &Failure) -> bool {
    matches!(
        failed.code.as_str(),
        OFFLINE
            | code::RATE_LIMITED
            | code::STORE_UNAVAILABLE
            | code::RUN_ACTIVE
            | code::UPSTREAM_UNAVAILABLE
    )
}
