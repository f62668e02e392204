//! Function calls as turns of a conversation. Pure.

use crate::agent::FunctionOutput;
use crate::store::{Role, Turn};
use serde_json::{Value, json};

/// A call as a turn's text.
pub fn call_text(call_id: &str, name: &str, arguments: &Value) -> String {
    json!({"call_id": call_id, "name": name, "arguments": arguments}).to_string()
}

/// An output as a turn's text.
pub fn output_text(call_id: &str, output: &str) -> String {
    json!({"call_id": call_id, "output": output}).to_string()
}

/// Whether a call waits for its output.
pub fn waits(turns: &[Turn], call_id: &str) -> bool {
    let has = |role: Role| {
        turns.iter().filter(|turn| turn.role == role).any(|turn| read(turn)["call_id"] == call_id)
    };
    has(Role::Call) && !has(Role::Output)
}

/// What there is to answer: the turns before it, what the visitor said, and what functions answered,
/// since the agent's last turn. `None` when that is nothing.
pub fn to_answer(turns: &[Turn]) -> Option<(Vec<Turn>, String, Vec<FunctionOutput>)> {
    let own = |turn: &Turn| matches!(turn.role, Role::Assistant | Role::Call);
    let start = turns.iter().rposition(own).map_or(0, |last| last + 1);
    let (earlier, new) = turns.split_at(start);
    let said: Vec<&str> =
        new.iter().filter(|turn| turn.role == Role::User).map(|turn| turn.text.as_str()).collect();
    let outputs = new.iter().filter(|turn| turn.role == Role::Output).map(|turn| output(earlier, turn));
    (!new.is_empty()).then(|| (earlier.to_vec(), said.join("\n"), outputs.collect()))
}

fn output(turns: &[Turn], turn: &Turn) -> FunctionOutput {
    let value = read(turn);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut calls = turns.iter().rev().filter(|turn| turn.role == Role::Call).map(read);
    let name = calls.find(|call| call["call_id"] == value["call_id"]).map(|call| text(&call["name"]));
    FunctionOutput {
        call_id: text(&value["call_id"]),
        name: name.unwrap_or_default(),
        output: text(&value["output"]),
    }
}

/// A turn of a function.
pub fn read(turn: &Turn) -> Value {
    serde_json::from_str(&turn.text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(role: Role, text: impl Into<String>) -> Turn {
        Turn { role, text: text.into() }
    }

    #[test]
    fn what_came_since_the_agent_s_last_turn_is_answered() {
        let call = call_text("c1", "getOrder", &json!({}));
        let turns =
            [turn(Role::User, "order?"), turn(Role::Call, call), turn(Role::Output, output_text("c1", "7"))];
        let (earlier, message, outputs) = to_answer(&turns).unwrap();
        assert_eq!((earlier.len(), message.as_str()), (2, ""));
        let expected =
            FunctionOutput { call_id: "c1".to_owned(), name: "getOrder".to_owned(), output: "7".to_owned() };
        assert_eq!(outputs, [expected]);
        assert!(to_answer(&turns[..2]).is_none());
    }

    #[test]
    fn an_output_is_taken_once_and_for_a_known_call() {
        let mut turns = vec![turn(Role::Call, call_text("c1", "f", &json!({})))];
        assert!(waits(&turns, "c1") && !waits(&turns, "c2"));
        turns.push(turn(Role::Output, output_text("c1", "")));
        assert!(!waits(&turns, "c1"));
    }
}
