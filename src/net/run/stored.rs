//! Conversations that the backend has stored. All of it is in the piece that loads later.

use contract::error::code;

use super::Session;
use crate::chat::{ChatEvent, StreamEvent};
use crate::net::decode;

impl Session {
    /// Reads a conversation from history.
    pub(super) async fn load(self, thread_id: &str) {
        let inner = self.inner();
        let epoch = inner.epoch.get();
        let Ok(thread) = inner.client.get(&("/v1/threads/".to_owned() + thread_id)).await else { return };
        if !self.is_at(epoch) {
            return;
        }
        let (conversation, active) = decode::conversation(&thread);
        self.model.apply(ChatEvent::Loaded(conversation));
        if let Some(run_id) = active {
            self.acknowledge(&run_id);
            // The run's own first event brings its question along.
            let event = StreamEvent::RunStarted { run_id, message: None };
            self.model.apply(ChatEvent::Stream { seq: None, event });
        }
        self.show_letters();
        if self.model.is_running() {
            self.attend(thread_id);
        }
    }

    /// Adds the page of messages before the ones shown.
    pub(super) async fn load_earlier(self, epoch: u32) {
        let shown = self.model.with(|chat| Some((chat.thread_id.clone(), chat.earlier_than?)));
        let (Some((id, before)), true) = (shown, self.is_at(epoch)) else { return };
        let path = ["/v1/threads/", &id, "?before=", &before.to_string()].concat();
        if let Ok(thread) = self.inner().client.get(&path).await
            && self.is_at(epoch)
        {
            self.model.apply(ChatEvent::LoadedEarlier(decode::conversation(&thread).0));
        }
    }

    /// Reads the newest conversation, where nothing is shown yet.
    pub(super) async fn load_newest(self) {
        let is_empty = || self.model.with(|chat| chat.messages.is_empty());
        if !is_empty() {
            return;
        }
        match self.inner().client.get("/v1/threads").await {
            Ok(threads) => {
                if let Some(newest) = decode::list(&decode::get(&threads, "threads")).first()
                    && is_empty()
                {
                    self.leave();
                    self.load(&decode::text(newest, "id")).await;
                }
            }
            Err(failed) if failed.code == code::UNAUTHORIZED => self.refuse(),
            Err(_) => {}
        }
    }
}
