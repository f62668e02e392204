//! Whatever is changed in a document is found, at its place.

use std::collections::BTreeMap;

use serde_json::Value;
use siesta_cli::openapi::{Document, compare};

use super::{mutants, ours};

#[test]
fn every_change_at_every_place_is_found_where_it_is() {
    let original = ours();
    let document = Document::new(original.clone()).unwrap();
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    let mut missed = Vec::new();
    mutants::each(&original, &mut |mutant| {
        let comparison = compare(&document, &Document::new(mutant.document).unwrap());
        let at_place = comparison.differences.iter().any(|it| it.place == mutant.place);
        // A schema that no operation uses may be missing elsewhere.
        let unused = mutant.kind == "removed schema"
            && comparison.only_here.iter().any(|name| mutant.place.ends_with(&format!("/{name}")));
        if at_place || unused {
            *found.entry(mutant.kind).or_default() += 1;
        } else {
            let places: Vec<_> = comparison.differences.into_iter().map(|it| (it.place, it.reason)).collect();
            missed.push(format!("{} at {}; found {places:?}", mutant.kind, mutant.place));
        }
    });
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed[..missed.len().min(20)].join("\n"));
    for kind in mutants::KINDS {
        assert!(found.contains_key(kind), "nothing was tried of: {kind}");
    }
    assert_eq!(found.len(), mutants::KINDS.len(), "{found:?}");
    let tried: usize = found.values().sum();
    assert!(tried > 2500, "{tried} changes are too few: {found:?}");
}

#[test]
fn a_renamed_property_is_told_as_one() {
    let mut other = ours();
    let task = other.pointer_mut("/components/schemas/Task/properties").unwrap();
    let status = task.as_object_mut().unwrap().remove("status").unwrap();
    task["state"] = status;
    let required = other.pointer_mut("/components/schemas/Task/required").unwrap().as_array_mut().unwrap();
    *required.iter_mut().find(|it| *it == "status").unwrap() = Value::from("state");
    let differences = super::against(other).differences;
    let [difference] = differences.as_slice() else { panic!("{differences:?}") };
    assert_eq!(difference.place, "#/components/schemas/Task/properties/status");
    assert_eq!(difference.there, "#/components/schemas/Task/properties/state");
    assert_eq!(difference.remedy, "rename it to \"state\"");
    assert!(difference.operations.contains(&"GET /api/v1/Task/{id}".to_owned()), "{difference:?}");
    assert!(difference.operations.contains(&"POST /api/v1/Task".to_owned()), "{difference:?}");
}
