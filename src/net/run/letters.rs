//! What is on its way, on this page and beyond it.

use super::Session;
use crate::chat::{ChatEvent, Conversation, Failure};
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

    /// Sends again what was not taken; false where nothing is kept of it.
    pub(super) fn post_again(self, message_id: &str) -> bool {
        let Some(letter) = self.letter(|it| it.has("message", message_id)) else { return false };
        self.take_up(Letter::new(letter.fields.clone()));
        self.attend(&letter.get("thread"));
        self.inner().tabs.tell(&letter.fields);
        true
    }

    /// Takes up what an earlier page has left.
    pub(super) async fn restore(self) {
        let inner = self.inner();
        let mut left = outbox::all().await;
        // Whoever has no key any more can't send what the key's owner wrote.
        if left.is_empty() || !inner.client.is_known().await {
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
        while let Some(letter) = self.letter(|it| !it.is_due && self.shows(&it.get("thread"))) {
            self.post_again(&letter.get("message"));
        }
    }

    /// What goes out next in a conversation.
    pub(super) fn next_letter(self, thread_id: &str) -> Option<Letter> {
        self.letter(|it| it.is_due && it.has("thread", thread_id))
    }

    /// The backend has it.
    pub(super) fn acknowledge(self, run_id: &str) {
        if self.drop_letter(run_id) {
            self.spawn(outbox::discard(run_id.to_owned()));
        }
    }

    /// A message was not taken. What may be taken later is kept.
    pub(super) fn give_up(self, run_id: &str, failure: Failure) {
        if !failure.can_retry || failure.code == texts::STOPPED {
            self.acknowledge(run_id);
        }
        for letter in self.inner().letters.borrow_mut().iter_mut().filter(|it| it.has("run", run_id)) {
            letter.is_due = false;
        }
        if self.model.with(|chat| chat.is_unsent(run_id)) {
            self.model.apply(ChatEvent::SendFailed { run_id: run_id.to_owned(), failure });
        }
    }

    /// Whether it is still to be sent.
    pub(super) fn is_due(self, run_id: &str) -> bool {
        self.letter(|it| it.is_due && it.has("run", run_id)).is_some()
    }

    /// Holds a message that is on its way, from this page or another one, and shows it where it belongs.
    pub(super) fn take_up(self, letter: Letter) {
        let run_id = letter.get("run");
        self.drop_letter(&run_id);
        self.inner().letters.borrow_mut().push(letter.clone());
        self.show_letter(&letter);
    }

    /// Shows what is on its way in the conversation that is shown.
    pub(super) fn show_letters(self) {
        let letters = self.inner().letters.borrow().clone();
        letters.iter().filter(|letter| letter.is_due).for_each(|letter| self.show_letter(letter));
    }

    fn show_letter(self, letter: &Letter) {
        if self.shows(&letter.get("thread")) {
            let (message_id, run_id) = (letter.get("message"), letter.get("run"));
            self.model.apply(ChatEvent::Composed { message_id, run_id, text: letter.get("text") });
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
