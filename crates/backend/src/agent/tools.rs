//! Tools that the visitor's page runs for an agent, as the manifest declares them.
//!
//! The manifest's words and schemas count and never a request's: a request only says which of the tools its client
//! can run. Tools that write are offered to nobody, because they need approvals.

use std::collections::BTreeMap;
use std::sync::Arc;

use jsonschema::{ValidationError, Validator};
use manifest::{ClientTool, WebPluginManifest};
use serde_json::Value;
use siesta_api::types::ToolDefinition;

/// Longest arguments of a call, in bytes.
const ARGUMENT_BYTES: usize = 64 * 1024;

/// A set of tools, by name. Clones are cheap.
#[derive(Clone, Debug, Default)]
pub struct ClientTools(BTreeMap<String, Arc<Tool>>);

/// A tool with its schemas compiled.
#[derive(Debug)]
pub struct Tool {
    declared: ClientTool,
    arguments: Validator,
    result: Option<Validator>,
}

impl ClientTools {
    /// The tools of a site that may be offered.
    ///
    /// # Errors
    /// A sentence for each schema that can't be used.
    pub fn compile(manifest: &WebPluginManifest) -> Result<Self, Vec<String>> {
        let mut problems = Vec::new();
        let mut tools = BTreeMap::new();
        for declared in &manifest.web_plugin.client_tools {
            let mut compile = |part: &str, schema: &Value| {
                let compiled = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).build(schema);
                compiled.map_err(|error| problems.push(unusable(&declared.name, part, &error))).ok()
            };
            let arguments = compile("parameters", &declared.parameters);
            let result = declared.result.as_ref().map(|schema| compile("result", schema));
            if let Some(arguments) = arguments
                && !declared.writes
            {
                let tool = Tool { declared: declared.clone(), arguments, result: result.flatten() };
                tools.insert(declared.name.clone(), Arc::new(tool));
            }
        }
        if problems.is_empty() { Ok(Self(tools)) } else { Err(problems) }
    }

    /// Those of the tools that have one of these names.
    pub fn named<'a>(&self, names: impl Iterator<Item = &'a str>) -> Self {
        let known = names.filter_map(|name| self.0.get_key_value(name));
        Self(known.map(|(name, tool)| (name.clone(), tool.clone())).collect())
    }

    /// The tool of this name.
    pub fn get(&self, name: &str) -> Option<&Tool> {
        self.0.get(name).map(Arc::as_ref)
    }

    /// Their names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The tools in the words of the agent platform.
    pub(super) fn definitions(&self) -> Vec<ToolDefinition> {
        self.0.values().map(|tool| tool.definition()).collect()
    }

    /// Whether an agent that was offered these tools may call one so. The reason is for the agent.
    pub(super) fn check_call(&self, name: &str, arguments: &str) -> Result<(), String> {
        let tool = self.get(name).ok_or("There is no such tool here.")?;
        if arguments.len() > ARGUMENT_BYTES {
            return Err(format!("The arguments are longer than {ARGUMENT_BYTES} bytes."));
        }
        let arguments: Value =
            serde_json::from_str(arguments).map_err(|_| "The arguments are not JSON.".to_owned())?;
        tool.arguments.validate(&arguments).map_err(|error| {
            format!("The arguments are not as declared: {error} (at \"{}\").", error.instance_path())
        })
    }
}

impl Tool {
    /// Whether a result is as declared. The reason is for the client that sent it.
    ///
    /// # Errors
    /// Where the result departs from its schema.
    pub fn check_result(&self, content: &str) -> Result<(), String> {
        let Some(schema) = &self.result else { return Ok(()) };
        let text = Value::from(content);
        let Ok(value) = serde_json::from_str(content) else {
            return schema.validate(&text).map_err(|error| departure(&error));
        };
        // A text that happens to look like JSON is still a text.
        schema
            .validate(&value)
            .map_err(|error| departure(&error))
            .or_else(|departure| if schema.is_valid(&text) { Ok(()) } else { Err(departure) })
    }

    fn definition(&self) -> ToolDefinition {
        let mut definition = ToolDefinition::function(&self.declared.name);
        definition.description = Some(self.declared.description.clone());
        definition.parameters = Some(self.declared.parameters.clone());
        definition
    }
}

/// Where a value departs from its schema, without the value.
fn departure(error: &ValidationError<'_>) -> String {
    format!("at \"{}\" it breaks \"{}\"", error.instance_path(), error.schema_path())
}

fn unusable(tool: &str, part: &str, error: &ValidationError<'_>) -> String {
    format!(
        "The client tool {tool} has {part} that are no JSON Schema that can be used: {error}. Write one of draft \
         2020-12 without references to other documents."
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tool(result: Option<Value>) -> Tool {
        let schema = |schema: &Value| jsonschema::validator_for(schema).unwrap();
        let mut declared = ClientTool::default();
        (declared.name, declared.result) = ("open_map".to_owned(), result);
        Tool {
            arguments: schema(&json!({ "type": "object", "required": ["place"] })),
            result: declared.result.as_ref().map(schema),
            declared,
        }
    }

    #[test]
    fn a_result_is_read_as_json_or_as_the_text_that_it_is() {
        let check = |schema: Value, content: &str, good: bool| {
            let checked = tool(Some(schema)).check_result(content);
            assert_eq!(checked.is_ok(), good, "{content}: {checked:?}");
            assert!(!format!("{checked:?}").contains("CANARY"), "{checked:?}");
        };
        check(json!({ "type": "number" }), "7", true);
        check(json!({ "type": "string" }), "7", true);
        check(json!({ "type": "string" }), "CANARY words", true);
        check(json!({ "type": "string" }), "\"quoted\"", true);
        check(json!({ "type": "number" }), "CANARY", false);
        check(json!({ "type": "object", "required": ["a"] }), r#"{"CANARY":1}"#, false);
        check(json!({ "type": "object", "required": ["a"] }), r#"{"a":1}"#, true);
        assert!(tool(None).check_result("anything").is_ok());
    }

    #[test]
    fn a_call_is_checked_against_the_tools_that_were_offered() {
        let tools = ClientTools([("open_map".to_owned(), Arc::new(tool(None)))].into());
        let check = |name: &str, arguments: &str, expected: &str| {
            let reason = tools.check_call(name, arguments).err().unwrap_or_default();
            assert!(reason.starts_with(expected) && reason.is_empty() == expected.is_empty(), "{reason}");
        };
        check("open_map", r#"{"place":"Brno"}"#, "");
        check("open_map", "{}", "The arguments are not as declared: \"place\" is a required property");
        check("open_map", "{", "The arguments are not JSON");
        check("open_map", &format!("\"{}\"", "x".repeat(ARGUMENT_BYTES)), "The arguments are longer");
        check("read_cart", "{}", "There is no such tool here");
        assert!(tools.named(["read_cart"].into_iter()).get("open_map").is_none());
    }
}
