//! The browser's database of the chat: the visitor's key, and the messages that are on their way.
//!
//! It is made with the first message and never before; nothing is stored for somebody who only looks.

use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbObjectStore, IdbRequest, IdbTransactionMode};

use super::decode::get;

const DATABASE: &str = "siesta-chat";
/// Grows with each new store.
const VERSION: u32 = 2;

/// The store of the visitor's key.
pub(super) const KEYS: &str = "keys";
/// The store of the messages that are on their way.
pub(super) const OUTBOX: &str = "outbox";

/// What `ask` reads of a store; none where there is no database. Makes none.
pub(super) async fn read(
    store: &str,
    ask: impl FnOnce(&IdbObjectStore) -> Result<IdbRequest, JsValue>,
) -> Option<JsValue> {
    let database = open(false).await?;
    let transaction = database.transaction_with_str(store).ok();
    let request = transaction.and_then(|it| ask(&it.object_store(store).ok()?).ok());
    let answer = match request {
        Some(request) => settle(&request).await.then(|| request.result().ok()).flatten(),
        None => None,
    };
    database.close();
    answer
}

/// Changes a store, and makes it first if it may; false where the browser keeps nothing. Once it says true, the change
/// outlives the page.
pub(super) async fn write(
    store: &str,
    may_create: bool,
    change: impl FnOnce(&IdbObjectStore) -> Result<IdbRequest, JsValue>,
) -> bool {
    let Some(database) = open(may_create).await else { return false };
    let transaction = database.transaction_with_str_and_mode(store, IdbTransactionMode::Readwrite).ok();
    let written = match &transaction {
        Some(transaction) => {
            let asked = transaction.object_store(store).and_then(|store| change(&store));
            asked.is_ok() && done(transaction, "oncomplete", "onabort").await
        }
        None => false,
    };
    database.close();
    written
}

/// Deletes all that this browser keeps for the chat.
pub(crate) fn forget() {
    if let Some(factory) = factory() {
        // Nobody waits: it is done as soon as every page has closed what it has open.
        let _ = factory.delete_database(DATABASE);
    }
}

/// Absent or refused where storage is blocked.
fn factory() -> Option<IdbFactory> {
    web_sys::window()?.indexed_db().ok()?
}

async fn open(may_create: bool) -> Option<IdbDatabase> {
    let factory = factory()?;
    let request = factory.open_with_u32(DATABASE, VERSION).ok()?;
    // Runs before the request succeeds, so the stores are there when the promise settles.
    let upgrade = request.clone();
    let create = Closure::once(move |event: JsValue| {
        // Given up, the making leaves nothing.
        if let (false, Some(making)) =
            (may_create || get(&event, "oldVersion").is_truthy(), upgrade.transaction())
        {
            let _ = making.abort();
            return;
        }
        let database = upgrade.result().ok().and_then(|database| database.dyn_into::<IdbDatabase>().ok());
        for store in [KEYS, OUTBOX] {
            // Refused where it is there already.
            let _ = database.as_ref().map(|database| database.create_object_store(store));
        }
    });
    request.set_onupgradeneeded(Some(create.as_ref().unchecked_ref()));
    let opened = settle(&request).await;
    request.set_onupgradeneeded(None);
    opened.then(|| request.result().ok()?.dyn_into().ok()).flatten()
}

async fn settle(request: &IdbRequest) -> bool {
    done(request, "onsuccess", "onerror").await
}

/// Waits for one of two events: whether it was the good one.
async fn done(target: &JsValue, good: &str, bad: &str) -> bool {
    let done = Promise::new(&mut |resolve: Function, reject: Function| {
        for (event, handler) in [(good, resolve), (bad, reject)] {
            let _ = js_sys::Reflect::set(target, &event.into(), &handler);
        }
    });
    JsFuture::from(done).await.is_ok()
}
