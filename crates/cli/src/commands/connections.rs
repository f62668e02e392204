//! `siesta connections`: list.

use clap::Subcommand;
use siesta_api::types::{Connection, ListConnectionsRequest};

use crate::operations::{ApiArgs, ListArgs, Row};
use crate::{Failure, Outcome};

/// List the configured connections.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    api: ApiArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the configured connections.
    List(ListArgs),
}

impl Row for Connection {
    const COLUMNS: &'static [&'static str] = &["id", "type", "name", "status"];

    fn cells(&self) -> Vec<String> {
        let status = self.status.as_ref().map(ToString::to_string).unwrap_or_default();
        vec![self.id.to_string(), self.kind.clone(), self.name.clone(), status]
    }
}

/// Runs the chosen command.
pub async fn run(args: Args) -> Result<Outcome, Failure> {
    let client = args.api.client()?;
    let Command::List(list) = args.command;
    let mut request = ListConnectionsRequest::new();
    (request.limit, request.offset, request.search) = (list.limit(), list.offset(), list.search.clone());
    list.show(client.connections().list(request.clone()), client.connections().stream(request)).await
}
