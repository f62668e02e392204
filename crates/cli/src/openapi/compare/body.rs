//! Comparing what goes with a request and what comes back.

use std::collections::BTreeSet;

use super::super::difference::Findings;
use super::super::document::Place;
use super::super::schema;

/// The body of a request.
pub(super) fn compare_request(ours: &Place<'_>, theirs: &Place<'_>, findings: &mut Findings) {
    match (ours.get("requestBody"), theirs.get("requestBody")) {
        (Some(our_body), Some(their_body)) => {
            match (our_body.is("required"), their_body.is("required")) {
                (true, false) => findings.add(
                    &our_body.pointer,
                    &their_body,
                    "is required, and there it may be left out".into(),
                    "write \"required\": false".into(),
                ),
                (false, true) => findings.add(
                    &our_body.pointer,
                    &their_body,
                    "may be left out, and there it is required".into(),
                    "write \"required\": true".into(),
                ),
                _ => {}
            }
            compare_content(&our_body, &their_body, findings);
        }
        (Some(our_body), None) => {
            findings.add(
                &our_body.pointer,
                theirs,
                "is not there: it takes no body".into(),
                "remove it".into(),
            );
        }
        (None, Some(their_body)) => {
            let reason = "has no body, and there it takes one".into();
            findings.add(&ours.pointer, &their_body, reason, "add \"requestBody\" as it is there".into());
        }
        (None, None) => {}
    }
}

/// The answers, status by status.
pub(super) fn compare_responses(ours: &Place<'_>, theirs: &Place<'_>, findings: &mut Findings) {
    let their_responses = theirs.members("responses");
    let mut common = BTreeSet::new();
    for (status, response) in ours.members("responses") {
        // Status ranges are spelt 5XX, and 5xx by some.
        match their_responses.iter().find(|(other, _)| other.eq_ignore_ascii_case(status)) {
            Some((other, their_response)) => {
                common.insert(*other);
                compare_headers(&response, their_response, findings);
                compare_content(&response, their_response, findings);
            }
            None => {
                let place = format!("{}/responses/{status}", ours.pointer);
                findings.add(&place, theirs, format!("the answer {status} is not there"), "remove it".into());
            }
        }
    }
    for (status, response) in their_responses.iter().filter(|(status, _)| !common.contains(status)) {
        let reason = format!("has no answer {status}, and there it has one");
        findings.add(&ours.pointer, response, reason, format!("add the response {status} as it is there"));
    }
}

/// Our media types are what the client sends and reads; others of the same content are no concern of ours.
fn compare_content(ours: &Place<'_>, theirs: &Place<'_>, findings: &mut Findings) {
    let their_content = theirs.members("content");
    let our_content = ours.members("content");
    if our_content.is_empty() && !their_content.is_empty() {
        let reason = "has no content, and there it has some".into();
        findings.add(&ours.pointer, theirs, reason, "add \"content\" as it is there".into());
    }
    for (media_type, content) in our_content {
        let Some((_, their_content)) = their_content.iter().find(|(other, _)| *other == media_type) else {
            let known: Vec<&str> = their_content.iter().map(|(other, _)| *other).collect();
            let known = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
            let reason = format!("is {media_type}, and there it is {known}");
            findings.add(&content.pointer, theirs, reason, "change the media type".into());
            continue;
        };
        match (content.get("schema"), their_content.get("schema")) {
            (Some(ours), Some(theirs)) => schema::compare(&ours, &theirs, findings),
            (Some(ours), None) => {
                let reason = "has a schema, and there it has none".into();
                findings.add(&ours.pointer, their_content, reason, "remove it".into());
            }
            (None, Some(theirs)) => {
                let reason = "has no schema, and there it has one".into();
                findings.add(&content.pointer, &theirs, reason, "add \"schema\" as it is there".into());
            }
            (None, None) => {}
        }
    }
}

fn compare_headers(ours: &Place<'_>, theirs: &Place<'_>, findings: &mut Findings) {
    let their_headers = theirs.members("headers");
    let mut common = BTreeSet::new();
    for (name, header) in ours.members("headers") {
        let Some((other, their_header)) =
            their_headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name))
        else {
            let place = format!("{}/headers/{name}", ours.pointer);
            findings.add(&place, theirs, format!("the header {name} is not there"), "remove it".into());
            continue;
        };
        common.insert(*other);
        if header.is("required") != their_header.is("required") {
            let required = their_header.is("required");
            let reason =
                format!("the header {name} is {} there", if required { "always" } else { "not always" });
            findings.add(&header.pointer, their_header, reason, format!("write \"required\": {required}"));
        }
        if let (Some(ours), Some(theirs)) = (header.get("schema"), their_header.get("schema")) {
            schema::compare(&ours, &theirs, findings);
        }
    }
    for (name, header) in their_headers.iter().filter(|(name, _)| !common.contains(name)) {
        let reason = format!("has no header {name}, and there it has one");
        findings.add(&ours.pointer, header, reason, "add it as it is there".into());
    }
}
