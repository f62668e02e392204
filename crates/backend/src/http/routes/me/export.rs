//! Writes an export piece by piece, so that it never is in memory as a whole.

use axum::body::Bytes;
use contract::agui::{Context, Event};
use contract::api::{ExportResponse, ExportedRun, ExportedThread, ExportedVisitor};
use contract::history::Fold;
use serde::Serialize;
use time::OffsetDateTime;
use tokio::sync::mpsc::Sender;

use crate::app::App;
use crate::http::middleware::visitor::Visitor;
use crate::http::routes::threads::timestamp;
use crate::problem::Failure;
use crate::store::{ExportedRunRow, LogEntry, StoreError};

/// How many events of a run under way are read at once.
const PAGE: usize = 64;

/// What an object ends with whose last field is an empty list.
const END: &str = "]}";

/// Where the document goes.
type Pieces = Sender<Result<Bytes, Failure>>;

/// An export that is about to be written.
pub(super) struct Export {
    site: String,
    /// The visitor, and the user's keys: what was asked with one alone since a session began is still the key's.
    owners: Vec<String>,
    /// The document's beginning, up to the first conversation.
    head: String,
}

impl Export {
    /// All that is kept of the visitor.
    pub(super) async fn of(app: &App, visitor: Visitor) -> Result<Self, Failure> {
        let Visitor { id, site, .. } = visitor;
        let user = app.store.user(&site, &id).await?;
        let mut owners = vec![id.clone()];
        owners.extend(app.store.keys_of(&site, &id).await?);
        let mut keys = Vec::new();
        for owner in &owners {
            keys.extend(app.store.visitor(&site, owner).await?);
        }
        let user_since = user.as_ref().map(|user| user.created_at);
        let created_at = user_since.or(keys.first().map(|key| key.created_at)).map(timestamp).transpose()?;
        let head = open(&ExportResponse {
            exported_at: timestamp(OffsetDateTime::now_utc())?,
            visitor: ExportedVisitor {
                id,
                user: user.map(|user| user.sub),
                public_keys: keys.into_iter().map(|key| key.public_key).collect(),
                created_at,
            },
            threads: Vec::new(),
        })?;
        Ok(Self { site, owners, head })
    }

    /// Sends the document. Ends early, without a failure, when nobody takes it any more.
    pub(super) async fn write(self, app: &App, pieces: &Pieces) -> Result<(), Failure> {
        if !send(pieces, self.head).await {
            return Ok(());
        }
        let mut is_first = true;
        for owner in &self.owners {
            if !write_threads(app, &self.site, owner, &mut is_first, pieces).await? {
                return Ok(());
            }
        }
        send(pieces, END.to_owned()).await;
        Ok(())
    }
}

/// `false`: nobody takes it any more.
async fn write_threads(
    app: &App,
    site: &str,
    owner: &str,
    is_first_thread: &mut bool,
    pieces: &Pieces,
) -> Result<bool, Failure> {
    let mut last = None;
    while let Some(thread) = app.store.next_thread(site, owner, last.as_ref()).await? {
        let opening = open(&ExportedThread {
            id: thread.id.clone(),
            title: thread.title.clone(),
            created_at: timestamp(thread.created_at)?,
            updated_at: timestamp(thread.updated_at)?,
            runs: Vec::new(),
        })?;
        if !send(pieces, separated(std::mem::take(is_first_thread), opening)).await {
            return Ok(false);
        }
        let mut after = 0;
        while let Some(run) = app.store.next_run(site, owner, &thread.id, after).await? {
            let is_first = after == 0;
            after = run.first_seq;
            let run = json(&read(app, &thread.id, run).await?)?;
            if !send(pieces, separated(is_first, run)).await {
                return Ok(false);
            }
        }
        if !send(pieces, END.to_owned()).await {
            return Ok(false);
        }
        last = Some(thread);
    }
    Ok(true)
}

async fn send(pieces: &Pieces, piece: String) -> bool {
    pieces.send(Ok(piece.into())).await.is_ok()
}

/// A run with its messages: those it has left, or those that its events have made so far.
async fn read(app: &App, thread_id: &str, row: ExportedRunRow) -> Result<ExportedRun, Failure> {
    let mut run = ExportedRun {
        id: row.id,
        created_at: timestamp(row.created_at)?,
        context: Vec::new(),
        messages: Vec::new(),
    };
    let mut fold = Fold::default();
    let mut after = row.first_seq.saturating_sub(1);
    let page = if row.messages.is_some() { 1 } else { PAGE };
    loop {
        let entries = app.store.read_events(thread_id, after, page).await?;
        // Between them may be events of no run.
        let own = entries.iter().filter(|entry| entry.run_id.as_deref() == Some(&run.id));
        for entry in own {
            let event = event(entry)?;
            if let Some(context) = context(&event) {
                run.context = context;
            }
            fold.push(&event);
        }
        let Some(newest) = entries.last().filter(|_| entries.len() == page && page > 1) else { break };
        after = newest.seq;
    }
    run.messages = match row.messages {
        Some(messages) => serde_json::from_str(&messages)
            .map_err(|_| StoreError::Corrupt("a run's messages are not JSON"))?,
        None => fold.finish(),
    };
    Ok(run)
}

fn event(entry: &LogEntry) -> Result<Event, StoreError> {
    serde_json::from_str(&entry.json).map_err(|_| StoreError::Corrupt("an event is not JSON"))
}

fn context(event: &Event) -> Option<Vec<Context>> {
    match event {
        Event::RunStarted(started) => started.input.as_ref().map(|input| input.context.clone()),
        _ => None,
    }
}

fn separated(is_first: bool, piece: String) -> String {
    if is_first { piece } else { [",", &piece].concat() }
}

/// The JSON of an object without the end of its last field, a list that is empty so far.
fn open(object: &impl Serialize) -> Result<String, Failure> {
    let json = json(object)?;
    let opening = json.strip_suffix(END).map(str::to_owned);
    opening.ok_or_else(|| Failure::internal("an exported object does not end with its list"))
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(Failure::internal)
}
