//! What is on its way, on this page and beyond it.

use super::Session;
use super::later::Job;
use crate::chat::{ChatEvent, Conversation, Failure, OFFLINE};
use crate::host;
use crate::net::client::object;
use crate::net::id::new_id;
use crate::net::outbox::{self, Letter};
use crate::ui::texts;

impl Session {
    /// Sends a message, once it is kept, as often as it takes.
    pub(super) fn post(self, message_id: String, text: String) {
        let run_id = new_id();
        let body = self.body(&run_id, &message_id, &text);
        if self.has_agent() {
            self.model.apply(ChatEvent::Composed { message_id, run_id: run_id.clone(), text });
            return self.ask_agent(run_id, body);
        }
        let thread_id = self.thread_id();
        let path = ["/v1/assistants/", &self.role(), "/runs"].concat();
        let fields = object(&[
            ("kind", "sent"),
            ("run", &run_id),
            ("thread", &thread_id),
            ("message", &message_id),
            ("text", &text),
            ("path", &path),
            ("body", &body),
        ]);
        let letter = Letter::new(fields.into());
        self.take_up(letter.clone());
        self.spawn(async move {
            let client = &self.inner().client;
            self.prepare();
            if !client.remember().await {
                self.model.set_notice(texts::NOT_REMEMBERED);
            } else if let Some(user) = client.user().await
                && self.is_due(&run_id)
            {
                letter.keep(&user).await;
            }
            if self.is_due(&run_id) {
                self.attend(&thread_id);
                self.inner().tabs.tell(&letter.fields);
            } else {
                outbox::discard(run_id).await;
            }
        });
    }

    /// Sends again what was not taken, in the same run; false where it takes a new one.
    pub(super) fn post_again(self, message_id: &str) -> bool {
        let Some(letter) = self.letter(|it| it.has("message", message_id)) else { return false };
        // What was stopped may have begun and ended there.
        if letter.failure.as_ref().is_some_and(|failure| failure.code == texts::STOPPED) {
            return false;
        }
        self.take_up(Letter::new(letter.fields.clone()));
        self.attend(&letter.get("thread"));
        self.inner().tabs.tell(&letter.fields);
        true
    }

    /// Takes up what an earlier page has left.
    pub(super) async fn restore(self) {
        let left = outbox::all().await;
        if !left.is_empty() {
            self.later(Job::Restore(left)).await;
        }
    }

    /// Takes up letters that an earlier page has left.
    pub(super) async fn take_back(self, mut left: Vec<Letter>) {
        let inner = self.inner();
        // Whoever has no key any more can't send what the key's owner wrote.
        if !inner.client.is_known().await {
            return;
        }
        let Some(user) = inner.client.user().await else { return };
        // What somebody else has written is nobody's business.
        left.retain(|letter| letter.has("user", "") || letter.has("user", &user));
        for letter in left {
            let thread_id = letter.get("thread");
            if self.model.with(|chat| chat.messages.is_empty()) {
                self.leave();
                self.model.apply(ChatEvent::Loaded(Conversation::new(thread_id.clone())));
            }
            self.take_up(letter);
            self.attend(&thread_id);
        }
    }

    /// Tries again what was given up for want of a connection.
    pub(super) fn retry_all(self) {
        let is_given_up = |it: &Letter| it.failure.as_ref().is_some_and(|failure| failure.code == OFFLINE);
        while let Some(letter) = self.letter(|it| is_given_up(it) && self.shows(&it.get("thread"))) {
            self.post_again(&letter.get("message"));
        }
    }

    /// What goes out next in a conversation.
    pub(super) fn next_letter(self, thread_id: &str) -> Option<Letter> {
        self.letter(|it| it.failure.is_none() && it.has("thread", thread_id))
    }

    /// The backend has it.
    pub(super) fn acknowledge(self, run_id: &str) {
        if self.drop_letter(run_id) {
            self.spawn(outbox::discard(run_id.to_owned()));
        }
    }

    /// Decides for all pages that a message is not taken. What may be taken later is kept beyond them.
    pub(super) fn give_up(self, thread_id: &str, run_id: &str, failure: Failure) {
        let fields = [("kind", "unsent"), ("thread", thread_id), ("run", run_id), ("code", &failure.code)];
        self.inner().tabs.tell(&object(&fields));
        if !failure.can_retry || failure.code == texts::STOPPED {
            self.spawn(outbox::discard(run_id.to_owned()));
        }
        self.set_aside(run_id, failure);
    }

    /// A message waits for the visitor from now on.
    pub(super) fn set_aside(self, run_id: &str, failure: Failure) {
        for letter in self.inner().letters.borrow_mut().iter_mut().filter(|it| it.has("run", run_id)) {
            letter.failure = Some(failure.clone());
        }
        if self.model.with(|chat| chat.is_unsent(run_id)) {
            self.model.apply(ChatEvent::SendFailed { run_id: run_id.to_owned(), failure });
            // Shown again, it is no news.
            host::events::emit("error");
        }
    }

    /// Whether it is still to be sent.
    pub(super) fn is_due(self, run_id: &str) -> bool {
        self.letter(|it| it.failure.is_none() && it.has("run", run_id)).is_some()
    }

    /// Holds a message that is on its way, from this page or another one, and shows it where it belongs.
    pub(super) fn take_up(self, letter: Letter) {
        let (inner, message_id) = (self.inner(), letter.get("message"));
        inner.letters.borrow_mut().retain(|it| !it.has("message", &message_id));
        inner.letters.borrow_mut().push(letter.clone());
        self.show_letter(&letter);
    }

    /// Shows what was not taken yet in the conversation that is shown.
    pub(super) fn show_letters(self) {
        let letters = self.inner().letters.borrow().clone();
        letters.iter().for_each(|letter| self.show_letter(letter));
    }

    fn show_letter(self, letter: &Letter) {
        if self.shows(&letter.get("thread")) {
            let (message_id, run_id) = (letter.get("message"), letter.get("run"));
            // Where the history has it, it needs nobody's word.
            if letter.failure.is_some() && self.model.with(|chat| chat.message(&message_id).is_some()) {
                return;
            }
            let composed =
                ChatEvent::Composed { message_id, run_id: run_id.clone(), text: letter.get("text") };
            self.model.apply(composed);
            if let Some(failure) = letter.failure.clone() {
                self.model.apply(ChatEvent::SendFailed { run_id, failure });
            }
        }
    }

    fn letter(self, is_it: impl Fn(&Letter) -> bool) -> Option<Letter> {
        self.inner().letters.borrow().iter().find(|letter| is_it(letter)).cloned()
    }

    fn drop_letter(self, run_id: &str) -> bool {
        let inner = self.inner();
        let mut letters = inner.letters.borrow_mut();
        let at = letters.iter().position(|it| it.has("run", run_id));
        at.map(|at| letters.remove(at)).is_some()
    }
}
