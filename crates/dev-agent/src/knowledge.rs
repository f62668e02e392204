//! The documentation that answers come from: a folder of Markdown files, searched by words.

mod folder;
mod index;
mod markdown_sections;
mod search;

pub use markdown_sections::BlockKind;
pub use search::{Hit, Outcome, PageLink, Passage};

use crate::error::StartError;
use crate::question::Query;
use index::Index;
use search::Scope;
use std::path::PathBuf;
use tokio::sync::Mutex;

/// Why a search failed.
#[derive(Debug, thiserror::Error)]
pub enum KnowledgeError {
    /// The folder went away or can't be read any more.
    #[error("can't read the knowledge folder {path}: {source}. Put it back or start again with --knowledge")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The index broke.
    #[error("the search index failed: {0}. Start the dev agent again")]
    Index(#[from] sqlx::Error),
}

/// An uploaded file to look things up in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Where its content is.
    pub path: PathBuf,
    /// For people and citations.
    pub title: String,
    /// Where citations lead.
    pub url: String,
}

impl Upload {
    /// Names it in the index; a NUL can't be in any of the parts.
    fn key(&self) -> String {
        format!("{}\0{}\0{}", self.path.display(), self.title, self.url)
    }
}

/// What an answer is looked up in.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Whether the knowledge folder is part of it.
    pub folder: bool,
    /// Files of collections.
    pub collected: Vec<Upload>,
    /// Files that came with the message: looked at first.
    pub attached: Vec<Upload>,
}

impl Reading {
    fn scope(&self) -> Scope {
        let uploads = self.collected.iter().chain(&self.attached);
        Scope { folder: self.folder, uploads: uploads.map(Upload::key).collect() }
    }

    fn attached_scope(&self) -> Scope {
        Scope { folder: false, uploads: self.attached.iter().map(Upload::key).collect() }
    }
}

/// The folder and its index.
pub struct Knowledge {
    /// Nothing to search without a folder.
    folder: Option<PathBuf>,
    link_base: String,
    index: Mutex<Index>,
}

impl Knowledge {
    /// Reads the folder. `link_base` is what citations' links begin with.
    pub async fn open(folder: Option<PathBuf>, link_base: &str) -> Result<Self, StartError> {
        let index = Index::new().await.map_err(StartError::Index)?;
        let link_base = format!("{}/", link_base.trim_end_matches('/'));
        let link_base = if link_base == "/" { String::new() } else { link_base };
        let knowledge = Self { folder, link_base, index: Mutex::new(index) };
        match knowledge.refresh(&mut *knowledge.index.lock().await, &Reading::default()).await {
            Ok(()) => {}
            Err(KnowledgeError::Folder { path, source }) => {
                return Err(StartError::Knowledge { path, source });
            }
            Err(KnowledgeError::Index(source)) => return Err(StartError::Index(source)),
        }
        Ok(knowledge)
    }

    /// Whether there is anything to read at all.
    pub fn is_there(&self, reading: &Reading) -> bool {
        self.folder.is_some() || !reading.collected.is_empty() || !reading.attached.is_empty()
    }

    /// Searches what is there now: what came with the message, and when that has no answer, all.
    pub async fn search(&self, query: &Query, reading: &Reading) -> Result<Outcome, KnowledgeError> {
        let mut index = self.index.lock().await;
        self.refresh(&mut index, reading).await?;
        if !reading.attached.is_empty() {
            let scope = reading.attached_scope();
            let found = search::search(index.connection(), query, &self.link_base, &scope).await?;
            if matches!(found, Outcome::Found(_)) {
                return Ok(found);
            }
        }
        Ok(search::search(index.connection(), query, &self.link_base, &reading.scope()).await?)
    }

    /// Up to `count` pages, to say what can be asked about.
    pub async fn pages(&self, count: usize, reading: &Reading) -> Result<Vec<PageLink>, KnowledgeError> {
        let mut index = self.index.lock().await;
        self.refresh(&mut index, reading).await?;
        Ok(search::pages(index.connection(), count, &self.link_base, &reading.scope()).await?)
    }

    async fn refresh(&self, index: &mut Index, reading: &Reading) -> Result<(), KnowledgeError> {
        for upload in reading.collected.iter().chain(&reading.attached) {
            let key = upload.key();
            if !index.has_upload(&key) {
                let path = upload.path.clone();
                let page = tokio::task::spawn_blocking(move || folder::uploaded(&path)).await;
                let page = page.map_err(std::io::Error::other).flatten();
                let page =
                    page.map_err(|source| KnowledgeError::Folder { path: upload.path.clone(), source })?;
                index.add_upload(key, &upload.title, &upload.url, page).await?;
            }
        }
        let Some(folder) = &self.folder else { return Ok(()) };
        let known = index.files().clone();
        let (path, base) = (folder.clone(), self.link_base.clone());
        let changes = tokio::task::spawn_blocking(move || folder::changes(&path, &known, &base)).await;
        let changes = changes.map_err(std::io::Error::other).flatten();
        let changes = changes.map_err(|source| KnowledgeError::Folder { path: folder.clone(), source })?;
        Ok(index.apply(changes).await?)
    }
}
