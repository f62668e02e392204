//! What the vendor's builder writes into an External API manifest.

use serde_json::{Value, json};

use super::Answers;
use crate::external_api::{Method, Operation};

pub(super) const INTENT: &str = "Use Siesta AI API v1 from a trusted backend to call the selected agent, \
                                 upload files when the user provides attachments, and create tasks only \
                                 after human approval.";

/// A step, and the operation that it is about.
type Step = (&'static str, Option<(Method, &'static str)>);

const STEPS: [Step; 6] = [
    ("Read the Public API v1 reference before coding request and response types.", None),
    ("Create a server-side Siesta API client with X-Api-Key and X-Org-Id headers.", None),
    ("Resolve or configure agentId before calling agent response endpoints.", None),
    (
        "Use POST /api/v1/Agent/{agentId}/response for standard backend calls.",
        Some((Method::Post, "/api/v1/Agent/{agentId}/response")),
    ),
    (
        "Use POST /api/v1/File for attachments and keep uploaded file IDs in the request context.",
        Some((Method::Post, "/api/v1/File")),
    ),
    (
        "Use POST /api/v1/Task only after the user or backend policy approves task creation.",
        Some((Method::Post, "/api/v1/Task")),
    ),
];

pub(super) const INSTRUCTIONS: [&str; 4] = [
    "Implement only siestaApiOperations.",
    "Validate requiredContextFields before calling write endpoints.",
    "Generate typed request helpers from the OpenAPI reference or mirror the documented schema names in \
     code.",
    "Do not add realtime WebSocket or widget runtime behavior unless the manifest mode changes.",
];

/// The steps, without those about operations that are not in scope.
pub(super) fn steps(operations: &[Operation]) -> Vec<&'static str> {
    let in_scope = |about: Option<(Method, &str)>| {
        about.is_none_or(|(method, path)| operations.iter().any(|it| it.method == method && it.path == path))
    };
    STEPS.into_iter().filter(|(_, about)| in_scope(*about)).map(|(step, _)| step).collect()
}

pub(super) fn document(answers: &Answers, operations: &[Operation], assistants: &Value) -> Value {
    let url = answers.documented_url();
    let reference = format!("{url}/swagger/index.html?urls.primaryName=Public+API+v1");
    json!({
        "openApiSource": format!("{url}/swagger/v1/swagger.json"),
        "apiReference": reference,
        "objective": "Give a coding agent only the External API v1 contract needed to call Siesta AI from a trusted \
                      backend.",
        "siestaAi": {
            "apiBaseUrl": answers.base_url,
            "assistants": assistants,
            "docs": {
                "externalApi": "https://docs.siesta.ai/external-api",
                "apiReference": reference,
            },
            "requiredHeaders": {
                "X-Api-Key": "<siesta-api-key>",
                "X-Org-Id": answers.organization_id,
            },
            "requiredPathParameters": {
                "agentId": answers.primary.agent_id,
            },
        },
        "siestaApiOperations": operations,
    })
}
