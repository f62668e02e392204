//! What the document says of every operation alike: refusals that come from the layers and the extractors.

use contract::error::CONTENT_TYPE;
use utoipa::Modify;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, ResponseBuilder, Schema, SchemaFormat};

/// What any request to the API may get.
const OF_ALL: [(&str, &str); 5] = [
    ("400", "The request is malformed, or carries credentials of the platform"),
    ("403", "`origin_not_allowed`: pages of this origin may not use the chat"),
    ("429", "Too many requests, or too many at a time: `retryAfter` says when to come back"),
    ("500", "`internal`: something failed on our side"),
    ("503", "`store_unavailable`: the database does not answer"),
];
/// What any request may get that needs a visitor's token.
const WITH_TOKEN: [(&str, &str); 2] = [
    ("401", "The token is missing or void: ask for one with `POST /v1/session`"),
    (
        "403",
        "`origin_not_allowed`: pages of this origin may not use the chat, or the token is another origin's",
    ),
];
/// What any request with a body may get.
const WITH_BODY: [(&str, &str); 3] = [
    ("408", "The body took too long to arrive"),
    ("413", "`body_too_large`"),
    ("415", "The body is not JSON in UTF-8, or compressed"),
];
/// What a request with an id in its path may get.
const WITH_ID: (&str, &str) = ("404", "There is nothing under this address for the caller");

/// Adds to operations what their handlers don't say; what they say stays.
pub(super) struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, document: &mut OpenApi) {
        let api = document.paths.paths.iter_mut().filter(|(path, _)| path.starts_with("/v1/"));
        for (path, item) in api {
            let has_id = path.contains('{');
            for operation in operations(item) {
                let with_token = WITH_TOKEN.iter().filter(|_| wants_token(operation));
                let with_body = WITH_BODY.iter().filter(|_| operation.request_body.is_some());
                let with_id = has_id.then_some(&WITH_ID);
                let refusals: Vec<_> = with_token.chain(with_body).chain(with_id).chain(&OF_ALL).collect();
                refusals.iter().for_each(|(status, description)| refuse(operation, status, description));
                spell_parameters(operation);
                describe_stream(operation);
            }
        }
    }
}

fn wants_token(operation: &Operation) -> bool {
    operation.security.iter().flatten().any(|requirement| *requirement != SecurityRequirement::default())
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, post, patch, delete, .. } = item;
    [get, post, patch, delete].into_iter().flatten()
}

fn refuse(operation: &mut Operation, status: &str, description: &str) {
    let problem = RefOr::<Schema>::Ref(Ref::from_schema_name("Problem"));
    let content = ContentBuilder::new().schema(Some(problem)).build();
    let response = ResponseBuilder::new().description(description).content(CONTENT_TYPE, content).build();
    let said = operation.responses.responses.entry(status.to_owned()).or_insert_with(|| response.into());
    if let RefOr::T(said) = said
        && said.description.is_empty()
    {
        description.clone_into(&mut said.description);
    }
}

/// A parameter is there or not: it is never null. Clients' keys are UUIDs.
fn spell_parameters(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        let Some(RefOr::T(Schema::Object(schema))) = &mut parameter.schema else { continue };
        if let SchemaType::Array(types) = &schema.schema_type
            && let [kind, Type::Null] = &types[..]
        {
            schema.schema_type = SchemaType::Type(kind.clone());
        }
        if parameter.name == "Idempotency-Key" {
            schema.format = Some(SchemaFormat::Custom("uuid".to_owned()));
        }
    }
}

/// A stream is described by one of its frames.
fn describe_stream(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else { continue };
        if let Some(RefOr::T(content)) = response.content.get_mut("text/event-stream") {
            let text = |description: &str| {
                ObjectBuilder::new().schema_type(Type::String).description(Some(description))
            };
            let id = text("The event's number in its thread").pattern(Some("^[1-9][0-9]*$"));
            let data = text("An AG-UI event as JSON").content_media_type("application/json");
            let frame = ObjectBuilder::new().property("id", id).property("data", data);
            content.schema = Some(frame.required("id").required("data").into());
        }
    }
}
