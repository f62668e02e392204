//! `siesta manifest new`: a manifest from what is given, and the vendor's own words for everything else.

mod contract;
mod pairs;
mod theme;

use manifest::{Answers, AssistantAnswer, ContextField, FieldType, Mode};

use super::mode::ModeName;
use super::told;
use crate::{Failure, Outcome, output};
use contract::ContractArgs;
use pairs::Pairs;

/// Print a new manifest.
///
/// Without another option it is what the vendor's own builder generates. Ids and addresses may be ${NAME},
/// which each environment has a value for.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The one contract that the manifest holds
    #[arg(long, value_enum)]
    mode: ModeName,
    /// What it is for, for people
    #[arg(long, value_name = "TEXT")]
    use_case: Option<String>,
    /// Name in letters, digits and dashes [default: made of the use case]
    #[arg(long)]
    name: Option<String>,
    /// Where the vendor's API lives
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// The organization, sent as X-Org-Id
    #[arg(long, value_name = "ID")]
    organization_id: Option<String>,
    /// The primary assistant's agent
    #[arg(long, value_name = "ID")]
    agent_id: Option<String>,
    /// What the primary assistant is called
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,
    /// One more assistant: role=billing,label=Billing,agentId=ID,purpose=TEXT
    #[arg(long = "assistant", value_name = "PAIRS", value_parser = assistant)]
    assistants: Vec<AssistantAnswer>,
    /// One more value that the agent needs:
    /// name=plan,type=enum,values=free|paid,required=true,description=TEXT
    #[arg(long = "field", value_name = "PAIRS", value_parser = field)]
    fields: Vec<ContextField>,
    /// What the automation is to do
    #[arg(long, value_name = "TEXT")]
    intent: Option<String>,
    /// What needs a human's approval
    #[arg(long, value_name = "TEXT")]
    approval_policy: Option<String>,
    /// Parts of an agent's answer: summary=TEXT,actionsTaken=TEXT,siestaRecordIds=TEXT,followUpQuestions=TEXT
    #[arg(long, value_name = "PAIRS", value_parser = output_contract)]
    output_contract: Option<Pairs>,
    /// The product that is integrated with
    #[arg(long, value_name = "TEXT")]
    product: Option<String>,
    /// Where its source lives
    #[arg(long, value_name = "TEXT")]
    repository: Option<String>,
    #[command(flatten)]
    contract: ContractArgs,
}

/// Prints it, and says on standard error which colours of it can't be read.
pub fn run(args: Args) -> Result<Outcome, Failure> {
    let manifest = answers(args)?.build()?;
    output::json(&manifest)?;
    let unreadable = manifest.unreadable_colors("siesta-agent-manifest.json".as_ref());
    output::note(&told::section(told::UNREADABLE, &unreadable))?;
    Ok(Outcome::Done)
}

fn answers(args: Args) -> Result<Answers, Failure> {
    let mut answers = Answers::new(Mode::from(args.mode));
    for (answer, given) in [
        (&mut answers.use_case, args.use_case),
        (&mut answers.base_url, args.base_url),
        (&mut answers.organization_id, args.organization_id),
        (&mut answers.primary.agent_id, args.agent_id),
        (&mut answers.primary.label, args.label),
        (&mut answers.approval_policy, args.approval_policy),
    ] {
        if let Some(given) = given {
            *answer = given;
        }
    }
    if let Some(mut given) = args.output_contract {
        let contract = &mut answers.output_contract;
        for (key, part) in [
            ("summary", &mut contract.summary),
            ("actionsTaken", &mut contract.actions_taken),
            ("siestaRecordIds", &mut contract.siesta_record_ids),
            ("followUpQuestions", &mut contract.follow_up_questions),
        ] {
            if let Some(given) = given.take(key) {
                *part = given;
            }
        }
    }
    answers.name = args.name;
    answers.assistants = args.assistants;
    answers.context_fields = args.fields;
    answers.intent = args.intent;
    answers.product = args.product;
    answers.repository = args.repository;
    args.contract.apply(&mut answers.contract)?;
    Ok(answers)
}

fn assistant(text: &str) -> Result<AssistantAnswer, String> {
    let mut pairs = Pairs::parse(text, &["role", "label", "agentId", "purpose"])?;
    Ok(AssistantAnswer {
        role: pairs.required("role")?,
        label: pairs.required("label")?,
        agent_id: pairs.required("agentId")?,
        purpose: pairs.take("purpose"),
    })
}

fn field(text: &str) -> Result<ContextField, String> {
    let mut pairs = Pairs::parse(text, &["name", "type", "values", "required", "description"])?;
    let required = match pairs.take("required").as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err("write required=true or required=false".into()),
    };
    let kind = pairs.required("type")?;
    Ok(ContextField {
        name: pairs.required("name")?,
        kind: FieldType::parse(&kind)
            .ok_or_else(|| format!("type=… is one of {}", FieldType::words().join(", ")))?,
        values: pairs.take("values").map(|it| it.split('|').map(str::to_owned).collect()).unwrap_or_default(),
        required,
        description: pairs.required("description")?,
        ..ContextField::default()
    })
}

fn output_contract(text: &str) -> Result<Pairs, String> {
    Pairs::parse(text, &["summary", "actionsTaken", "siestaRecordIds", "followUpQuestions"])
}
