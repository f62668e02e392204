//! `siesta workspaces`: list.

use clap::Subcommand;
use siesta_api::types::{ListWorkspacesRequest, Workspace};

use crate::operations::{ApiArgs, ListArgs, Row};
use crate::{Failure, Outcome};

/// List the workspaces.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    api: ApiArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the workspaces.
    List(ListArgs),
}

impl Row for Workspace {
    const COLUMNS: &'static [&'static str] = &["id", "name", "description"];

    fn cells(&self) -> Vec<String> {
        vec![self.id.to_string(), self.name.clone(), self.description.clone().unwrap_or_default()]
    }
}

/// Runs the chosen command.
pub async fn run(args: Args) -> Result<Outcome, Failure> {
    let client = args.api.client()?;
    let Command::List(list) = args.command;
    let mut request = ListWorkspacesRequest::new();
    (request.limit, request.offset, request.search) = (list.limit(), list.offset(), list.search.clone());
    list.show(client.workspaces().list(request.clone()), client.workspaces().stream(request)).await
}
