//! `siesta audit`: list, get.

use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use siesta_api::types::{AuditAction, AuditRecord, EntityType, ListAuditLogsRequest, SortDirection};
use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::operations::{ApiArgs, ListArgs, OperationFailure, Row, show};
use crate::{Failure, Outcome};

/// See who changed what.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    api: ApiArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(FindArgs),
    /// Show one record, with what is different since.
    Get {
        /// The record.
        id: Uuid,
        /// Write the record as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// List audit records, the newest first.
#[derive(Debug, clap::Args)]
struct FindArgs {
    /// Only records about this kind of thing.
    #[arg(long, value_name = "KIND", value_parser =
        PossibleValuesParser::new(["Agent", "Conversation", "File", "DataSourceCollection", "Task"])
            .map(EntityType::from))]
    entity_type: Option<EntityType>,
    /// Only records about this thing.
    #[arg(long, value_name = "ID")]
    entity: Option<Uuid>,
    /// Only records of this action.
    #[arg(long, value_parser = PossibleValuesParser::new(["created", "updated"]).map(AuditAction::from))]
    action: Option<AuditAction>,
    /// Only records of the call with this request id.
    #[arg(long, value_name = "ID")]
    correlation: Option<String>,
    /// Not before: 2026-01-31 or 2026-01-31T12:00:00Z.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    from: Option<OffsetDateTime>,
    /// Before: 2026-01-31 or 2026-01-31T12:00:00Z.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    to: Option<OffsetDateTime>,
    /// The oldest first.
    #[arg(long)]
    ascending: bool,
    #[command(flatten)]
    list: ListArgs,
}

fn moment(text: &str) -> Result<OffsetDateTime, &'static str> {
    let day = Date::parse(text, &Iso8601::DATE).map(|day| day.midnight().assume_utc());
    day.or_else(|_| OffsetDateTime::parse(text, &Rfc3339))
        .map_err(|_| "write a day like 2026-01-31 (UTC) or a time like 2026-01-31T12:00:00Z")
}

impl Row for AuditRecord {
    const COLUMNS: &'static [&'static str] = &["id", "time", "action", "entity", "changed"];

    fn cells(&self) -> Vec<String> {
        let changed: Vec<_> = self.changed_properties.iter().map(|change| change.name.as_str()).collect();
        vec![
            self.id.to_string(),
            self.occurred_at.format(&Rfc3339).unwrap_or_default(),
            self.action.to_string(),
            format!("{} {}", self.entity_type, self.entity_id),
            changed.join(", "),
        ]
    }
}

/// Runs the chosen command.
pub async fn run(args: Args) -> Result<Outcome, Failure> {
    let client = args.api.client()?;
    let log = client.audit_logs();
    match args.command {
        Command::List(find) => {
            let request = find.request();
            let everything = log.stream(request.clone()).map_err(OperationFailure::from)?;
            find.list.show(log.list(request), everything).await
        }
        Command::Get { id, json } => show(&log.get(id).await.map_err(OperationFailure::from)?, json),
    }
}

impl FindArgs {
    fn request(&self) -> ListAuditLogsRequest {
        let mut request = ListAuditLogsRequest::new();
        (request.limit, request.offset) = (self.list.limit(), self.list.offset());
        request.search = self.list.search.clone();
        (request.entity_type, request.entity_id) = (self.entity_type.clone(), self.entity);
        (request.action, request.correlation_id) = (self.action.clone(), self.correlation.clone());
        (request.from, request.to) = (self.from, self.to);
        request.sort_direction = self.ascending.then_some(SortDirection::Ascending);
        request
    }
}
