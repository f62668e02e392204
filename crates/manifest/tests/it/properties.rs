//! Laws that hold whatever a person answers.

use std::path::Path;

use jsonschema::Validator;
use manifest::{Mode, Review, json_schema};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::Value;

use crate::support::any::answers;

/// Keys that exactly one contract has.
const OWN_KEYS: [(Mode, &[&str]); 3] = [
    (Mode::ExternalApi, &["siestaAi", "siestaApiOperations", "openApiSource", "apiReference", "objective"]),
    (Mode::RealtimeApi, &["realtime"]),
    (Mode::WebPlugin, &["webPlugin"]),
];

fn validator() -> &'static Validator {
    static VALIDATOR: std::sync::OnceLock<Validator> = std::sync::OnceLock::new();
    VALIDATOR.get_or_init(|| jsonschema::validator_for(&json_schema(None)).unwrap())
}

proptest! {
    #[test]
    fn no_answers_make_a_manifest_with_two_contracts(answers in answers()) {
        let mode = answers.contract.mode();
        let Ok(manifest) = answers.build() else { return Ok(()) };
        let written = serde_json::to_value(&manifest).unwrap();
        prop_assert_eq!(manifest.mode(), mode);
        for (owner, keys) in OWN_KEYS {
            for key in keys {
                prop_assert_eq!(written.get(key).is_some(), owner == mode, "{}", key);
            }
        }
    }

    #[test]
    fn what_is_built_reads_back_as_itself_and_fits_the_schema(answers in answers()) {
        let Ok(manifest) = answers.build() else { return Ok(()) };
        let text = serde_json::to_string_pretty(&manifest).unwrap();
        let review = Review::new(Path::new("built.json"), &text);
        prop_assert_eq!(&review.problems, &vec![]);
        prop_assert_eq!(review.manifest.as_ref(), Some(&manifest));
        let written: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(validator().is_valid(&written), review.unknown_keys.is_empty());
    }
}

#[test]
fn the_answers_of_these_laws_are_often_good_and_often_bad() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let good = (0..300).filter(|_| {
        let answers = answers().new_tree(&mut runner).unwrap().current();
        answers.build().is_ok()
    });
    let good = good.count();
    assert!((60..240).contains(&good), "{good} of 300 are good");
}
