//! The one contract that a manifest holds, with what is chosen in it.

use serde_json::{Map, Value};

use super::{Answers, WidgetAnswers, external_api, realtime_api, web_plugin};
use crate::client_tool::ClientTool;
use crate::external_api::Operation;
use crate::mode::Mode;

/// One contract with its choices. There is no value that holds two.
#[derive(Clone, Debug, PartialEq)]
pub enum Contract {
    /// Calls from a trusted backend.
    ExternalApi {
        /// The operations in scope.
        operations: Vec<Operation>,
    },
    /// Live sessions.
    RealtimeApi {
        /// Tools that the client offers.
        client_tools: Vec<ClientTool>,
    },
    /// A widget on a website.
    WebPlugin(Box<WidgetAnswers>),
}

impl Contract {
    /// The contract with everything that the vendor's builder chooses.
    pub fn new(mode: Mode) -> Self {
        match mode {
            Mode::ExternalApi => Self::ExternalApi { operations: Operation::documented() },
            Mode::RealtimeApi => Self::RealtimeApi { client_tools: Vec::new() },
            Mode::WebPlugin => Self::WebPlugin(Box::default()),
        }
    }

    /// Which contract it is.
    pub fn mode(&self) -> Mode {
        match self {
            Self::ExternalApi { .. } => Mode::ExternalApi,
            Self::RealtimeApi { .. } => Mode::RealtimeApi,
            Self::WebPlugin(_) => Mode::WebPlugin,
        }
    }

    pub(super) fn intent(&self) -> &'static str {
        match self {
            Self::ExternalApi { .. } => external_api::INTENT,
            Self::RealtimeApi { .. } => realtime_api::INTENT,
            Self::WebPlugin(_) => web_plugin::INTENT,
        }
    }

    /// The members that this contract alone has.
    pub(super) fn section(&self, answers: &Answers, assistants: &Value) -> Map<String, Value> {
        let section = match self {
            Self::ExternalApi { operations } => external_api::document(answers, operations, assistants),
            Self::RealtimeApi { client_tools } => realtime_api::document(client_tools),
            Self::WebPlugin(widget) => web_plugin::document(widget),
        };
        match section {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }

    pub(super) fn steps(&self) -> Vec<&'static str> {
        match self {
            Self::ExternalApi { operations } => external_api::steps(operations),
            Self::RealtimeApi { client_tools } => realtime_api::steps(client_tools),
            Self::WebPlugin(widget) => web_plugin::steps(widget),
        }
    }

    pub(super) fn instructions(&self) -> Vec<&'static str> {
        match self {
            Self::ExternalApi { .. } => external_api::INSTRUCTIONS.into(),
            Self::RealtimeApi { .. } => realtime_api::INSTRUCTIONS.into(),
            Self::WebPlugin(_) => web_plugin::INSTRUCTIONS.into(),
        }
    }
}
