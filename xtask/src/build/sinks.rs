//! No script of ours may turn text into markup or code: a page that enforces Trusted Types would refuse it, and
//! a page that doesn't would be open to injection.

use anyhow::{Result, bail};

/// What turns text into markup or code. A name counts only as a whole word.
const SINKS: [&str; 11] = [
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "setHTMLUnsafe",
    "parseHTMLUnsafe",
    "createContextualFragment",
    "DOMParser",
    "srcdoc",
    "document.write",
    "eval(",
    "new Function",
];

/// The first sink in the script, if any.
pub fn find(script: &str) -> Option<&'static str> {
    SINKS.into_iter().find(|sink| {
        script.match_indices(sink).any(|(position, _)| {
            let before = script[..position].chars().next_back();
            let after = script[position + sink.len()..].chars().next();
            let is_name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$');
            // `document.writeln` is a sink as well, so what follows `document.write` doesn't matter.
            !is_name(before) && (sink.ends_with(['(', 'e']) || !is_name(after))
        })
    })
}

/// Fails if the script has one.
pub fn forbid(name: &str, script: &str) -> Result<()> {
    match find(script) {
        Some(sink) => bail!(
            "{name} contains `{sink}`: build the DOM node by node (in Leptos: builder syntax, not view!)"
        ),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sinks_are_found_as_whole_words() {
        let check = |script: &str, expected: Option<&str>| assert_eq!(find(script), expected, "{script}");
        check("a.innerHTML=b", Some("innerHTML"));
        check("document.writeln(x)", Some("document.write"));
        check("(0,eval)(x);eval(y)", Some("eval("));
        check("new Function('return this')", Some("new Function"));
        check("retrieval(x); medieval(y); newFunction()", None);
        check("a.textContent=b;innerHTMLike=1", None);
    }
}
