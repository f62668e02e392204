//! The conversation as the components read it, and the one place that changes it.

use leptos::prelude::*;

use crate::chat::{Change, ChatEvent, Conversation, Message, MessageState, Run, StreamEvent, reduce};
use crate::host;
use crate::site::Site;

/// Shared by all components; copies point at the same state.
#[derive(Clone, Copy)]
pub(crate) struct Model {
    state: StoredValue<State>,
    list: Trigger,
    run: Trigger,
    site: Trigger,
    draft: Trigger,
    language: Trigger,
    /// Whether the panel is open.
    pub(crate) is_open: RwSignal<bool>,
    /// Whether the list of earlier conversations is shown.
    pub(crate) history_shown: RwSignal<bool>,
    /// Whether nothing may be seen until it is known whose it is.
    pub(crate) is_veiled: RwSignal<bool>,
}

struct State {
    conversation: Conversation,
    site: Option<Site>,
    notice: &'static str,
    /// By message, in the order in which they were first read.
    messages: Vec<(String, MessageTriggers)>,
    /// The message that has grown since it was shown last; the next frame shows it.
    grown: Option<String>,
}

#[derive(Clone, Default)]
struct MessageTriggers {
    text: ArcTrigger,
    state: ArcTrigger,
}

impl Model {
    pub(crate) fn new(thread_id: String, is_open: bool) -> Self {
        let conversation = Conversation::new(thread_id);
        Self {
            state: StoredValue::new(State {
                conversation,
                site: None,
                notice: "",
                messages: Vec::new(),
                grown: None,
            }),
            list: Trigger::new(),
            run: Trigger::new(),
            site: Trigger::new(),
            draft: Trigger::new(),
            language: Trigger::new(),
            is_open: RwSignal::new(is_open),
            history_shown: RwSignal::new(false),
            is_veiled: RwSignal::new(false),
        }
    }

    /// Reads the conversation as it is now.
    pub(crate) fn with<T>(&self, read: impl FnOnce(&Conversation) -> T) -> T {
        self.state.with_value(|state| read(&state.conversation))
    }

    /// Whether a run is under way, now.
    pub(crate) fn is_running(&self) -> bool {
        self.with(|conversation| conversation.run.is_some())
    }

    /// The run under way, and again whenever that changes.
    pub(crate) fn track_run(&self) -> Option<Run> {
        self.run.track();
        self.with(|conversation| conversation.run.clone())
    }

    /// Reads the conversation, and again when messages come or go.
    pub(crate) fn track_list<T>(&self, read: impl FnOnce(&Conversation) -> T) -> T {
        self.list.track();
        self.with(read)
    }

    /// Reads a message, and again whenever its text grows or it ends.
    pub(crate) fn track_text(&self, id: &str, read: impl FnOnce(&Message)) {
        self.triggers(id).text.track();
        self.with(|conversation| conversation.message(id).map(read));
    }

    /// Reads a message, and again whenever its state changes.
    pub(crate) fn track_state<T>(&self, id: &str, read: impl FnOnce(&Message) -> T) -> Option<T> {
        self.triggers(id).state.track();
        self.with(|conversation| conversation.message(id).map(read))
    }

    /// Reads what is known of the site now; nothing before the backend's first answer.
    pub(crate) fn with_site<T>(&self, read: impl FnOnce(Option<&Site>) -> T) -> T {
        self.state.with_value(|state| read(state.site.as_ref()))
    }

    /// The same, and again when it changes.
    pub(crate) fn track_site<T>(&self, read: impl FnOnce(Option<&Site>) -> T) -> T {
        self.site.track();
        self.with_site(read)
    }

    pub(crate) fn set_site(&self, site: Site) {
        self.state.update_value(|state| {
            state.site = Some(site);
            state.notice = "";
        });
        self.site.notify();
    }

    /// A word about the whole chat: it can't be reached, or it won't be remembered. Empty where all is well.
    pub(crate) fn track_notice(&self) -> &'static str {
        self.site.track();
        self.state.with_value(|state| state.notice)
    }

    pub(crate) fn set_notice(&self, notice: &'static str) {
        self.state.update_value(|state| state.notice = notice);
        self.site.notify();
    }

    /// Wakes the text box whenever what is in it has to go.
    pub(crate) fn track_draft(&self) {
        self.draft.track();
    }

    /// Empties the text box.
    pub(crate) fn forget_draft(&self) {
        self.draft.notify();
    }

    /// Takes in an event and wakes what shows it; true when events before it are missing.
    pub(crate) fn apply(&self, event: ChatEvent) -> bool {
        let ended = match &event {
            ChatEvent::Stream { event: StreamEvent::RunFinished(_), .. } => "answer",
            ChatEvent::Stream { event: StreamEvent::RunFailed(_), .. } | ChatEvent::FollowFailed(_) => {
                "error"
            }
            _ => "",
        };
        let run_before = self.with(|conversation| conversation.run.clone());
        let change = self
            .state
            .try_update_value(|state| reduce(&mut state.conversation, event))
            .unwrap_or(Change::Nothing);
        match change {
            Change::Gap => return true,
            // What is heard twice happens once.
            Change::Nothing => return false,
            Change::Run => {}
            Change::Message(id) => {
                let writing = |message: &Message| message.state == MessageState::Writing;
                if self.with(|conversation| conversation.message(&id).is_some_and(writing)) {
                    self.show_in_frame(id);
                } else {
                    self.show_grown();
                    let triggers = self.triggers(&id);
                    triggers.text.notify();
                    triggers.state.notify();
                }
            }
            Change::List | Change::Everything => {
                self.list.notify();
                let all = self.state.with_value(|state| state.messages.clone());
                for (_, triggers) in all {
                    triggers.text.notify();
                    triggers.state.notify();
                }
            }
        }
        if self.with(|conversation| conversation.run != run_before) {
            self.run.notify();
        }
        if !ended.is_empty() {
            host::events::emit(ended);
        }
        false
    }

    /// A message is no longer on the page. The one that is being written is listened to all the same.
    pub(crate) fn forget(&self, id: &str) {
        self.state.try_update_value(|state| {
            let run = state.conversation.run.as_ref();
            if run.and_then(|run| run.answer.as_deref()) != Some(id) {
                state.messages.retain(|(kept, _)| kept != id);
            }
        });
    }

    /// Runs again when the widget has learnt the visitor's language.
    pub(crate) fn track_language(&self) {
        self.language.track();
    }

    /// The widget has learnt the visitor's language.
    pub(crate) fn language_learnt(&self) {
        self.language.notify();
    }

    /// Shows with the next frame that a message has grown: nobody sees more, and each showing costs a layout. A page
    /// that nobody looks at has no frames.
    fn show_in_frame(&self, id: String) {
        if self.state.with_value(|state| state.grown.as_ref() == Some(&id)) {
            return;
        }
        self.show_grown();
        self.state.update_value(|state| state.grown = Some(id));
        if host::lifecycle::is_visible() {
            let model = *self;
            request_animation_frame(move || model.show_grown());
        } else {
            self.show_grown();
        }
    }

    /// Shows what has grown since the last frame; at once where there may be no next one.
    pub(crate) fn show_grown(&self) {
        if let Some(id) = self.state.try_update_value(|state| state.grown.take()).flatten() {
            self.triggers(&id).text.notify();
        }
    }

    fn triggers(&self, id: &str) -> MessageTriggers {
        self.state
            .try_update_value(|state| match state.messages.iter().rev().find(|(known, _)| known == id) {
                Some((_, triggers)) => triggers.clone(),
                None => {
                    let triggers = MessageTriggers::default();
                    state.messages.push((id.to_owned(), triggers.clone()));
                    triggers
                }
            })
            .unwrap_or_default()
    }
}
