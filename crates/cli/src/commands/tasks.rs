//! `siesta tasks`: list, get, create, update.

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use siesta_api::types::{
    CreateTaskRequest, ListTasksRequest, SortDirection, Task, TaskSort, TaskStatus, UpdateTaskRequest,
};
use uuid::Uuid;

use crate::operations::{ApiArgs, ConsentArgs, ListArgs, OperationFailure, Row, show};
use crate::{Failure, Outcome};

/// List tasks, read, create and change them.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    api: ApiArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(Box<FindArgs>),
    /// Show one task.
    Get {
        /// The task.
        id: Uuid,
        /// Write the task as JSON.
        #[arg(long)]
        json: bool,
    },
    Create(Box<CreateArgs>),
    Update(Box<UpdateArgs>),
}

/// List tasks, the newest first.
#[derive(Debug, clap::Args)]
struct FindArgs {
    /// Only tasks of this workspace.
    #[arg(long, value_name = "ID")]
    workspace: Option<Uuid>,
    /// Only tasks in this status.
    #[arg(long, value_parser = status())]
    status: Option<TaskStatus>,
    /// Only tasks that this agent led to.
    #[arg(long, value_name = "ID")]
    agent: Option<Uuid>,
    /// What to sort by.
    #[arg(long, value_parser = PossibleValuesParser::new(["createdAt", "updatedAt", "title", "status"])
                                   .map(TaskSort::from))]
    sort: Option<TaskSort>,
    /// The smallest or oldest first.
    #[arg(long)]
    ascending: bool,
    #[command(flatten)]
    list: ListArgs,
}

/// Create a task.
#[derive(Debug, clap::Args)]
struct CreateArgs {
    /// What is to be done.
    title: String,
    /// The workspace where it belongs; `siesta workspaces list` shows them.
    #[arg(long, value_name = "ID")]
    workspace: Uuid,
    /// The agent that it comes from.
    #[arg(long, value_name = "ID")]
    agent: Option<Uuid>,
    /// The conversation that it comes from.
    #[arg(long, value_name = "ID")]
    conversation: Option<Uuid>,
    #[command(flatten)]
    about: AboutArgs,
    #[command(flatten)]
    consent: ConsentArgs,
    /// Write the task as JSON.
    #[arg(long)]
    json: bool,
}

/// Change a task. What is not named stays as it is; an empty text empties.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("change").required(true).multiple(true)
                      .args(["title", "workspace", "description", "status", "owner", "review_context"]))]
struct UpdateArgs {
    /// The task.
    id: Uuid,
    /// What is to be done.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The workspace to move it to.
    #[arg(long, value_name = "ID")]
    workspace: Option<Uuid>,
    #[command(flatten)]
    about: AboutArgs,
    #[command(flatten)]
    consent: ConsentArgs,
    /// Write the task as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct AboutArgs {
    /// More about it.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// How far it is.
    #[arg(long, value_parser = status())]
    status: Option<TaskStatus>,
    /// Who does it: a name or an address.
    #[arg(long, value_name = "TEXT")]
    owner: Option<String>,
    /// What a reviewer should know.
    #[arg(long, value_name = "TEXT")]
    review_context: Option<String>,
}

fn status() -> impl TypedValueParser<Value = TaskStatus> {
    PossibleValuesParser::new(["open", "inProgress", "inReview", "done", "cancelled"]).map(TaskStatus::from)
}

impl Row for Task {
    const COLUMNS: &'static [&'static str] = &["id", "status", "title", "owner"];

    fn cells(&self) -> Vec<String> {
        let owner = self.owner.clone().unwrap_or_default();
        vec![self.id.to_string(), self.status.to_string(), self.title.clone(), owner]
    }
}

/// Runs the chosen command.
pub async fn run(args: Args) -> Result<Outcome, Failure> {
    let client = args.api.client()?;
    let tasks = client.tasks();
    let task = match args.command {
        Command::List(find) => {
            let request = find.request();
            return find.list.show(tasks.list(request.clone()), tasks.stream(request)).await;
        }
        Command::Get { id, json } => tasks.get(id).await.map(|task| (task, json)),
        Command::Create(create) => {
            let (request, consent, json) = create.request();
            if !consent.given(&args.api, "Create a task", &request)? {
                return Ok(Outcome::Negative);
            }
            tasks.create(request).await.map(|task| (task, json))
        }
        Command::Update(update) => {
            let id = update.id;
            let (request, consent, json) = update.request();
            if !consent.given(&args.api, &format!("Change task {id}"), &request)? {
                return Ok(Outcome::Negative);
            }
            tasks.update(id, request).await.map(|task| (task, json))
        }
    };
    let (task, json) = task.map_err(OperationFailure::from)?;
    show(&task, json)
}

impl FindArgs {
    fn request(&self) -> ListTasksRequest {
        let mut request = ListTasksRequest::new();
        (request.limit, request.offset) = (self.list.limit(), self.list.offset());
        request.search = self.list.search.clone();
        (request.workspace_id, request.source_agent_id) = (self.workspace, self.agent);
        (request.status, request.sort_by) = (self.status.clone(), self.sort.clone());
        request.sort_direction = self.ascending.then_some(SortDirection::Ascending);
        request
    }
}

impl CreateArgs {
    fn request(self) -> (CreateTaskRequest, ConsentArgs, bool) {
        let mut request = CreateTaskRequest::new(self.workspace, self.title);
        (request.source_agent_id, request.conversation_id) = (self.agent, self.conversation);
        (request.description, request.status) = (self.about.description, self.about.status);
        (request.owner, request.review_context) = (self.about.owner, self.about.review_context);
        (request, self.consent, self.json)
    }
}

impl UpdateArgs {
    fn request(self) -> (UpdateTaskRequest, ConsentArgs, bool) {
        let mut request = UpdateTaskRequest::new();
        (request.title, request.workspace_id) = (self.title, self.workspace);
        (request.description, request.status) = (self.about.description, self.about.status);
        (request.owner, request.review_context) = (self.about.owner, self.about.review_context);
        (request, self.consent, self.json)
    }
}
