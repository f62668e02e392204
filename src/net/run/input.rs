//! What goes out with a message: AG-UI's `RunAgentInput`.

use js_sys::{Array, Object};
use page_context::Policy;

use super::Session;
use crate::chat::{Author, MessageState};
use crate::host;
use crate::net::client::{object, set, stringify};

impl Session {
    /// The bytes of a request to answer a message.
    pub(super) fn body(self, run_id: &str, message_id: &str, text: &str) -> String {
        let thread_id = self.model.with(|chat| chat.thread_id.clone());
        let body = object(&[("threadId", &thread_id), ("runId", run_id)]);
        let messages = Array::new();
        if self.has_agent() {
            self.recall(message_id, &messages);
            // Stock servers insist on these.
            set(&body, "state", &Object::new());
            set(&body, "tools", &Array::new());
            set(&body, "forwardedProps", &Object::new());
        }
        messages.push(&object(&[("id", message_id), ("role", "user"), ("content", text)]));
        set(&body, "messages", &messages);
        let context = Array::new();
        for item in host::page_context::read(self.policy()) {
            context.push(&object(&[("description", &item.description), ("value", &item.value)]));
        }
        set(&body, "context", &context);
        stringify(&body)
    }

    /// Adds what was said before a message, for a server that remembers nothing itself.
    fn recall(self, message_id: &str, messages: &Array) {
        self.model.with(|chat| {
            let said = chat.messages.iter().take_while(|message| message.id != message_id);
            for message in said.filter(|it| !it.text.is_empty()) {
                let role = match message.author {
                    Author::Visitor if matches!(message.state, MessageState::NotSent(_)) => continue,
                    Author::Visitor => "user",
                    Author::Assistant => "assistant",
                };
                messages.push(&object(&[("id", &message.id), ("role", role), ("content", &message.text)]));
            }
        });
    }

    /// Who answers.
    pub(super) fn role(self) -> String {
        let asked = self.options().assistant;
        if !asked.is_empty() {
            return asked;
        }
        let default = self.model.with_site(|site| site.and_then(|site| site.roles.first().cloned()));
        default.unwrap_or_else(|| "primary".to_owned())
    }

    /// The page may allow less than the manifest, never more; before the manifest is known, nothing leaves. Where
    /// there is no manifest, the page alone decides.
    fn policy(self) -> Policy {
        let options = self.options();
        if self.has_agent() {
            return options.page_context.parse().unwrap_or(Policy::Off);
        }
        if options.page_context == "off" {
            return Policy::Off;
        }
        self.model.with_site(|site| site.map_or(Policy::Off, |site| site.page_context))
    }
}
