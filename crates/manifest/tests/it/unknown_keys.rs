//! Keys that this version does not know: refused by a running backend, reported and kept by everything else.

use std::path::Path;

use manifest::Review;
use serde_json::{Value, json};

use crate::support::{FILES, Folder, good, places, set};

/// Each object of a manifest that has keys of ours, as (JSON pointer, JSON path).
fn objects(document: &Value) -> Vec<(String, String)> {
    let mut all = vec![(String::new(), "$".to_owned())];
    places(document, "", "$", &mut all);
    all.retain(|(pointer, _)| document.pointer(pointer).unwrap().is_object());
    all
}

#[test]
fn a_look_at_a_file_tells_of_them_and_keeps_them() {
    for file in FILES {
        let document = good(file);
        for (pointer, path) in objects(&document) {
            let mut changed = document.clone();
            set(&mut changed, &format!("{pointer}/later"), Some(json!({"deep": [1, null]})));
            let review = Review::new(Path::new(file), &changed.to_string());
            assert_eq!(review.problems, vec![], "{path}");
            let unknown: Vec<_> = review.unknown_keys.iter().map(|it| (&it.path, &it.reason)).collect();
            assert_eq!(unknown, [(&format!("{path}.later"), &"\"later\" is not a known key".to_owned())]);
            assert_eq!(serde_json::to_value(review.manifest.unwrap()).unwrap(), changed, "{path}");
        }
    }
}

#[test]
fn a_running_backend_refuses_them_wherever_they_stand() {
    for file in FILES {
        for (pointer, path) in objects(&good(file)) {
            let folder = Folder::good();
            folder.change(file, &format!("{pointer}/later"), Some(json!(1)));
            let problems = folder.problems();
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert_eq!((&problems[0].0[..], &problems[0].1), (file, &format!("{path}.later")));
        }
    }
}
