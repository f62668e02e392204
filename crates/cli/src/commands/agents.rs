//! `siesta agents`: list, create, ask.

use clap::Subcommand;
use siesta_api::types::{
    Agent, AgentResponse, ContextEntry, CreateAgentRequest, CreateAgentResponseRequest, ListAgentsRequest,
};
use uuid::Uuid;

use crate::operations::{ApiArgs, ConsentArgs, ListArgs, OperationFailure, Row, several_lines, show};
use crate::{Failure, Outcome, output};

/// List agents, create one, ask one.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    api: ApiArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the organization's agents.
    List(ListArgs),
    Create(CreateArgs),
    Ask(AskArgs),
}

/// Create an agent.
#[derive(Debug, clap::Args)]
struct CreateArgs {
    /// What people call it.
    name: String,
    /// What it is for.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// How it should behave.
    #[arg(long, value_name = "TEXT")]
    instructions: Option<String>,
    /// A collection that it answers from; can be given several times.
    #[arg(long = "collection", value_name = "ID")]
    collections: Vec<Uuid>,
    #[command(flatten)]
    consent: ConsentArgs,
    /// Write the agent as JSON.
    #[arg(long)]
    json: bool,
}

/// Send a message to an agent and show its answer.
#[derive(Debug, clap::Args)]
struct AskArgs {
    /// The agent.
    agent_id: Uuid,
    /// What to say.
    message: String,
    /// The conversation to continue.
    #[arg(long, value_name = "ID")]
    conversation: Option<Uuid>,
    /// An uploaded file that goes with the message; can be given several times.
    #[arg(long = "file", value_name = "ID")]
    files: Vec<Uuid>,
    /// A fact that goes with the message; can be given several times.
    #[arg(long, value_name = "NAME=VALUE", value_parser = context_entry)]
    context: Vec<(String, String)>,
    /// Write the whole answer as JSON.
    #[arg(long)]
    json: bool,
}

fn context_entry(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("write it like page=https://example.com")?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Row for Agent {
    const COLUMNS: &'static [&'static str] = &["id", "name", "description"];

    fn cells(&self) -> Vec<String> {
        vec![self.id.to_string(), self.name.clone(), self.description.clone().unwrap_or_default()]
    }
}

/// Runs the chosen command.
pub async fn run(args: Args) -> Result<Outcome, Failure> {
    match args.command {
        Command::List(list) => self::list(&args.api, &list).await,
        Command::Create(create) => self::create(&args.api, create).await,
        Command::Ask(ask) => self::ask(&args.api, ask).await,
    }
}

async fn list(api: &ApiArgs, list: &ListArgs) -> Result<Outcome, Failure> {
    let client = api.client()?;
    let mut request = ListAgentsRequest::new();
    (request.limit, request.offset, request.search) = (list.limit(), list.offset(), list.search.clone());
    list.show(client.agents().list(request.clone()), client.agents().stream(request)).await
}

async fn create(api: &ApiArgs, args: CreateArgs) -> Result<Outcome, Failure> {
    let client = api.client()?;
    let mut request = CreateAgentRequest::new(args.name);
    (request.description, request.instructions) = (args.description, args.instructions);
    request.data_source_collection_ids = args.collections;
    if !args.consent.given(api, "Create an agent", &request)? {
        return Ok(Outcome::Negative);
    }
    show(&client.agents().create(request).await.map_err(OperationFailure::from)?, args.json)
}

async fn ask(api: &ApiArgs, args: AskArgs) -> Result<Outcome, Failure> {
    let client = api.client()?;
    let mut request = CreateAgentResponseRequest::new(args.message);
    (request.conversation_id, request.files) = (args.conversation, args.files);
    request.context = args.context.into_iter().map(|(name, value)| ContextEntry::new(name, value)).collect();
    let answer = client.agents().respond(args.agent_id, request).await.map_err(OperationFailure::from)?;
    if args.json {
        return show(&answer, true);
    }
    output::text(&in_words(&answer))?;
    eprintln!("Go on with --conversation {}", answer.conversation_id);
    Ok(Outcome::Done)
}

/// The answer as people read it, its sources below.
fn in_words(answer: &AgentResponse) -> String {
    let mut words = match answer.output() {
        Some(output) => {
            let actions = output
                .actions_taken
                .iter()
                .map(|action| format!("\n- {}: {}", action.status, action.operation));
            let questions = output.follow_up_questions.iter().map(|question| format!("\n- {question}"));
            format!("{}\n{}", output.summary, actions.chain(questions).collect::<String>())
        }
        None => answer.response.clone(),
    };
    for (index, citation) in answer.citations.iter().enumerate() {
        let url = citation.url.as_deref().unwrap_or_default();
        words += &format!("\n[{}] {} {url}", index + 1, citation.title);
    }
    format!("{}\n", several_lines(words.trim_end()))
}
