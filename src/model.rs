//! The conversation as signals: what the components read, and the one place that changes it.

use std::collections::BTreeMap;

use contract::api::ConfigResponse;
use leptos::prelude::*;

use crate::chat::{Change, ChatEvent, Conversation, Message, Run, StreamEvent, reduce};
use crate::host;

/// Shared by all components; copies point at the same state.
#[derive(Clone, Copy)]
pub(crate) struct Model {
    conversation: StoredValue<Conversation>,
    triggers: StoredValue<BTreeMap<String, ArcTrigger>>,
    /// Ids of the messages, oldest first.
    pub(crate) ids: RwSignal<Vec<String>>,
    /// The run under way.
    pub(crate) run: RwSignal<Option<Run>>,
    /// Whether the panel is open.
    pub(crate) is_open: RwSignal<bool>,
    /// What the backend says of its site; none before the first answer.
    pub(crate) config: RwSignal<Option<ConfigResponse>>,
    /// A word about the whole chat: it can't be reached, or it won't be remembered.
    pub(crate) notice: RwSignal<Option<&'static str>>,
    /// Whether the list of earlier conversations is shown.
    pub(crate) history_shown: RwSignal<bool>,
}

impl Model {
    pub(crate) fn new(thread_id: String, is_open: bool) -> Self {
        Self {
            conversation: StoredValue::new(Conversation::new(thread_id)),
            triggers: StoredValue::default(),
            ids: RwSignal::default(),
            run: RwSignal::new(None),
            is_open: RwSignal::new(is_open),
            config: RwSignal::new(None),
            notice: RwSignal::new(None),
            history_shown: RwSignal::new(false),
        }
    }

    /// Reads the conversation as it is now.
    pub(crate) fn with<T>(&self, read: impl FnOnce(&Conversation) -> T) -> T {
        self.conversation.with_value(read)
    }

    /// Reads a message, and again whenever it changes.
    pub(crate) fn track_message<T>(&self, id: &str, read: impl FnOnce(&Message) -> T) -> Option<T> {
        self.trigger(id).track();
        self.with(|conversation| conversation.message(id).map(read))
    }

    /// Takes in an event and wakes what shows it.
    pub(crate) fn apply(&self, event: ChatEvent) {
        let ended = match &event {
            ChatEvent::Stream { event: StreamEvent::RunFinished(_), .. } => Some("answer"),
            ChatEvent::Stream { event: StreamEvent::RunFailed(_), .. }
            | ChatEvent::FollowFailed(_)
            | ChatEvent::SendFailed(_) => Some("error"),
            _ => None,
        };
        let change = self
            .conversation
            .try_update_value(|conversation| reduce(conversation, event))
            .unwrap_or(Change::Nothing);
        match change {
            Change::Nothing => return,
            Change::Run => {}
            Change::Message(id) => self.trigger(&id).notify(),
            Change::List => {
                self.ids.set(self.with(ids));
                self.triggers.with_value(|triggers| triggers.values().for_each(ArcTrigger::notify));
            }
            Change::Everything => {
                self.triggers.set_value(BTreeMap::new());
                self.ids.set(Vec::new());
                self.ids.set(self.with(ids));
            }
        }
        let run = self.with(|conversation| conversation.run.clone());
        if self.run.with_untracked(|known| *known != run) {
            self.run.set(run);
        }
        if let Some(name) = ended {
            host::events::emit(name);
        }
    }

    fn trigger(&self, id: &str) -> ArcTrigger {
        self.triggers
            .try_update_value(|triggers| triggers.entry(id.to_owned()).or_default().clone())
            .unwrap_or_default()
    }
}

fn ids(conversation: &Conversation) -> Vec<String> {
    conversation.messages.iter().map(|message| message.id.clone()).collect()
}
