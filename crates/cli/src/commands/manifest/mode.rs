//! `--mode`, in the words of `integration.mode`.

use clap::ValueEnum;
use manifest::Mode;

/// One of the three contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ModeName {
    /// Calls from a trusted backend
    ExternalApi,
    /// Live sessions over a WebSocket
    RealtimeApi,
    /// A widget on a website
    WebPlugin,
}

impl From<ModeName> for Mode {
    fn from(name: ModeName) -> Self {
        match name {
            ModeName::ExternalApi => Self::ExternalApi,
            ModeName::RealtimeApi => Self::RealtimeApi,
            ModeName::WebPlugin => Self::WebPlugin,
        }
    }
}
