//! Requests and responses of the HTTP API around the runs. JSON in camelCase.

mod config;
mod session;
mod thread;

pub use config::{
    AssistantConfig, ConfigResponse, LimitsConfig, PageContextConfig, TextsConfig, ThemeConfig,
};
pub use session::{ChallengeResponse, SessionRequest, SessionResponse, VisitorKind, challenge_text};
pub use thread::{ActiveRun, StoredMessage, ThreadListResponse, ThreadResponse, ThreadSummary};
