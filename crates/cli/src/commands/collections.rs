//! `siesta collections`: list, get, create, update.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use siesta_api::types::{
    CreateDataSourceCollectionRequest, DataSource, DataSourceCollection, ListDataSourceCollectionsRequest,
    UpdateDataSourceCollectionRequest,
};
use uuid::Uuid;

use crate::operations::{ApiArgs, ConsentArgs, ListArgs, OperationFailure, Row, show};
use crate::{Failure, Outcome};

/// List collections of knowledge, read, create and change them.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    api: ApiArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the collections.
    List(ListArgs),
    /// Show one collection.
    Get {
        /// The collection.
        id: Uuid,
        /// Write the collection as JSON.
        #[arg(long)]
        json: bool,
    },
    Create(CreateArgs),
    Update(UpdateArgs),
}

/// Create a collection.
#[derive(Debug, clap::Args)]
struct CreateArgs {
    /// What people call it; no two collections share a name.
    name: String,
    /// What it knows.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    sources: SourceArgs,
    #[command(flatten)]
    consent: ConsentArgs,
    /// Write the collection as JSON.
    #[arg(long)]
    json: bool,
}

/// Change a collection. What is not named stays as it is; an empty text empties.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("change").required(true).multiple(true)
                      .args(["name", "description", "files", "sources"]))]
struct UpdateArgs {
    /// The collection.
    id: Uuid,
    /// What people call it.
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// What it knows.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    sources: SourceArgs,
    #[command(flatten)]
    consent: ConsentArgs,
    /// Write the collection as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct SourceArgs {
    /// An uploaded file that it consists of; can be given several times.
    #[arg(long = "file", value_name = "ID")]
    files: Vec<Uuid>,
    /// A JSON file with all that it consists of: [{"fileId": …, "title": …, "url": …}].
    #[arg(long, value_name = "PATH", conflicts_with = "files")]
    sources: Option<PathBuf>,
}

impl SourceArgs {
    /// The sources that were named; `None` when none were.
    fn read(&self) -> Result<Option<Vec<DataSource>>, OperationFailure> {
        match &self.sources {
            Some(path) => read(path).map(Some),
            None if self.files.is_empty() => Ok(None),
            None => Ok(Some(self.files.iter().copied().map(DataSource::new).collect())),
        }
    }
}

fn read(path: &Path) -> Result<Vec<DataSource>, OperationFailure> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| OperationFailure::Read { path: path.to_owned(), source })?;
    serde_json::from_str(&text).map_err(|error| {
        let detail = format!("expected [{{\"fileId\": …, \"title\": …, \"url\": …}}]: {error}");
        OperationFailure::Content { path: path.to_owned(), detail }
    })
}

impl Row for DataSourceCollection {
    const COLUMNS: &'static [&'static str] = &["id", "name", "sources", "description"];

    fn cells(&self) -> Vec<String> {
        let description = self.description.clone().unwrap_or_default();
        vec![self.id.to_string(), self.name.clone(), self.sources.len().to_string(), description]
    }
}

/// Runs the chosen command.
pub async fn run(args: Args) -> Result<Outcome, Failure> {
    let client = args.api.client()?;
    let collections = client.data_source_collections();
    let collection = match args.command {
        Command::List(list) => {
            let mut request = ListDataSourceCollectionsRequest::new();
            (request.limit, request.offset, request.search) =
                (list.limit(), list.offset(), list.search.clone());
            return list.show(collections.list(request.clone()), collections.stream(request)).await;
        }
        Command::Get { id, json } => collections.get(id).await.map(|it| (it, json)),
        Command::Create(create) => {
            let mut request = CreateDataSourceCollectionRequest::new(create.name);
            request.description = create.description;
            request.sources = create.sources.read()?.unwrap_or_default();
            if !create.consent.given(&args.api, "Create a collection", &request)? {
                return Ok(Outcome::Negative);
            }
            collections.create(request).await.map(|it| (it, create.json))
        }
        Command::Update(update) => {
            let mut request = UpdateDataSourceCollectionRequest::new();
            (request.name, request.description) = (update.name, update.description);
            request.sources = update.sources.read()?;
            let what = format!("Change collection {}", update.id);
            if !update.consent.given(&args.api, &what, &request)? {
                return Ok(Outcome::Negative);
            }
            collections.update(update.id, request).await.map(|it| (it, update.json))
        }
    };
    let (collection, json) = collection.map_err(OperationFailure::from)?;
    show(&collection, json)
}
