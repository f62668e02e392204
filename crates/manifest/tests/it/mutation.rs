//! Every single value of the good manifests, replaced by every wrong kind of value.

use std::path::Path;

use manifest::Manifest;
use serde_json::{Value, json};

use crate::support::{FILES, good, places, set};

/// Kinds of value; one of another kind than the good one is always wrong.
fn replacements() -> [Value; 6] {
    [json!(null), json!(true), json!(-1.5), json!("\u{0}wrong"), json!([[]]), json!({"wrong": null})]
}

fn kind(value: &Value) -> std::mem::Discriminant<Value> {
    std::mem::discriminant(value)
}

#[test]
fn a_wrong_kind_of_value_is_refused_at_its_own_path_and_never_panics() {
    let mut tried = 0;
    for file in FILES {
        let document = good(file);
        let mut all = Vec::new();
        places(&document, "", "$", &mut all);
        for (pointer, path) in all {
            let original = document.pointer(&pointer).unwrap();
            for wrong in replacements().into_iter().filter(|wrong| kind(wrong) != kind(original)) {
                let mut spoilt = document.clone();
                set(&mut spoilt, &pointer, Some(wrong.clone()));
                let error = Manifest::from_json(Path::new(file), &spoilt.to_string())
                    .expect_err(&format!("{file} {path} took {wrong}"));
                assert!(
                    error.problems().iter().any(|problem| problem.path == path),
                    "{file} {path} = {wrong}, but the problems are {:?}",
                    error.problems()
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 700, "{tried} mutations are too few: were the manifests read?");
}

#[test]
fn a_missing_member_is_either_optional_or_named() {
    for file in FILES {
        let document = good(file);
        let mut all = Vec::new();
        places(&document, "", "$", &mut all);
        for (pointer, path) in all {
            let mut spoilt = document.clone();
            set(&mut spoilt, &pointer, None);
            let Err(error) = Manifest::from_json(Path::new(file), &spoilt.to_string()) else { continue };
            let related = |found: &str| found == path || found.ends_with("Count") || path.starts_with(found);
            assert!(
                error.problems().iter().all(|problem| related(&problem.path)),
                "{path}: {:?}",
                error.problems()
            );
        }
    }
}

#[test]
fn a_file_that_is_cut_anywhere_is_refused() {
    let text = good("web-plugin.json").to_string();
    for end in 0..text.len() {
        if text.is_char_boundary(end) {
            Manifest::from_json(Path::new("cut.json"), &text[..end]).unwrap_err();
        }
    }
}
