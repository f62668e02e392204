//! The JSON Schema and the validator accept the same, apart from what a schema can't say.

use std::path::Path;

use jsonschema::Validator;
use manifest::{Mode, Review, json_schema};
use serde_json::{Value, json};

use crate::support::{FILES, good, places, set};

const BASELINE: &str = include_str!("../golden/external-api.baseline.json");

/// What the validator refuses and no schema can, by words of its reason.
const BEYOND_A_SCHEMA: [&str; 11] = [
    "looks like ",
    "is a key that looks like a secret",
    "is a credential and holds more than a placeholder",
    "which another assistant of this list has",
    "which another field of this list has",
    "which another tool of this list has",
    "but requiredContextFields has",
    "but siestaApiOperations has",
    "which is no address",
    "http is only for this very computer",
    "holds a user name or password",
];

fn validator() -> Validator {
    jsonschema::options().with_draft(jsonschema::Draft::Draft202012).build(&json_schema(None)).unwrap()
}

/// Panics where the two judge differently; returns whether the schema accepts.
fn agree(validator: &Validator, document: &Value, what: &str) -> bool {
    let review = Review::new(Path::new("a.json"), &document.to_string());
    let schema = validator.is_valid(document);
    let clean = review.problems.is_empty() && review.unknown_keys.is_empty();
    if schema == clean {
        return schema;
    }
    assert!(schema, "{what}: the validator accepts what the schema refuses");
    let beyond = |reason: &str| BEYOND_A_SCHEMA.iter().any(|words| reason.contains(words));
    for problem in review.problems.iter().chain(&review.unknown_keys) {
        assert!(
            beyond(&problem.reason),
            "{what}: the schema accepts, and {} {}",
            problem.path,
            problem.reason
        );
    }
    schema
}

/// Manifests that use everything there is.
fn documents() -> Vec<Value> {
    let mut documents: Vec<Value> = FILES.map(good).into();
    documents.push(serde_json::from_str(BASELINE).unwrap());
    let tool = json!({
        "name": "showProduct",
        "description": "Scrolls to a product.",
        "parameters": {"type": "object", "properties": {"sku": {"type": "string"}}},
        "result": {"type": "object"},
        "writes": true,
    });
    for document in &mut documents {
        let fields = document["requiredContextFields"].as_array_mut().unwrap();
        fields.push(json!({"name": "plan", "type": "enum", "values": ["free", "paid"], "required": false,
            "description": "What the customer pays for."}));
        let count = fields.len();
        if let Some(inputs) = document.get_mut("inputs") {
            inputs["requiredContextFieldCount"] = count.into();
            inputs["organizationId"] = "${SIESTA_ORG_ID}".into();
        }
        document["product"] = "Acme Helpdesk".into();
        document["repository"] = "https://example.com/acme/helpdesk".into();
        for section in ["webPlugin", "realtime"] {
            if let Some(section) = document.get_mut(section) {
                section["clientTools"] = json!([tool]);
            }
        }
    }
    let plugin = documents.iter_mut().find_map(|it| it.get_mut("webPlugin")).unwrap();
    plugin["scriptUrl"] = "https://bubble.siesta.ai/chat-widget.js".into();
    plugin["approval"] = json!({});
    plugin["features"] = json!({"voice": false});
    documents
}

/// Values of every kind, and texts at the edges of what each type takes.
fn replacements() -> Vec<Value> {
    let mut values = vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(4_294_967_295_u64),
        json!(4_294_967_296_u64),
        json!([]),
        json!([[]]),
        json!(["a", "a"]),
        json!({}),
        json!({"type": "object"}),
        json!({"__unknown": 1}),
    ];
    let long = [32, 33, 60, 61, 64, 65, 120, 121, 240, 241, 600, 601, 2000, 2001]
        .map(|n| "a b".repeat(n)[..n].into());
    let texts = [
        "",
        " ",
        "\u{2003}",
        "\u{feff}",
        "a",
        "A",
        "é",
        "1",
        "a-b",
        "a_b",
        "a b",
        "-a",
        "body",
        "#a",
        "#1",
        "#12AbeF",
        "#12AbeG",
        "enum",
        "uuid",
        "<placeholder>",
        "<a.b>",
        "<b>",
        "2 < 3",
        "javascript:",
        "JavaScript:x",
        "a\nb",
        "a\u{0}",
        "a\u{202e}b",
        "a\u{e0041}",
        "a\u{200d}b",
        "${NAME}",
        "${name}",
        "${MY_TOKEN}",
        "${A}b",
        "5e1a7a00-0000-4000-8000-000000000001",
        "5E1A7A00-0000-4000-8000-00000000000G",
        "5e1a7a0000004000800000000000000a",
        "https://a.example",
        "https://a.example/ b",
        "https:/a.example",
        "HTTPS://a.example",
        "http://a.example",
        "http://localhost:1",
        "ftp://a",
        "/api/v1/A",
        "/api/",
        "/api/a//b",
        "/api/../a",
        "/api/a?b",
        "/v1",
        "1.0",
        "GET",
        "DELETE",
        "pcm16",
        "external-api",
        "web-plugin",
    ];
    values.extend(texts.map(Value::from));
    values.extend(long.map(|text: String| Value::from(text)));
    values.extend([32, 33, 64, 65].map(|count| Value::from("x".repeat(count))));
    values.push(format!("/api/{}", "a/".repeat(98)).into());
    values.push(format!("https://a.example/{}", "a/".repeat(1020)).into());
    values
}

#[test]
fn the_schema_is_one_and_speaks_2020_12() {
    for mode in [None, Some(Mode::ExternalApi), Some(Mode::RealtimeApi), Some(Mode::WebPlugin)] {
        let schema = json_schema(mode);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert!(jsonschema::meta::is_valid(&schema), "{mode:?}");
    }
}

/// Every schema of a member, with its place.
fn members(schema: &Value, place: &str, found: &mut Vec<(String, Value)>) {
    for (key, member) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{place}.{key}");
        found.push((place.clone(), member.clone()));
        members(member, &place, found);
        members(&member["items"], &format!("{place}[]"), found);
    }
}

#[test]
fn every_member_says_what_it_is() {
    for mode in [Mode::ExternalApi, Mode::RealtimeApi, Mode::WebPlugin] {
        let mut found = Vec::new();
        members(&json_schema(Some(mode)), "$", &mut found);
        // The arguments of a client tool are a JSON Schema of their own.
        found.retain(|(place, _)| !place.contains("clientTools[].parameters."));
        assert!(found.len() > 40, "{mode}");
        for (place, member) in found {
            assert!(member["description"].as_str().is_some_and(|it| it.ends_with('.')), "{mode}: {place}");
        }
    }
}

#[test]
fn the_schema_accepts_what_the_validator_accepts() {
    let validator = validator();
    for document in documents() {
        let review = Review::new(Path::new("a.json"), &document.to_string());
        assert_eq!((review.problems, review.unknown_keys), (vec![], vec![]));
        let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

#[test]
fn both_judge_every_value_at_every_place_alike() {
    let validator = validator();
    let mut refused = 0;
    for document in documents() {
        let mut all = Vec::new();
        places(&document, "", "$", &mut all);
        // The items of a list are alike: the first stands for all.
        let is_first = |pointer: &str| pointer.split('/').all(|key| key.parse().unwrap_or(0) == 0);
        for (pointer, path) in all.into_iter().filter(|(pointer, _)| is_first(pointer)) {
            for value in replacements() {
                let mut changed = document.clone();
                let what = format!("{path} = {value}");
                set(&mut changed, &pointer, Some(value));
                refused += usize::from(!agree(&validator, &changed, &what));
            }
        }
    }
    assert!(refused > 10_000, "{refused} are too few: does the schema refuse anything?");
}

#[test]
fn both_judge_every_missing_and_every_unknown_key_alike() {
    let validator = validator();
    for document in documents() {
        let mut all = vec![(String::new(), "$".to_owned())];
        places(&document, "", "$", &mut all);
        for (pointer, path) in all {
            if document.pointer(&pointer).unwrap().is_object() {
                let mut changed = document.clone();
                set(&mut changed, &format!("{pointer}/madeUp"), Some(json!(1)));
                agree(&validator, &changed, &format!("{path} with an unknown key"));
            }
            if !pointer.is_empty() {
                let mut changed = document.clone();
                set(&mut changed, &pointer, None);
                agree(&validator, &changed, &format!("without {path}"));
            }
        }
    }
}
