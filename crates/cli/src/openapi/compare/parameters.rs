//! Comparing what an operation takes in its path, query and headers.

use super::super::difference::Findings;
use super::super::document::Place;
use super::super::schema;
use super::Operation;
use super::credentials::Headers;

/// A parameter, known by where it goes and what it is called.
struct Parameter<'a> {
    location: &'a str,
    name: &'a str,
    place: Place<'a>,
}

pub(super) fn compare(
    operation: &Operation<'_>,
    other: &Operation<'_>,
    credentials: &Headers,
    findings: &mut Findings,
) {
    path_names(operation, other, findings);
    let our_names = operation.path_parameters();
    let their_names = other.path_parameters();
    let mut added = parameters(other, credentials);
    let mut removed = Vec::new();
    for parameter in parameters(operation, credentials) {
        let is_same = |it: &Parameter<'_>| {
            it.location == parameter.location
                && match parameter.location {
                    // The place in the path makes it the same one, whatever its name.
                    "path" => {
                        let position =
                            |names: &[&str], name: &str| names.iter().position(|known| *known == name);
                        position(&our_names, parameter.name) == position(&their_names, it.name)
                    }
                    "header" => it.name.eq_ignore_ascii_case(parameter.name),
                    _ => it.name == parameter.name,
                }
        };
        match added.iter().position(is_same) {
            Some(index) => compare_one(&parameter, &added.remove(index), findings),
            None => removed.push(parameter),
        }
    }
    for parameter in removed {
        let twin = added.iter().position(|it| it.location == parameter.location && is_twin(&parameter, it));
        let place = &parameter.place.pointer;
        match twin.map(|index| added.remove(index)) {
            Some(twin) => {
                let reason =
                    format!("{} is not there, and \"{}\" of the same form is", parameter.title(), twin.name);
                findings.add(place, &twin.place, reason, format!("rename it to \"{}\"", twin.name));
            }
            None => {
                let reason = format!("{} is not there", parameter.title());
                findings.add(
                    place,
                    &other.place,
                    reason,
                    "remove it, or move it to where it is there".into(),
                );
            }
        }
    }
    for parameter in added {
        let kind = if parameter.place.is("required") { "required" } else { "optional" };
        let reason = format!("has no {}, which is {kind} there", parameter.title());
        let remedy = format!("add it as it is there, {kind}");
        findings.add(&operation.place.pointer, &parameter.place, reason, remedy);
    }
}

fn path_names(operation: &Operation<'_>, other: &Operation<'_>, findings: &mut Findings) {
    for (ours, theirs) in operation.path_parameters().iter().zip(other.path_parameters()) {
        if *ours != theirs {
            findings.add(
                &operation.item.pointer,
                &other.item,
                format!("names a part of its path {{{ours}}}, and there it is {{{theirs}}}"),
                format!("rename it to {{{theirs}}} in the path and in its parameters"),
            );
        }
    }
}

/// The operation's own parameters go before those of its path. Headers that carry credentials are compared
/// elsewhere.
fn parameters<'a>(operation: &Operation<'a>, credentials: &Headers) -> Vec<Parameter<'a>> {
    let mut parameters: Vec<Parameter<'a>> = Vec::new();
    for place in operation.place.items("parameters").into_iter().chain(operation.item.items("parameters")) {
        let (Some(location), Some(name)) = (place.text("in"), place.text("name")) else { continue };
        let known = parameters.iter().any(|it| it.location == location && it.name == name);
        let is_credential = location == "header" && credentials.have(name);
        if !known && !is_credential {
            parameters.push(Parameter { location, name, place });
        }
    }
    parameters
}

impl Parameter<'_> {
    fn title(&self) -> String {
        format!("the {} parameter \"{}\"", self.location, self.name)
    }
}

fn compare_one(ours: &Parameter<'_>, theirs: &Parameter<'_>, findings: &mut Findings) {
    match (ours.place.is("required"), theirs.place.is("required")) {
        (true, false) => findings.add(
            &ours.place.pointer,
            &theirs.place,
            format!("{} is required, and there it may be left out", ours.title()),
            "write \"required\": false".into(),
        ),
        (false, true) => findings.add(
            &ours.place.pointer,
            &theirs.place,
            format!("{} may be left out, and there it is required", ours.title()),
            "write \"required\": true".into(),
        ),
        _ => {}
    }
    for keyword in ["style", "explode", "allowReserved"] {
        let value = |place: &Place<'_>| place.value.get(keyword).cloned();
        let (our_value, their_value) = (value(&ours.place), value(&theirs.place));
        // Documents often spell out what is the default anyway.
        if our_value != their_value && our_value.is_some() && their_value.is_some() {
            findings.add(
                &ours.place.pointer,
                &theirs.place,
                format!("{} is written in another \"{keyword}\"", ours.title()),
                format!("write \"{keyword}\" as it is there"),
            );
        }
    }
    if let (Some(ours), Some(theirs)) = (ours.place.get("schema"), theirs.place.get("schema")) {
        schema::compare(&ours, &theirs, findings);
    }
}

/// Whether two parameters differ in nothing but their name.
fn is_twin(ours: &Parameter<'_>, theirs: &Parameter<'_>) -> bool {
    let mut findings = Findings::default();
    compare_one(ours, theirs, &mut findings);
    findings.is_empty()
}
