//! Values that are refused wherever they stand: secrets, odd roles, ids that disagree, too long texts.

use serde_json::json;

use super::{API, LIVE, ROLE, SECRET, WEB, check};
use crate::support::{Folder, good};

#[test]
fn secrets_are_refused_wherever_they_stand_and_never_repeated() {
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";
    let key = "sk-proj4f9KzQ81mXw72Lp0";
    check(vec![
        (
            API,
            "/siestaAi/requiredHeaders/X-Api-Key",
            Some(json!("hunter2")),
            "$.siestaAi.requiredHeaders['X-Api-Key']",
            "is a credential and holds more than a placeholder",
            SECRET,
        ),
        (
            API,
            "/siestaAi/apiKey",
            Some(json!("hunter2")),
            "$.siestaAi.apiKey",
            "is a credential and holds more than a placeholder",
            SECRET,
        ),
        (
            WEB,
            "/useCase",
            Some(json!(format!("Call it with {key}."))),
            "$.useCase",
            "looks like an API key or token",
            SECRET,
        ),
        (
            LIVE,
            "/realtime/clientTools/0",
            Some(json!({"name": "a", "description": jwt, "parameters": {"type": "object"}, "writes": false})),
            "$.realtime.clientTools[0].description",
            "looks like a signed token (JWT)",
            SECRET,
        ),
        (
            WEB,
            "/codingAgentInstructions/0",
            Some(json!("9f86d081884c7d659a2feaa0c55ad015")),
            "$.codingAgentInstructions[0]",
            "looks like an API key or token",
            SECRET,
        ),
    ]);
    let folder = Folder::good();
    folder.change(WEB, "/webPlugin/theme/accent", Some(json!(key)));
    folder.change(WEB, "/assistants/0/role", Some(json!(jwt)));
    let text = folder.load().unwrap_err().to_string();
    assert!(!text.contains(key) && !text.contains(jwt), "{text}");
    assert!(text.contains("$.webPlugin.theme.accent") && text.contains("$.assistants[0].role"), "{text}");
}

#[test]
fn roles_are_short_words_and_stand_once() {
    let long = "a".repeat(33);
    for role in ["Primary", "1st", "", "a b", "a/b", "-a", "ä", "__proto__", &long] {
        let folder = Folder::with(&[WEB]);
        folder.change(WEB, "/inputs/assistants", None);
        folder.change(WEB, "/assistants/0/role", Some(json!(role)));
        let reason = format!("is \"{role}\", which can't be a role");
        assert_eq!(
            folder.problems(),
            [(WEB.to_owned(), "$.assistants[0].role".to_owned(), reason, ROLE.to_owned())]
        );
    }
    check(vec![(
        WEB,
        "/assistants/1",
        Some(good(WEB)["assistants"][0].clone()),
        "$.assistants[1].role",
        "is \"primary\", which another assistant of this list has",
        "give each assistant a role of its own",
    )]);
}

#[test]
fn ids_counts_and_lengths_are_checked() {
    let id = "copy the id from Siesta AI; it looks like 123e4567-e89b-12d3-a456-426614174000";
    check(vec![
        (
            WEB,
            "/assistants/0/agentId",
            Some(json!("support")),
            "$.assistants[0].agentId",
            "is \"support\", which is no UUID",
            id,
        ),
        (
            WEB,
            "/assistants",
            None,
            "$.assistants",
            "is missing",
            "add it, for example \"assistants\": [{\"role\": \"primary\", \"label\": …, \"agentId\": …}]",
        ),
        (
            WEB,
            "/inputs/requiredContextFieldCount",
            Some(json!(5)),
            "$.inputs.requiredContextFieldCount",
            "is 5, but requiredContextFields has 2",
            "write 2",
        ),
        (
            API,
            "/inputs/operationCount",
            Some(json!(17)),
            "$.inputs.operationCount",
            "is 17, but siestaApiOperations has 2",
            "write 2",
        ),
        (
            WEB,
            "/webPlugin/texts/title",
            Some(json!("é".repeat(121))),
            "$.webPlugin.texts.title",
            "has 121 characters; 120 is the most",
            "shorten the text",
        ),
        (
            WEB,
            "/webPlugin/texts/suggestions",
            Some(json!(["a", "b", "c", "d", "e", "f", "g"])),
            "$.webPlugin.texts.suggestions",
            "has 7 items; 6 is the most",
            "shorten the list",
        ),
        (
            WEB,
            "/webPlugin/texts/title",
            Some(json!("  ")),
            "$.webPlugin.texts.title",
            "is empty",
            "write a text, or remove the key where it isn't needed",
        ),
        (
            WEB,
            "/webPlugin/texts",
            Some(json!(null)),
            "$.webPlugin.texts",
            "is null, but must be an object",
            "write an object in curly brackets",
        ),
    ]);
}
