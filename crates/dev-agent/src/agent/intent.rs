//! Which of the caller's functions a message asks for, by the words of the function's name. Pure.

use crate::wire::agent::ToolDefinition;

/// Verbs that people leave out: "the status of order 7" asks for `getOrderStatus`.
const READING: &[&str] = &["get", "fetch", "read", "lookup", "find", "retrieve", "query", "load"];
/// First words of a question about how something is done, which asks for no action.
const ABOUT: &[&str] = &["how", "why", "when", "where", "who"];

/// The function that the message asks for: the one that is named, else the one with most words of
/// its name in the message.
pub fn tool_for<'a>(message: &str, tools: &'a [ToolDefinition]) -> Option<&'a ToolDefinition> {
    let named = |tool: &&ToolDefinition| {
        message.split(|c: char| !(c.is_alphanumeric() || "_-".contains(c))).any(|word| word == tool.name)
    };
    if let Some(tool) = tools.iter().find(named) {
        return Some(tool);
    }
    if is_about(message) {
        return None;
    }
    let said = words(message);
    let met = |tool: &&ToolDefinition| {
        let mut wanted = words_of_name(&tool.name);
        wanted.retain(|word| !READING.contains(&word.as_str()));
        let all =
            !wanted.is_empty() && wanted.iter().all(|word| said.iter().any(|it| stem(it) == stem(word)));
        all.then_some(wanted.len())
    };
    tools
        .iter()
        .filter(|tool| met(tool).is_some())
        .max_by_key(|tool| (met(tool), std::cmp::Reverse(&tool.name)))
}

/// Whether a message asks how something is done.
pub fn is_about(message: &str) -> bool {
    words(message).first().is_some_and(|word| ABOUT.contains(&word.as_str()))
}

/// Lower-case words.
pub fn words(text: &str) -> Vec<String> {
    let split = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    split.map(str::to_lowercase).collect()
}

/// `getOrderStatus`, `get_order-status` → get, order, status.
pub fn words_of_name(name: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut before = '_';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(c);
        before = c;
    }
    words(&spaced)
}

fn stem(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Map;

    fn check(message: &str, expected: Option<&str>) {
        let tools: Vec<ToolDefinition> = ["getOrderStatus", "open_page", "getOrders", "setTheme"]
            .map(|name| ToolDefinition {
                name: name.to_owned(),
                description: String::new(),
                parameters: Map::new(),
            })
            .into();
        assert_eq!(tool_for(message, &tools).map(|tool| tool.name.as_str()), expected, "{message}");
    }

    #[test]
    fn a_function_is_found_by_the_words_of_its_name() {
        check("What is the status of order 1234?", Some("getOrderStatus"));
        check("show my orders", Some("getOrders"));
        check("Please open the page about prices", Some("open_page"));
        check("call setTheme", Some("setTheme"));
    }

    #[test]
    fn what_only_mentions_the_subject_calls_nothing() {
        check("What does the theme do?", None);
        check("How do I open a page?", None);
        check("hello", None);
    }
}
