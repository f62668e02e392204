//! The full-text index: SQLite FTS5 in memory, rebuilt from the folder at each start. One row per
//! heading section to find the place, one row per block to pick what to quote; the same tokenizer
//! (Unicode, Porter stems) decides in both what matches.

use super::folder::{Changed, Changes, Files};
use super::markdown_sections::{BlockKind, Page, Section};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, raw_sql};
use std::collections::BTreeSet;

const SCHEMA: &str = "
CREATE TABLE pages (file TEXT PRIMARY KEY, title TEXT NOT NULL, url TEXT);
CREATE VIRTUAL TABLE sections USING fts5 (
    heading, trail, body, file UNINDEXED, anchor UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE passages USING fts5 (
    text, section UNINDEXED, file UNINDEXED, kind UNINDEXED, source UNINDEXED, head UNINDEXED,
    tokenize = 'porter unicode61 remove_diacritics 2'
);
";

/// The index and what it was made from.
pub struct Index {
    connection: SqliteConnection,
    files: Files,
    /// Uploaded files never change: a key is read once.
    uploads: BTreeSet<String>,
}

impl Index {
    /// An empty index.
    pub async fn new() -> Result<Self, sqlx::Error> {
        let mut connection = SqliteConnectOptions::new().in_memory(true).connect().await?;
        raw_sql(SCHEMA).execute(&mut connection).await?;
        Ok(Self { connection, files: Files::new(), uploads: BTreeSet::new() })
    }

    /// The files in the index.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Whether an uploaded file is in the index.
    pub fn has_upload(&self, key: &str) -> bool {
        self.uploads.contains(key)
    }

    /// Adds an uploaded file.
    pub async fn add_upload(
        &mut self,
        key: String,
        title: &str,
        url: &str,
        page: Page,
    ) -> Result<(), sqlx::Error> {
        let mut transaction = self.connection.begin().await?;
        insert(&mut transaction, &key, title, Some(url), &page).await?;
        transaction.commit().await?;
        self.uploads.insert(key);
        Ok(())
    }

    /// For searching.
    pub fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// Brings the index up to date, all or nothing.
    pub async fn apply(&mut self, changes: Changes) -> Result<(), sqlx::Error> {
        if changes.changed.is_empty() && changes.removed.is_empty() {
            return Ok(());
        }
        let mut transaction = self.connection.begin().await?;
        for file in &changes.removed {
            remove(&mut transaction, file).await?;
        }
        for changed in &changes.changed {
            remove(&mut transaction, &changed.file).await?;
            let Changed { file, page, .. } = changed;
            let title = page.title.clone().unwrap_or_else(|| title_of_file(file));
            insert(&mut transaction, file, &title, None, page).await?;
        }
        transaction.commit().await?;
        for file in &changes.removed {
            self.files.remove(file);
        }
        self.files.extend(changes.changed.into_iter().map(|changed| (changed.file, changed.fingerprint)));
        Ok(())
    }
}

async fn remove(connection: &mut SqliteConnection, file: &str) -> Result<(), sqlx::Error> {
    for statement in [
        "DELETE FROM pages WHERE file = ?",
        "DELETE FROM sections WHERE file = ?",
        "DELETE FROM passages WHERE file = ?",
    ] {
        sqlx::query(statement).bind(file).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Adds a page; `url` is where it is, of an uploaded one.
async fn insert(
    connection: &mut SqliteConnection,
    file: &str,
    title: &str,
    url: Option<&str>,
    page: &Page,
) -> Result<(), sqlx::Error> {
    let query = sqlx::query("INSERT INTO pages VALUES (?, ?, ?)").bind(file).bind(title).bind(url);
    query.execute(&mut *connection).await?;
    for section in &page.sections {
        insert_section(connection, file, title, section).await?;
    }
    Ok(())
}

async fn insert_section(
    connection: &mut SqliteConnection,
    file: &str,
    title: &str,
    section: &Section,
) -> Result<(), sqlx::Error> {
    let body: Vec<&str> = section.blocks.iter().map(|block| block.text.as_str()).collect();
    let mut trail = section.trail.clone();
    if trail.first().is_none_or(|first| first != title) && section.heading != title {
        trail.insert(0, title.to_owned());
    }
    let query = "INSERT INTO sections (heading, trail, body, file, anchor) VALUES (?, ?, ?, ?, ?)";
    let inserted = sqlx::query(query)
        .bind(&section.heading)
        .bind(trail.join(" › "))
        .bind(body.join("\n"))
        .bind(file)
        .bind(&section.anchor)
        .execute(&mut *connection)
        .await?;
    for block in &section.blocks {
        let query =
            "INSERT INTO passages (text, section, file, kind, source, head) VALUES (?, ?, ?, ?, ?, ?)";
        sqlx::query(query)
            .bind(&block.text)
            .bind(inserted.last_insert_rowid())
            .bind(file)
            .bind(kind_name(block.kind))
            .bind(&block.source)
            .bind(&block.head)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

const KINDS: &[(BlockKind, &str)] = &[
    (BlockKind::Text, "text"),
    (BlockKind::Item, "item"),
    (BlockKind::Step, "step"),
    (BlockKind::Row, "row"),
    (BlockKind::Code, "code"),
];

fn kind_name(kind: BlockKind) -> &'static str {
    KINDS.iter().find(|(it, _)| *it == kind).map_or("text", |(_, name)| name)
}

/// The kind of block that a row names.
pub fn kind_of(name: &str) -> BlockKind {
    KINDS.iter().find(|(_, it)| *it == name).map_or(BlockKind::Text, |(kind, _)| *kind)
}

/// `guides/getting-started.md` → `Getting started`.
fn title_of_file(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).replace(['-', '_'], " ");
    let mut chars = stem.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
