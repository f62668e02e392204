//! The output contract of a manifest: an answer as a JSON object with `summary`, `actionsTaken`,
//! `siestaRecordIds` and `followUpQuestions`.
//!
//! An agent follows it when its instructions, or those of the request or session, name all four.

use serde::Serialize;
use serde_json::{Map, Value};

/// The operation that makes a task.
pub const CREATE_TASK: &str = "POST /api/v1/Task";

const FIELDS: [&str; 4] = ["summary", "actionsTaken", "siestaRecordIds", "followUpQuestions"];

/// Whether instructions ask for it.
pub fn is_asked_for(instructions: &str) -> bool {
    FIELDS.iter().all(|field| instructions.contains(field))
}

/// An answer in that shape.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Output {
    /// For the visitor, Markdown.
    pub summary: String,
    /// What was done, and what should be.
    pub actions_taken: Vec<Action>,
    /// Ids of what was made or changed.
    pub siesta_record_ids: Vec<String>,
    /// What the visitor has to say first.
    pub follow_up_questions: Vec<String>,
}

/// Something that was done, or should be.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Action {
    /// Names it in what follows.
    pub id: String,
    /// Method and path.
    pub operation: String,
    /// The body.
    pub arguments: Map<String, Value>,
    /// `proposed` or `executed`.
    pub status: &'static str,
    /// What it made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub record_ids: Vec<String>,
}

impl Output {
    /// The object as text.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What stands before a summary that streams.
    pub fn opening() -> &'static str {
        "{\"summary\":\""
    }

    /// A piece of a summary that streams.
    pub fn piece(text: &str) -> String {
        let quoted = Value::from(text).to_string();
        quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
    }

    /// What stands after a summary that streams: the rest of the object.
    pub fn closing(&self) -> String {
        let rest = Self { summary: String::new(), ..self.clone() }.to_json();
        rest.strip_prefix(Self::opening()).unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn naming_all_four_fields_asks_for_it() {
        assert!(is_asked_for("Answer as JSON: summary, actionsTaken, siestaRecordIds, followUpQuestions."));
        assert!(!is_asked_for("Answer with a summary and followUpQuestions."));
        assert!(!is_asked_for(""));
    }

    #[test]
    fn a_streamed_object_is_the_whole_one() {
        let action = Action {
            id: "a1".to_owned(),
            operation: CREATE_TASK.to_owned(),
            arguments: Map::from_iter([("title".to_owned(), json!("x"))]),
            status: "proposed",
            record_ids: Vec::new(),
        };
        let output = Output {
            summary: "One \"two\"\nthree".to_owned(),
            actions_taken: vec![action],
            follow_up_questions: vec!["Which?".to_owned()],
            ..Output::default()
        };
        let pieces = ["One ", "\"two\"\n", "three"].map(Output::piece).concat();
        assert_eq!(format!("{}{pieces}{}", Output::opening(), output.closing()), output.to_json());
    }
}
