//! What goes into a Realtime API manifest when nothing else is answered.

use serde_json::{Value, json};

use crate::client_tool::ClientTool;
use crate::realtime_api::{AudioFormat, RealtimeModel};

pub(super) const INTENT: &str = "Open one-time realtime sessions with the selected agent from a trusted \
                                 backend, stream its answers, and run only the client tools that are \
                                 declared here.";

const STEPS: [&str; 4] = [
    "Create the session from a server with X-Api-Key and X-Org-Id headers; a browser never sees either.",
    "Connect to the session's WebSocket at once: its id is short-lived and used up by connecting.",
    "Route server events by their top-level type, and ignore types that you do not know.",
    "Keep the conversationId and send it with the next session to go on with the conversation.",
];

const TOOL_STEP: &str =
    "Declare clientTools at session creation, check a call's arguments, run it, and send its output back.";

pub(super) const INSTRUCTIONS: [&str; 3] = [
    "Implement only what the realtime section describes.",
    "Validate requiredContextFields and ask for approval before running a client tool that writes.",
    "Do not add External API operations or widget runtime behavior unless the manifest mode changes.",
];

pub(super) fn steps(client_tools: &[ClientTool]) -> Vec<&'static str> {
    let tool_step = (!client_tools.is_empty()).then_some(TOOL_STEP);
    STEPS.into_iter().chain(tool_step).collect()
}

pub(super) fn document(client_tools: &[ClientTool]) -> Value {
    json!({
        "realtime": {
            "sessionOperation": {
                "method": "POST",
                "path": "/api/v1/Agent/{agentId}/realtime-session",
                "purpose": "Create a one-time session for the Realtime WebSocket.",
                "requiredInputs": ["X-Api-Key", "X-Org-Id", "agentId"],
            },
            "webSocketPath": "/api/v1/Agent/{agentId}/realtime",
            "model": RealtimeModel::default(),
            "audio": AudioFormat::default(),
            "clientTools": client_tools,
        },
    })
}
