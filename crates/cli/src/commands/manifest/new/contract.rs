//! Options that only one contract has.

use std::fs;
use std::path::{Path, PathBuf};

use manifest::{ClientTool, Contract, Operation, PageContextPolicy, Position, WidgetAnswers};

use super::theme::{ThemeArgs, word};
use crate::Failure;

/// What is chosen in a contract.
#[derive(Debug, clap::Args)]
pub struct ContractArgs {
    /// An operation in scope, such as "POST /api/v1/Task"; may be given several times [default: all 17]
    #[arg(
        long = "operation",
        value_name = "METHOD PATH",
        value_parser = operation,
        help_heading = "External API"
    )]
    operations: Vec<Operation>,
    /// JSON file with a list of tools that the client offers
    #[arg(long, value_name = "FILE", help_heading = "Realtime API and Web Plugin")]
    client_tools: Option<PathBuf>,
    #[command(flatten)]
    widget: WidgetArgs,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Web Plugin")]
struct WidgetArgs {
    /// Where chat-widget.js comes from
    #[arg(long, value_name = "URL")]
    script_url: Option<String>,
    /// Where on the page the widget stands: body, or # and the id of an element
    #[arg(long, value_name = "PLACE")]
    mount: Option<String>,
    /// What may leave a page
    #[arg(long, value_name = "POLICY", value_parser = word(PageContextPolicy::words()))]
    page_context: Option<String>,
    /// Head of the panel
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// First words in an empty conversation
    #[arg(long, value_name = "TEXT")]
    greeting: Option<String>,
    /// A question offered in an empty conversation; may be given several times
    #[arg(long = "suggestion", value_name = "TEXT")]
    suggestions: Vec<String>,
    /// The corner of the bubble
    #[arg(long, value_name = "CORNER", value_parser = word(Position::words()))]
    position: Option<String>,
    #[command(flatten)]
    theme: ThemeArgs,
}

fn operation(text: &str) -> Result<Operation, String> {
    let spelt = |operation: &Operation| format!("{} {}", operation.method, operation.path);
    let documented = Operation::documented();
    documented
        .iter()
        .find(|operation| spelt(operation).eq_ignore_ascii_case(text.trim()))
        .cloned()
        .ok_or_else(|| {
            let known: Vec<String> =
                documented.iter().map(|operation| format!("  {}", spelt(operation))).collect();
            format!("the External API has no such operation; its operations are\n{}", known.join("\n"))
        })
}

impl ContractArgs {
    /// Puts the choices into the contract.
    ///
    /// # Errors
    /// For options of another contract than this.
    pub fn apply(self, contract: &mut Contract) -> Result<(), Failure> {
        match contract {
            Contract::ExternalApi { operations } => {
                self.refuse_client_tools()?;
                self.refuse_widget()?;
                if !self.operations.is_empty() {
                    operations.retain(|operation| self.operations.contains(operation));
                }
            }
            Contract::RealtimeApi { client_tools } => {
                self.refuse_operations()?;
                self.refuse_widget()?;
                client_tools.extend(self.read_client_tools()?);
            }
            Contract::WebPlugin(widget) => {
                self.refuse_operations()?;
                widget.client_tools.extend(self.read_client_tools()?);
                self.widget.apply(widget);
            }
        }
        Ok(())
    }

    fn read_client_tools(&self) -> Result<Vec<ClientTool>, Failure> {
        let read = |file: &Path| {
            let text = fs::read_to_string(file).map_err(Failure::reading(file))?;
            Ok(ClientTool::list_from_json(file, &text)?)
        };
        self.client_tools.as_deref().map_or(Ok(Vec::new()), read)
    }

    fn refuse_operations(&self) -> Result<(), Failure> {
        refuse(!self.operations.is_empty(), "--operation", "external-api")
    }

    fn refuse_client_tools(&self) -> Result<(), Failure> {
        refuse(self.client_tools.is_some(), "--client-tools", "realtime-api or web-plugin")
    }

    fn refuse_widget(&self) -> Result<(), Failure> {
        let widget = &self.widget;
        for (option, given) in [
            ("--script-url", widget.script_url.is_some()),
            ("--mount", widget.mount.is_some()),
            ("--page-context", widget.page_context.is_some()),
            ("--title", widget.title.is_some()),
            ("--greeting", widget.greeting.is_some()),
            ("--suggestion", !widget.suggestions.is_empty()),
            ("--position", widget.position.is_some()),
        ]
        .into_iter()
        .chain(widget.theme.given())
        {
            refuse(given, option, "web-plugin")?;
        }
        Ok(())
    }
}

impl WidgetArgs {
    fn apply(self, widget: &mut WidgetAnswers) {
        for (answer, given) in [(&mut widget.script_url, self.script_url), (&mut widget.mount, self.mount)] {
            if let Some(given) = given {
                *answer = given;
            }
        }
        widget.title = self.title;
        widget.greeting = self.greeting;
        widget.suggestions = self.suggestions;
        // The command line has checked the words.
        widget.page_context =
            self.page_context.and_then(|it| PageContextPolicy::parse(&it)).unwrap_or_default();
        widget.position = self.position.and_then(|it| Position::parse(&it)).unwrap_or_default();
        widget.theme = self.theme.into_answers();
    }
}

fn refuse(given: bool, option: &'static str, mode: &'static str) -> Result<(), Failure> {
    if given { Err(Failure::OptionOfAnotherMode { option, mode }) } else { Ok(()) }
}
