//! What is on its way to the backend: kept as exact bytes until it is acknowledged.

use wasm_bindgen::{JsCast, JsValue};

use super::client::set;
use super::database::{OUTBOX, read, write};
use super::decode::{list, text};
use crate::chat::Failure;

/// A message on its way. The same bytes go out however often it takes: the run's id makes sure that they count once.
///
/// It is an object of the page, as the database and the other tabs take it: `run`, `thread`, `user` (empty for an
/// anonymous visitor), `message`, `text`, and where it goes: `path`, `body`.
#[derive(Clone)]
pub(crate) struct Letter {
    pub(crate) fields: JsValue,
    /// Why it waits for the visitor; what has no reason goes out by itself.
    pub(crate) failure: Option<Failure>,
}

impl Letter {
    pub(crate) fn new(fields: JsValue) -> Self {
        Self { fields, failure: None }
    }

    pub(crate) fn get(&self, field: &str) -> String {
        text(&self.fields, field)
    }

    /// Whether a field is this.
    pub(crate) fn has(&self, field: &str, value: &str) -> bool {
        self.get(field) == value
    }

    /// Keeps it for a user, beyond the page; false where the browser keeps nothing.
    pub(crate) async fn keep(&self, user: &str) -> bool {
        set(self.fields.unchecked_ref(), "user", &user.into());
        let run_id = self.get("run");
        write(OUTBOX, true, |store| store.put_with_key(&self.fields, &run_id.into())).await
    }
}

/// All that is kept, oldest first: ids of runs grow with time.
pub(crate) async fn all() -> Vec<Letter> {
    let stored = read(OUTBOX, |store| store.get_all()).await;
    list(&stored.unwrap_or_default()).into_iter().map(Letter::new).collect()
}

/// Lets go of what was acknowledged or given up.
pub(crate) async fn discard(run_id: String) {
    // What stays by mistake is sent once more, and counts for nothing.
    write(OUTBOX, false, |store| store.delete(&run_id.into())).await;
}
