//! What exists from the start, so that the stand-in is useful at once.

use super::Store;
use super::lists::haystack;
use crate::wire::now_micros;
use serde_json::json;
use uuid::{Uuid, uuid};

/// The workspace that tasks go to where none is named.
pub const DEFAULT_WORKSPACE: Uuid = uuid!("5e1a7a00-0000-4000-8000-0000000000b1");
/// The collection that stands for the knowledge folder.
pub const DEFAULT_COLLECTION: Uuid = uuid!("5e1a7a00-0000-4000-8000-0000000000d1");
const CONNECTION: Uuid = uuid!("5e1a7a00-0000-4000-8000-0000000000e1");

impl Store {
    /// Adds what is missing of it.
    pub(super) async fn seed(&self, agent: Uuid) -> Result<(), sqlx::Error> {
        let now = now_micros();
        let (name, about) = ("Documentation assistant", "Answers from the documentation, with citations.");
        sqlx::query("INSERT OR IGNORE INTO agents VALUES (?, ?, ?, NULL, ?, ?, ?)")
            .bind(agent.to_string())
            .bind(name)
            .bind(about)
            .bind(json!([DEFAULT_COLLECTION]).to_string())
            .bind(haystack(&[Some(name), Some(about)]))
            .bind(now)
            .execute(&self.pool)
            .await?;
        let (name, about) = ("Support", "Where tasks of the documentation assistant go.");
        sqlx::query("INSERT OR IGNORE INTO workspaces VALUES (?, ?, ?, ?, ?)")
            .bind(DEFAULT_WORKSPACE.to_string())
            .bind(name)
            .bind(about)
            .bind(haystack(&[Some(name), Some(about)]))
            .bind(now)
            .execute(&self.pool)
            .await?;
        let (name, kind) = ("Knowledge folder", "files");
        sqlx::query("INSERT OR IGNORE INTO connections VALUES (?, ?, ?, 'connected', ?, ?)")
            .bind(CONNECTION.to_string())
            .bind(name)
            .bind(kind)
            .bind(haystack(&[Some(name), Some(kind)]))
            .bind(now)
            .execute(&self.pool)
            .await?;
        let (name, about) = ("Documentation", "The knowledge folder, and what is added to it here.");
        sqlx::query("INSERT OR IGNORE INTO collections VALUES (?, ?, ?, '[]', ?, ?, ?)")
            .bind(DEFAULT_COLLECTION.to_string())
            .bind(name)
            .bind(about)
            .bind(haystack(&[Some(name), Some(about)]))
            .bind(now)
            .bind(now)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
