//! The External API contract: which operations a trusted backend may call.

use serde::Serialize;

use crate::assistant::AssistantEntry;
use crate::checks::quote;
use crate::head::{Extra, Head, LIST_ITEMS, NAME_CHARS, SENTENCE_CHARS};
use crate::mode::Mode;
use crate::read::{Fields, Node};
use crate::tail::Tail;
use crate::value::{Id, WebUrl, word_enum};

/// A manifest of type `siesta-external-api`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ExternalApiManifest {
    /// What every manifest says first.
    #[serde(flatten)]
    pub head: Head,
    /// The vendor's OpenAPI document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_api_source: Option<WebUrl>,
    /// The vendor's reference for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_reference: Option<WebUrl>,
    /// What the file is to achieve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objective: Option<String>,
    /// How the API is reached.
    pub siesta_ai: SiestaAi,
    /// The operations in scope.
    pub siesta_api_operations: Vec<Operation>,
    /// What every manifest says last.
    #[serde(flatten)]
    pub tail: Tail,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How the API is reached.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SiestaAi {
    /// Where the API lives.
    pub api_base_url: WebUrl,
    /// The same list as the manifest's own `assistants`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assistants: Vec<AssistantEntry>,
    /// Where to read on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docs: Option<ApiDocs>,
    /// Headers of every call.
    pub required_headers: RequiredHeaders,
    /// Values of path parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_path_parameters: Option<PathParameters>,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where to read on.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiDocs {
    /// The guide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_api: Option<WebUrl>,
    /// The reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_reference: Option<WebUrl>,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Headers of every call.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RequiredHeaders {
    /// Always a placeholder: the key itself never stands in a manifest.
    #[serde(rename = "X-Api-Key")]
    pub api_key: String,
    /// The organization.
    #[serde(rename = "X-Org-Id")]
    pub organization_id: Id,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Values of path parameters.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PathParameters {
    /// The agent of `/api/v1/Agent/{agentId}/…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<Id>,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

word_enum! {
    /// An HTTP method.
    pub enum Method as "a method of the API" {
        /// Reads.
        Get = "GET",
        /// Creates, or talks to an agent.
        Post = "POST",
        /// Updates.
        Put = "PUT",
    }
}

/// An operation in scope.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// Its method.
    pub method: Method,
    /// Its path, with parameters in curly brackets.
    pub path: String,
    /// What it is for.
    pub purpose: String,
    /// What a call needs.
    pub required_inputs: Vec<String>,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The keys of a manifest that only this mode has.
pub(crate) const OWN_KEYS: &[&str] =
    &["siestaAi", "siestaApiOperations", "openApiSource", "apiReference", "objective"];

impl ExternalApiManifest {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        fields.about(&[
            ("openApiSource", "The vendor's OpenAPI document."),
            ("apiReference", "The vendor's reference for people."),
            ("objective", "What the file is to achieve."),
            ("siestaAi", "How the API is reached."),
            ("siestaApiOperations", "The operations in scope."),
        ]);
        let siesta_api_operations = fields.required(
            "siestaApiOperations",
            "[{\"method\": \"GET\", \"path\": \"/api/v1/Agent\", …}]",
            |node| node.list(LIST_ITEMS, Operation::read),
        );
        Self {
            head: Head::read(&fields, Mode::ExternalApi, Some(siesta_api_operations.len())),
            open_api_source: fields.optional("openApiSource", WebUrl::read),
            api_reference: fields.optional("apiReference", WebUrl::read),
            objective: fields.optional("objective", |node| node.text(SENTENCE_CHARS)),
            siesta_ai: fields.required(
                "siestaAi",
                "{\"apiBaseUrl\": …, \"requiredHeaders\": …}",
                SiestaAi::read,
            ),
            siesta_api_operations,
            tail: Tail::read(&fields, Mode::ExternalApi),
            extra: fields.rest(),
        }
    }
}

impl SiestaAi {
    fn read(node: &Node<'_>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("apiBaseUrl", "Where the API lives."),
            ("assistants", "The same list as the assistants of the manifest."),
            ("docs", "Where to read on."),
            ("requiredHeaders", "Headers of every call."),
            ("requiredPathParameters", "Values of path parameters."),
        ]);
        Self {
            api_base_url: fields.required("apiBaseUrl", "\"https://api.siesta.ai\"", WebUrl::read),
            assistants: fields.or_default("assistants", AssistantEntry::read_list),
            docs: fields.optional("docs", ApiDocs::read),
            required_headers: fields.required(
                "requiredHeaders",
                "{\"X-Api-Key\": \"<siesta-api-key>\", \"X-Org-Id\": …}",
                RequiredHeaders::read,
            ),
            required_path_parameters: fields.optional("requiredPathParameters", PathParameters::read),
            extra: fields.rest(),
        }
    }
}

impl ApiDocs {
    fn read(node: &Node<'_>) -> Self {
        let fields = node.fields();
        fields.about(&[("externalApi", "The guide."), ("apiReference", "The reference.")]);
        Self {
            external_api: fields.optional("externalApi", WebUrl::read),
            api_reference: fields.optional("apiReference", WebUrl::read),
            extra: fields.rest(),
        }
    }
}

impl RequiredHeaders {
    fn read(node: &Node<'_>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("X-Api-Key", "Always a placeholder: the key itself never stands in a manifest."),
            ("X-Org-Id", "The organization."),
        ]);
        Self {
            api_key: fields.required("X-Api-Key", "\"<siesta-api-key>\"", |node| node.text(NAME_CHARS)),
            organization_id: fields.required("X-Org-Id", "\"<siesta-organization-id>\"", Id::read),
            extra: fields.rest(),
        }
    }
}

impl PathParameters {
    fn read(node: &Node<'_>) -> Self {
        let fields = node.fields();
        fields.about(&[("agentId", "The agent of /api/v1/Agent/{agentId}/….")]);
        Self { agent_id: fields.optional("agentId", Id::read), extra: fields.rest() }
    }
}

impl Operation {
    pub(crate) fn read(node: &Node<'_>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("method", "Its method."),
            ("path", "Its path, with parameters in curly brackets."),
            ("purpose", "What it is for."),
            ("requiredInputs", "What a call needs."),
        ]);
        Self {
            method: fields.required("method", "\"GET\"", Node::choice),
            path: fields.required("path", "\"/api/v1/Agent\"", read_path),
            purpose: fields.required("purpose", "\"List agents.\"", |node| node.text(SENTENCE_CHARS)),
            required_inputs: fields.required("requiredInputs", "[\"X-Api-Key\", \"X-Org-Id\"]", |node| {
                node.list(LIST_ITEMS, |node| node.text(NAME_CHARS))
            }),
            extra: fields.rest(),
        }
    }
}

/// A path of the vendor's API. It must not name a host: the key would travel there.
pub(crate) fn read_path(node: &Node<'_>) -> String {
    node.shape().say("maxLength", 200);
    node.shape().say("pattern", r"^(?!.*(//|\.\.))/api/[A-Za-z0-9/{}_.-]*$");
    let path = node.string();
    let good = path.len() <= 200
        && path.starts_with("/api/")
        && !path.contains("//")
        && !path.contains("..")
        && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/{}-_.".contains(&b));
    if !good && node.raw().is_string() {
        node.refuse(
            format!("is {}, which is not a path of the API", quote(path)),
            "write a path such as \"/api/v1/Agent/{agentId}/response\", without host and query",
        );
    }
    path.to_owned()
}
