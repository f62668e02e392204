//! Context fields and client tools that don't hold together.

use serde_json::{Value, json};

use super::{LIVE, WEB, check};

fn field(name: &str, kind: &str) -> Value {
    json!({"name": name, "type": kind, "required": false, "description": "A field."})
}

fn tool(name: &str, parameters: Value) -> Value {
    json!({"name": name, "description": "A tool.", "parameters": parameters, "writes": false})
}

#[test]
fn a_context_field_has_a_type_and_a_name_of_its_own() {
    let mut undecided = field("plan", "enum");
    let mut listed = field("plan", "string");
    listed["values"] = json!(["a"]);
    let mut twice = field("plan", "enum");
    twice["values"] = json!(["a", "b", "a"]);
    undecided["values"] = json!([]);
    let place = "/requiredContextFields/1";
    check(vec![
        (
            WEB,
            place,
            Some(field("plan", "money")),
            "$.requiredContextFields[1].type",
            "is \"money\", which is not a type of a context field",
            "write \"uuid\" or \"string\" or \"url\" or \"number\" or \"boolean\" or \"enum\"",
        ),
        (
            WEB,
            place,
            Some(field("customer id", "uuid")),
            "$.requiredContextFields[1].name",
            "is \"customer id\", which can't be a name here",
            "start with a letter and go on with letters, digits, - and _, 64 at most, such as \"customerId\"",
        ),
        (
            WEB,
            place,
            Some(field("agentId", "uuid")),
            "$.requiredContextFields[1].name",
            "is \"agentId\", which another field of this list has",
            "give each a name of its own",
        ),
        (
            WEB,
            place,
            Some(field("plan", "enum")),
            "$.requiredContextFields[1].values",
            "is missing",
            "add it, for example \"values\": [\"open\", \"closed\"]",
        ),
        (
            WEB,
            place,
            Some(undecided),
            "$.requiredContextFields[1].values",
            "is empty",
            "list the values that the field may have",
        ),
        (
            WEB,
            place,
            Some(listed),
            "$.requiredContextFields[1].values",
            "lists values, but the field's type is \"string\"",
            "write \"enum\" as its type, or remove the list",
        ),
        (
            WEB,
            place,
            Some(twice),
            "$.requiredContextFields[1].values[2]",
            "is \"a\", which the list has already",
            "remove it",
        ),
    ]);
}

#[test]
fn a_client_tool_says_what_it_takes_and_whether_it_writes() {
    let example = "write a JSON Schema such as {\"type\": \"object\", \"properties\": {}}";
    let mut silent = tool("show", json!({"type": "object"}));
    silent.as_object_mut().unwrap().remove("writes");
    let object = json!({"type": "object"});
    check(vec![
        (
            WEB,
            "/webPlugin/clientTools",
            Some(json!([tool("show", json!({"type": "string"}))])),
            "$.webPlugin.clientTools[0].parameters",
            "describes \"string\", but arguments are an object",
            example,
        ),
        (
            LIVE,
            "/realtime/clientTools",
            Some(json!([tool("show", json!({}))])),
            "$.realtime.clientTools[0].parameters",
            "does not say that arguments are an object",
            example,
        ),
        (
            LIVE,
            "/realtime/clientTools",
            Some(json!([silent])),
            "$.realtime.clientTools[0].writes",
            "is missing",
            "add it, for example \"writes\": false",
        ),
        (
            WEB,
            "/webPlugin/clientTools",
            Some(json!([tool("show", object.clone()), tool("show", object)])),
            "$.webPlugin.clientTools[1].name",
            "is \"show\", which another tool of this list has",
            "give each a name of its own",
        ),
    ]);
}
