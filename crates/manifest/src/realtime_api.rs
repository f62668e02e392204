//! The Realtime API contract: how a live session is opened.

use serde::Serialize;

use crate::client_tool::ClientTool;
use crate::external_api::{Operation, read_path};
use crate::head::{Extra, Head};
use crate::mode::Mode;
use crate::read::{Fields, Node};
use crate::tail::Tail;
use crate::value::word_enum;

/// A manifest of type `siesta-realtime-api`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RealtimeApiManifest {
    /// What every manifest says first.
    #[serde(flatten)]
    pub head: Head,
    /// How a live session is opened.
    pub realtime: RealtimeSection,
    /// What every manifest says last.
    #[serde(flatten)]
    pub tail: Tail,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How a live session is opened.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RealtimeSection {
    /// The call that makes a one-time session.
    pub session_operation: Operation,
    /// Where the socket is, below the API's host.
    pub web_socket_path: String,
    /// The model that speaks.
    pub model: RealtimeModel,
    /// How audio is encoded.
    pub audio: AudioFormat,
    /// Tools that the client offers.
    pub client_tools: Vec<ClientTool>,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

word_enum! {
    /// A model of the Realtime API.
    pub enum RealtimeModel as "a model of the Realtime API" {
        /// The vendor's default.
        GptRealtime2 = "gpt-realtime-2",
    }
}

word_enum! {
    /// How audio is encoded.
    pub enum AudioFormat as "an audio format of the Realtime API" {
        /// Signed 16-bit samples, little endian, 24 kHz, mono.
        Pcm16 = "pcm16",
    }
}

/// The keys of a manifest that only this mode has.
pub(crate) const OWN_KEYS: &[&str] = &["realtime"];

impl RealtimeApiManifest {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        fields.about(&[("realtime", "How a live session is opened.")]);
        Self {
            head: Head::read(&fields, Mode::RealtimeApi, None),
            realtime: fields.required(
                "realtime",
                "{\"sessionOperation\": …, \"webSocketPath\": …}",
                RealtimeSection::read,
            ),
            tail: Tail::read(&fields, Mode::RealtimeApi),
            extra: fields.rest(),
        }
    }
}

impl RealtimeSection {
    fn read(node: &Node<'_>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("sessionOperation", "The call that makes a one-time session."),
            ("webSocketPath", "Where the socket is, below the host of the API."),
            ("model", "The model that speaks."),
            ("audio", "How audio is encoded."),
            ("clientTools", "Tools that the client offers."),
        ]);
        Self {
            session_operation: fields.required(
                "sessionOperation",
                "{\"method\": \"POST\", \"path\": \"/api/v1/Agent/{agentId}/realtime-session\", …}",
                Operation::read,
            ),
            web_socket_path: fields.required(
                "webSocketPath",
                "\"/api/v1/Agent/{agentId}/realtime\"",
                read_path,
            ),
            model: fields.or_default("model", Node::choice),
            audio: fields.or_default("audio", Node::choice),
            client_tools: fields.or_default("clientTools", ClientTool::read_list),
            extra: fields.rest(),
        }
    }
}
