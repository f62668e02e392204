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
        match knowledge.refresh(&mut *knowledge.index.lock().await).await {
            Ok(()) => {}
            Err(KnowledgeError::Folder { path, source }) => {
                return Err(StartError::Knowledge { path, source });
            }
            Err(KnowledgeError::Index(source)) => return Err(StartError::Index(source)),
        }
        Ok(knowledge)
    }

    /// Whether there is a folder at all.
    pub fn is_there(&self) -> bool {
        self.folder.is_some()
    }

    /// Searches what is in the folder now.
    pub async fn search(&self, query: &Query) -> Result<Outcome, KnowledgeError> {
        let mut index = self.index.lock().await;
        self.refresh(&mut index).await?;
        Ok(search::search(index.connection(), query, &self.link_base).await?)
    }

    /// Up to `count` pages, to say what can be asked about.
    pub async fn pages(&self, count: u32) -> Result<Vec<PageLink>, KnowledgeError> {
        let mut index = self.index.lock().await;
        self.refresh(&mut index).await?;
        Ok(search::pages(index.connection(), count, &self.link_base).await?)
    }

    async fn refresh(&self, index: &mut Index) -> Result<(), KnowledgeError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let known = index.files().clone();
        let (path, base) = (folder.clone(), self.link_base.clone());
        let changes = tokio::task::spawn_blocking(move || folder::changes(&path, &known, &base)).await;
        let changes = changes.map_err(std::io::Error::other).flatten();
        let changes = changes.map_err(|source| KnowledgeError::Folder { path: folder.clone(), source })?;
        Ok(index.apply(changes).await?)
    }
}
