//! Requests and responses of the HTTP API around the runs. JSON in camelCase.

mod config;
mod export;
mod feedback;
mod session;
mod thread;

pub use config::{
    AssistantConfig, ConfigResponse, LimitsConfig, PageContextConfig, TextsConfig, ThemeConfig,
};
pub use export::{ExportResponse, ExportedRun, ExportedThread, ExportedVisitor};
pub use feedback::{FeedbackRequest, FeedbackResponse, Rating};
pub use session::{ChallengeResponse, SessionRequest, SessionResponse, VisitorKind, challenge_text};
pub use thread::{
    ActiveRun, StoredMessage, ThreadListResponse, ThreadResponse, ThreadSummary, UpdateThreadRequest,
};
