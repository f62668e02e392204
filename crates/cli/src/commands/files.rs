//! `siesta files`: upload, download.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;
use uuid::Uuid;

use crate::operations::{ApiArgs, ConsentArgs, OperationFailure, download, show, upload};
use crate::{Failure, Outcome};

/// Upload and download files.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    api: ApiArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Upload(UploadArgs),
    Download(DownloadArgs),
}

/// Upload a file.
#[derive(Debug, clap::Args)]
struct UploadArgs {
    /// The file; `-` is standard input.
    path: PathBuf,
    /// What to call it, if not as it is called here.
    #[arg(long, required_if_eq("path", "-"))]
    name: Option<String>,
    /// Its media type, if its name does not tell.
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    #[command(flatten)]
    consent: ConsentArgs,
    /// Write what was stored as JSON.
    #[arg(long)]
    json: bool,
}

/// Download a file.
#[derive(Debug, clap::Args)]
struct DownloadArgs {
    /// The file.
    id: Uuid,
    /// Where to keep it, if not here under its own name; `-` is standard output.
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace a file that is there.
    #[arg(long, short)]
    force: bool,
}

/// Runs the chosen command.
pub async fn run(args: Args) -> Result<Outcome, Failure> {
    match args.command {
        Command::Upload(upload) => self::send(&args.api, upload).await,
        Command::Download(download) => fetch(&args.api, download).await,
    }
}

async fn send(api: &ApiArgs, args: UploadArgs) -> Result<Outcome, Failure> {
    let client = api.client()?;
    let reading = |source| OperationFailure::Read { path: args.path.clone(), source };
    let name = args.name.clone().unwrap_or_else(|| file_name(&args.path));
    let guess = || mime_guess::from_path(&name).first().map(|kind| kind.to_string());
    let content_type = args.content_type.clone().or_else(guess);
    let file = match args.path == Path::new("-") {
        true => None,
        false => Some(tokio::fs::File::open(&args.path).await.map_err(reading)?),
    };
    let length = match &file {
        // A pipe or device has no length worth telling.
        Some(file) => {
            Some(file.metadata().await.map_err(reading)?).filter(|it| it.is_file()).map(|it| it.len())
        }
        None => None,
    };
    let details = json!({"name": name, "contentType": content_type, "size": length});
    if !args.consent.given(api, "Upload a file", &details)? {
        return Ok(Outcome::Negative);
    }
    let stored = match file {
        Some(file) => upload(&client, &name, content_type, file, length).await?,
        None => upload(&client, &name, content_type, tokio::io::stdin(), None).await?,
    };
    show(&stored, args.json)
}

async fn fetch(api: &ApiArgs, args: DownloadArgs) -> Result<Outcome, Failure> {
    let client = api.client()?;
    let file = client.files().download(args.id).await.map_err(OperationFailure::from)?;
    if args.output.as_deref() == Some(Path::new("-")) {
        file.write_to(&mut tokio::io::stdout()).await.map_err(closed_output)?;
        return Ok(Outcome::Done);
    }
    let own = || PathBuf::from(file.name().map_or_else(|| args.id.to_string(), str::to_owned));
    let path = args.output.clone().unwrap_or_else(own);
    let written = download(file, &path, args.force).await?;
    eprintln!("{} bytes in {}", written, path.display());
    Ok(Outcome::Done)
}

/// A reader of our output that has gone is no failure of the download.
fn closed_output(error: siesta_api::Error) -> Failure {
    match error {
        siesta_api::Error::Content { source, .. } => Failure::Output(source),
        error => OperationFailure::from(error).into(),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
