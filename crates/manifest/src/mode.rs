//! The three contracts, and the version of their format.

use crate::value::word_enum;

word_enum! {
    /// Which contract a manifest holds.
    pub enum Mode as "a manifest type" {
        /// Calls from a trusted backend.
        ExternalApi = "siesta-external-api",
        /// Live sessions over a WebSocket.
        RealtimeApi = "siesta-realtime-api",
        /// A widget on a website.
        WebPlugin = "siesta-web-plugin",
    }
}

impl Mode {
    /// The same mode in `inputs.integrationMode` and `integration.mode`.
    pub fn integration_mode(self) -> &'static str {
        match self {
            Self::ExternalApi => "external-api",
            Self::RealtimeApi => "realtime-api",
            Self::WebPlugin => "web-plugin",
        }
    }

    /// One manifest of the mode, as a sentence names it.
    pub(crate) fn manifest(self) -> &'static str {
        match self {
            Self::ExternalApi => "an External API manifest",
            Self::RealtimeApi => "a Realtime API manifest",
            Self::WebPlugin => "a Web Plugin manifest",
        }
    }

    /// The mode as people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ExternalApi => "External API",
            Self::RealtimeApi => "Realtime API",
            Self::WebPlugin => "Web Plugin",
        }
    }
}

word_enum! {
    /// Version of the manifest's format.
    pub enum ManifestVersion as "a version known here" {
        /// The first and so far only one.
        V1_0 = "1.0",
    }
}
