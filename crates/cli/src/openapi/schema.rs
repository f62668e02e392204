//! Comparing two schemas, field by field.

mod form;

use std::collections::{BTreeMap, BTreeSet};

use super::difference::Findings;
use super::document::Place;
use form::Form;

/// Pairs of places that are being compared, so that a schema which contains itself ends.
type Open = Vec<(String, String)>;

/// Notes where the two accept different values.
pub(super) fn compare(ours: &Place<'_>, theirs: &Place<'_>, findings: &mut Findings) {
    compare_within(ours, theirs, findings, &mut Vec::new());
}

/// Whether the two accept the same values.
fn same(ours: &Place<'_>, theirs: &Place<'_>, open: &mut Open) -> bool {
    let mut findings = Findings::default();
    compare_within(ours, theirs, &mut findings, open);
    findings.is_empty()
}

fn compare_within(ours: &Place<'_>, theirs: &Place<'_>, findings: &mut Findings, open: &mut Open) {
    let pair = (ours.pointer.clone(), theirs.pointer.clone());
    if open.contains(&pair) || findings.are_known_same(&pair) {
        return;
    }
    let told = findings.told();
    if let Some(reference) = theirs.dead_reference() {
        let reason = format!("is a reference there, to {reference}, which leads nowhere");
        findings.add(
            &ours.pointer,
            theirs,
            reason,
            "ask for a document that holds all that it refers to".into(),
        );
        return;
    }
    open.push(pair);
    let (our_form, their_form) = (Form::of(ours), Form::of(theirs));
    our_form.compare(&their_form, &ours.pointer, theirs, findings);
    let (ours, theirs) = (&our_form.place, &their_form.place);
    properties(ours, theirs, findings, open);
    for key in ["items", "not"] {
        part(key, ours, theirs, findings, open);
    }
    let has_form =
        |place: &Place<'_>| place.value.get("additionalProperties").is_some_and(|it| it.is_object());
    if has_form(ours) || has_form(theirs) {
        part("additionalProperties", ours, theirs, findings, open);
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        alternatives(key, ours, theirs, findings, open);
    }
    if let Some(pair) = open.pop().filter(|_| findings.told() == told) {
        findings.remember_same(pair);
    }
}

/// A schema that both, one or none of the two have under a key.
fn part(key: &str, ours: &Place<'_>, theirs: &Place<'_>, findings: &mut Findings, open: &mut Open) {
    match (ours.get(key), theirs.get(key)) {
        (Some(ours), Some(theirs)) => compare_within(&ours, &theirs, findings, open),
        (Some(_), None) => {
            let reason = format!("has \"{key}\", and there it has none");
            findings.add(&ours.pointer, theirs, reason, format!("remove \"{key}\""));
        }
        (None, Some(_)) => {
            let reason = format!("has no \"{key}\", and there it has one");
            findings.add(&ours.pointer, theirs, reason, format!("add \"{key}\" as it is there"));
        }
        (None, None) => {}
    }
}

/// Lists of schemas, in any order.
fn alternatives(key: &str, ours: &Place<'_>, theirs: &Place<'_>, findings: &mut Findings, open: &mut Open) {
    let (our_items, mut their_items) = (ours.items(key), theirs.items(key));
    if our_items.len() != their_items.len() {
        let reason = format!("has {} schemas in \"{key}\", and there {}", our_items.len(), their_items.len());
        findings.add(&ours.pointer, theirs, reason, format!("write \"{key}\" as it is there"));
        return;
    }
    let mut unmatched = Vec::new();
    for item in our_items {
        match their_items.iter().position(|other| same(&item, other, open)) {
            Some(index) => drop(their_items.remove(index)),
            None => unmatched.push(item),
        }
    }
    for (ours, theirs) in unmatched.iter().zip(&their_items) {
        compare_within(ours, theirs, findings, open);
    }
}

fn properties(ours: &Place<'_>, theirs: &Place<'_>, findings: &mut Findings, open: &mut Open) {
    let (our_required, their_required) = (required(ours), required(theirs));
    let our_properties = ours.members("properties");
    let mut added: BTreeMap<&str, Place<'_>> = theirs.members("properties").into_iter().collect();
    let mut removed = Vec::new();
    for (name, property) in our_properties {
        let Some(there) = added.remove(name) else {
            removed.push((name, property));
            continue;
        };
        let place = format!("{}/properties/{name}", ours.pointer);
        match (our_required.contains(name), their_required.contains(name)) {
            (true, false) => findings.add(
                &place,
                &there,
                "is required, and there it may be left out".into(),
                format!("take \"{name}\" out of \"required\""),
            ),
            (false, true) => findings.add(
                &place,
                &there,
                "may be left out, and there it is required".into(),
                format!("add \"{name}\" to \"required\""),
            ),
            _ => {}
        }
        compare_within(&property, &there, findings, open);
    }
    for (name, property) in removed {
        let place = format!("{}/properties/{name}", ours.pointer);
        let is_required = our_required.contains(name);
        let twin = added.iter().find(|(new, there)| {
            their_required.contains(**new) == is_required && same(&property, there, open)
        });
        let twin = twin.map(|(new, there)| ((*new).to_owned(), there.clone()));
        match twin {
            Some((new, there)) => {
                added.remove(new.as_str());
                let reason = format!("is not there, and \"{new}\" of the same form is");
                findings.add(&place, &there, reason, format!("rename it to \"{new}\""));
            }
            None => findings.add(&place, theirs, "is not there".into(), "remove it".into()),
        }
    }
    for (name, there) in added {
        let kind = if their_required.contains(name) { "required" } else { "optional" };
        let reason = format!("has no property \"{name}\", which is {kind} there");
        findings.add(&ours.pointer, &there, reason, format!("add \"{name}\" as it is there, {kind}"));
    }
}

fn required<'a>(place: &Place<'a>) -> BTreeSet<&'a str> {
    let names = place.value.get("required").and_then(|it| it.as_array());
    names.into_iter().flatten().filter_map(|name| name.as_str()).collect()
}
