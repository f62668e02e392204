//! Files from disk to the API and back, with a progress bar where there is a terminal.

use std::io;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use siesta_api::types::StoredFile;
use siesta_api::{Client, FileContent, FileDownload, UploadFileRequest};
use tempfile::NamedTempFile;
use tokio::io::AsyncRead;

use super::OperationFailure;

const BAR: &str = "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
const SPINNER: &str = "{msg} {spinner} {bytes} {bytes_per_sec}";

/// Sends what a reader holds.
pub async fn upload(
    client: &Client,
    name: &str,
    content_type: Option<String>,
    content: impl AsyncRead + Send + Unpin + 'static,
    length: Option<u64>,
) -> Result<StoredFile, OperationFailure> {
    let bar = bar(name, length);
    let content = FileContent::reader(bar.wrap_async_read(content));
    let content = match length {
        Some(length) => content.with_length(length),
        None => content,
    };
    let mut request = UploadFileRequest::new(name, content);
    request.content_type = content_type;
    let outcome = client.files().upload(request).await;
    bar.finish_and_clear();
    Ok(outcome?)
}

/// Keeps a download under `path`. The file is there when it is whole, and not before.
pub async fn download(file: FileDownload, path: &Path, replace: bool) -> Result<u64, OperationFailure> {
    if !replace && path.exists() {
        return Err(OperationFailure::Exists(path.to_owned()));
    }
    let bar = bar(&path.display().to_string(), file.length());
    let outcome = tokio::select! {
        // Listened for before anything is on disk. The signal itself would end the program at once, and leave
        // what has come so far.
        biased;
        _ = tokio::signal::ctrl_c() => Err(OperationFailure::Stopped),
        outcome = keep(file, path, replace, &bar) => outcome,
    };
    bar.finish_and_clear();
    outcome
}

async fn keep(
    file: FileDownload,
    path: &Path,
    replace: bool,
    bar: &ProgressBar,
) -> Result<u64, OperationFailure> {
    let failed = |source| OperationFailure::Write { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let part = part_in(folder).map_err(failed)?;
    let writer = tokio::fs::File::from_std(part.as_file().try_clone().map_err(failed)?);
    let written = file.write_to(&mut bar.wrap_async_write(writer)).await?;
    let kept = if replace { part.persist(path) } else { part.persist_noclobber(path) };
    match kept {
        Ok(_) => Ok(written),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(OperationFailure::Exists(path.to_owned()))
        }
        Err(error) => Err(failed(error.error)),
    }
}

/// A file for what comes, which everybody may read whom this machine lets read new files.
fn part_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(".siesta-").tempfile_in(folder)
}

/// Draws on standard error, if that is a terminal.
fn bar(name: &str, length: Option<u64>) -> ProgressBar {
    let (bar, template) = match length {
        Some(length) => (ProgressBar::new(length), BAR),
        None => (ProgressBar::new_spinner(), SPINNER),
    };
    // A template that can't be read would draw the default one.
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.with_style(style).with_message(super::one_line(name))
}
