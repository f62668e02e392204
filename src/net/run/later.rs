//! What no first answer waits for: the rest of the way to the backend, in a piece that loads after that answer, or when
//! it is first needed. While it can't be loaded, the backend can't be reached either, and it is tried again in the same
//! way; unless the backend was updated since the page was loaded, and only a reload helps.

use std::future::Future;
use std::pin::Pin;

use leptos::wasm_split;

use super::Session;
use super::delivery::Task;
use crate::chat::Failure;
use crate::host::idle::idle;
use crate::net::outbox::Letter;
use crate::ui::texts;

/// What the piece can do.
pub(super) enum Job {
    /// Show a stored conversation, if nothing else is shown since: its id, and when it was asked for.
    Show(String, u32),
    /// Show the newest conversation.
    ShowNewest,
    /// Add the messages before the ones shown, if these are still shown.
    ShowEarlier(u32),
    /// Take up what an earlier page has left.
    Restore(Vec<Letter>),
    /// Ask for what was missed of a conversation.
    CatchUp(String),
    /// Follow the run under way.
    Follow(Task),
    /// Make sure of who the page's user is: whether it was somebody before, and when it was asked for.
    SignIn(bool, u32),
    /// Ask the page's own agent: the run, the body, and when it was asked for.
    Ask(String, String, u32),
}

/// Work under way.
pub(super) type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Begins a piece of work.
type Begin = fn(Session, Job) -> Work;

fn begin(session: Session, job: Job) -> Work {
    match job {
        Job::Show(thread_id, epoch) => Box::pin(async move {
            if session.is_at(epoch) {
                session.load(&thread_id).await;
            }
        }),
        Job::ShowNewest => Box::pin(session.load_newest()),
        Job::ShowEarlier(epoch) => Box::pin(session.load_earlier(epoch)),
        Job::Restore(letters) => Box::pin(session.take_back(letters)),
        Job::CatchUp(thread_id) => Box::pin(async move { session.fill_gap(&thread_id).await }),
        Job::Follow(task) => Box::pin(async move { task.follow().await }),
        Job::SignIn(was_somebody, epoch) => Box::pin(session.sign_in(was_somebody, epoch)),
        Job::Ask(run_id, body, epoch) => Box::pin(session.hold_talk(run_id, body, epoch)),
    }
}

/// The piece itself, from a module of its own where the build makes one.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(later, wasm_split_path = wasm_split, fallible)]
fn piece() -> Result<Begin, wasm_split::SplitLoaderError> {
    Ok(begin)
}

#[cfg(not(feature = "split"))]
async fn piece() -> Result<Begin, wasm_split::SplitLoaderError> {
    Ok(begin)
}

impl Session {
    /// Does a job of the piece, as soon as that is here.
    pub(super) async fn later(self, job: Job) {
        for attempt in 0.. {
            match piece().await {
                Ok(begin) => return begin(self, job).await,
                Err(_) if self.is_outdated(attempt).await => {
                    self.inner().is_catching_up.set(false);
                    return self.model.set_notice(texts::failure(texts::OUTDATED).0);
                }
                Err(_) => self.inner().pauses.pause(attempt).await,
            }
        }
    }

    /// The same where somebody waits who has to know if it can't be done now.
    pub(super) async fn at_once(self, job: Job) -> Result<(), Failure> {
        match piece().await {
            Ok(begin) => begin(self, job).await,
            Err(_) => return Err(Failure::offline()),
        }
        Ok(())
    }

    /// Loads the piece when the page has nothing better to do, for the time when it is needed.
    pub(super) fn fetch_ahead(self) {
        self.spawn(async {
            idle().await;
            let _ = piece().await;
        });
    }

    /// Whether a piece that didn't load this many times never will: a backend that was updated has other ones.
    pub(super) async fn is_outdated(self, attempt: u32) -> bool {
        attempt > 0 && self.inner().client.config().await.is_ok()
    }

    /// Whether the conversation that was shown then is still shown.
    pub(super) fn is_at(self, epoch: u32) -> bool {
        self.inner().epoch.get() == epoch
    }
}
