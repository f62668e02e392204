//! The event that comes for every token, read without a JSON parser.

/// Message and text of a `TEXT_MESSAGE_CONTENT` as servers write it: nothing but its three texts, compact and with the
/// escapes of plain writing. Of anything else it says nothing, not even that it is wrong: a JSON parser has to look.
pub fn plain_delta(json: &str) -> Option<(String, String)> {
    let mut rest = json.strip_prefix('{')?;
    let [mut kind, mut message_id, mut delta] = [const { String::new() }; 3];
    loop {
        let (key, after) = string(rest)?;
        let value;
        (value, rest) = string(after.strip_prefix(':')?)?;
        match key.as_str() {
            "type" => kind = value,
            "messageId" => message_id = value,
            "delta" => delta = value,
            _ => return None,
        }
        match rest.strip_prefix(',') {
            Some(more) => rest = more,
            None => break,
        }
    }
    (rest == "}" && kind == "TEXT_MESSAGE_CONTENT").then_some((message_id, delta))
}

/// The string that `json` begins with, and what comes after it.
fn string(json: &str) -> Option<(String, &str)> {
    let mut rest = json.strip_prefix('"')?;
    let mut text = String::new();
    loop {
        let end = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | ..b' '))?;
        text.push_str(rest.get(..end)?);
        let special = rest.get(end..)?;
        if let Some(after) = special.strip_prefix('"') {
            return Some((text, after));
        }
        let escaped = match special.get(..2)? {
            "\\n" => "\n",
            "\\\"" => "\"",
            "\\\\" => "\\",
            _ => return None,
        };
        text.push_str(escaped);
        rest = special.get(2..)?;
    }
}
