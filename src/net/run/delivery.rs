//! The way to the backend: send until it is taken, follow the answer until it ends.

use contract::error::code;
use gloo_net::http::Response;

use super::{Session, is_unsent};
use crate::chat::{ChatEvent, Failure};
use crate::net::pause::{pause, sleep};
use crate::net::{retry, stream};
use crate::ui::texts;

/// Longest wait, in seconds, that a backend can ask for.
const LONGEST_WAIT: u32 = 60;

impl Session {
    /// Sends a body to the backend, as often as it takes.
    pub(super) fn deliver(self, body: String) {
        let epoch = self.leave();
        let inner = self.inner();
        self.spawn(async move {
            self.prepare();
            if !inner.client.remember().await {
                self.model.set_notice(texts::NOT_REMEMBERED);
            }
            let path = ["/v1/assistants/", &self.role(), "/runs"].concat();
            for attempt in 0.. {
                let Some(signal) = self.signal(epoch) else { return };
                let failed = match inner.client.post(&path, &body, Some(&signal)).await {
                    Ok(response) => {
                        // It may have been away when it was first asked.
                        self.prepare();
                        self.take(&response, epoch, true).await;
                        if inner.epoch.get() != epoch {
                            return;
                        }
                        if !self.model.with(is_unsent) {
                            let last_seq = self.model.with(|chat| chat.last_seq);
                            return self.follow(last_seq, epoch).await;
                        }
                        // No run began: the sign-in page of a network, or a connection cut at once.
                        Failure::offline()
                    }
                    // A browser doesn't say why a foreign page may not ask.
                    Err(failed) => inner.refused.borrow().clone().unwrap_or(failed),
                };
                if inner.epoch.get() != epoch {
                    return;
                }
                if !may_pass(&failed) || attempt >= retry::ATTEMPTS {
                    return self.model.apply(ChatEvent::SendFailed(failed));
                }
                // The same bytes again: the run's id makes sure that they count once.
                self.wait(attempt, &failed, epoch).await;
            }
        });
    }

    /// Follows the thread until the run under way has ended, over as many connections as it takes.
    pub(super) async fn follow(self, after: u64, epoch: u32) {
        let inner = self.inner();
        let mut attempt = 0;
        let mut after = after;
        while inner.epoch.get() == epoch && self.model.is_running() {
            let thread_id = self.model.with(|chat| chat.thread_id.clone());
            let path = ["/v1/threads/", &thread_id, "/events?after=", &after.to_string()].concat();
            let Some(signal) = self.signal(epoch) else { return };
            let result = inner.client.stream(&path, &signal).await;
            let seen = self.model.with(|chat| chat.last_seq);
            let mut failed = Failure::offline();
            match result {
                Ok(response) => self.take(&response, epoch, false).await,
                Err(refused) if !may_pass(&refused) || attempt >= retry::ATTEMPTS => {
                    self.model.apply(ChatEvent::FollowFailed(refused));
                    return;
                }
                Err(refused) => failed = refused,
            }
            if inner.epoch.get() != epoch || !self.model.is_running() {
                return;
            }
            after = self.model.with(|chat| chat.last_seq);
            attempt = if after > seen { 0 } else { attempt + 1 };
            self.wait(attempt, &failed, epoch).await;
        }
    }

    /// Waits until the same may be tried again; a busy backend's wait is counted down.
    async fn wait(self, attempt: u32, failed: &Failure, epoch: u32) {
        let is_busy = failed.code == code::RATE_LIMITED;
        if !is_busy {
            self.model.apply(ChatEvent::ConnectionLost);
        }
        for seconds in (1..=failed.retry_after.unwrap_or(0).min(LONGEST_WAIT)).rev() {
            if is_busy {
                self.model.apply(ChatEvent::Waiting { seconds });
            }
            sleep(1000).await;
            if self.inner().epoch.get() != epoch {
                return;
            }
        }
        if is_busy {
            self.model.apply(ChatEvent::Waiting { seconds: 0 });
        }
        // Also after a wait that was named: those who were sent away together don't come back together.
        pause(attempt).await;
    }

    /// Takes in the events of a stream.
    pub(super) async fn take(self, response: &Response, epoch: u32, ends_with_run: bool) {
        let inner = self.inner();
        stream::read(response, |seq, event| {
            if inner.epoch.get() != epoch {
                return false;
            }
            self.model.apply(ChatEvent::Stream { seq, event });
            // A run's own stream ends by itself; a thread's goes on for ever.
            ends_with_run || inner.epoch.get() == epoch && self.model.is_running()
        })
        .await;
        if inner.epoch.get() == epoch && self.model.is_running() {
            self.model.apply(ChatEvent::ConnectionLost);
        }
    }
}

/// Whether the same request can succeed a little later, without the visitor doing anything.
fn may_pass(failed: &Failure) -> bool {
    matches!(
        failed.code.as_str(),
        "offline"
            | code::RATE_LIMITED
            | code::STORE_UNAVAILABLE
            | code::RUN_ACTIVE
            | code::UPSTREAM_UNAVAILABLE
    )
}
