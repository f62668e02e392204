//! The folder with the content of uploaded files: written as it comes, read as it goes, never whole in
//! memory.

use crate::config::Settings;
use crate::error::StartError;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tokio::fs::File;
use uuid::Uuid;

/// The folder.
pub struct Files {
    folder: PathBuf,
    /// Removes the folder at the end, where nobody asked to keep it.
    _temporary: Option<TempDir>,
}

impl Files {
    /// The folder that was named, else one beside the database, else a temporary one.
    pub fn open(settings: &Settings) -> Result<Self, StartError> {
        let beside = |database: &Path| {
            let mut name = database.as_os_str().to_owned();
            name.push(".files");
            PathBuf::from(name)
        };
        let kept = settings.files.clone().or_else(|| settings.database.as_deref().map(beside));
        if let Some(folder) = kept {
            let failed = |source| StartError::Files { path: folder.clone(), source };
            std::fs::create_dir_all(&folder).map_err(failed)?;
            return Ok(Self { folder, _temporary: None });
        }
        let temporary = TempDir::with_prefix("siesta-dev-agent-")
            .map_err(|source| StartError::Files { path: std::env::temp_dir(), source })?;
        Ok(Self { folder: temporary.path().to_owned(), _temporary: Some(temporary) })
    }

    /// Where the content of a file is.
    pub fn path(&self, id: Uuid) -> PathBuf {
        self.folder.join(id.to_string())
    }

    /// Begins a file that counts only once it is kept.
    pub async fn begin(&self, id: Uuid) -> io::Result<Unfinished> {
        let path = self.folder.join(format!("{id}.part"));
        let file = File::create_new(&path).await?;
        Ok(Unfinished { file, path, end: self.path(id), kept: false })
    }
}

/// A file that is being written; dropped, it is gone.
pub struct Unfinished {
    /// To write to.
    pub file: File,
    path: PathBuf,
    end: PathBuf,
    kept: bool,
}

impl Unfinished {
    /// Puts the file in its place.
    pub async fn keep(mut self) -> io::Result<()> {
        self.file.sync_all().await?;
        tokio::fs::rename(&self.path, &self.end).await?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Fails when it was never there, which is as good.
        if !self.kept {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
