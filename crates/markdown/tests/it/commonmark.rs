//! The examples of the CommonMark specification.

use super::support::{characters, html, parse, parse_pieces};
use serde_json::Value;
use std::collections::BTreeMap;

/// Examples that differ on purpose, with the reason.
const BY_DESIGN: &[(&str, &[u64])] = &[
    ("only http, https, mailto and relative addresses are links", &[500, 596, 598, 599, 601]),
    ("bare addresses are links, as in GFM", &[602, 608, 611]),
];

/// Examples that are not supported yet. The list only shrinks: one that passes must leave it.
const NOT_YET: &[(&str, &[u64])] = &[
    ("few names of character references", &[25, 32, 33, 34, 503]),
    ("labels fold ASCII case only", &[206, 540]),
];

pub(crate) fn examples() -> Vec<(u64, String, String, String)> {
    let all: Vec<Value> = serde_json::from_str(include_str!("../data/commonmark.json")).expect("JSON");
    let text = |example: &Value, key: &str| example[key].as_str().expect("a string").to_owned();
    all.iter()
        .map(|example| {
            let number = example["example"].as_u64().expect("a number");
            (number, text(example, "section"), text(example, "markdown"), text(example, "html"))
        })
        .collect()
}

#[test]
fn examples_give_the_html_of_the_specification() {
    let excused: BTreeMap<u64, &str> = BY_DESIGN
        .iter()
        .chain(NOT_YET)
        .flat_map(|(why, numbers)| numbers.iter().map(|n| (*n, *why)))
        .collect();
    let mut passed = 0;
    let mut wrong = vec![];
    for (number, section, markdown, expected) in examples() {
        let got = html::render(&parse(&markdown));
        match (got == expected, excused.get(&number)) {
            (true, None) => passed += 1,
            (false, Some(_)) => {}
            (true, Some(why)) => wrong.push(format!("{number} passes, but is listed: {why}")),
            (false, None) => {
                wrong.push(format!(
                    "{number} ({section})\n{markdown:?}\nexpected {expected:?}\ngot      {got:?}"
                ));
            }
        }
    }
    println!("{passed} of 652 examples pass");
    assert!(wrong.is_empty(), "{}\n\n{passed} pass, {} wrong", wrong.join("\n\n"), wrong.len());
}

#[test]
fn examples_give_one_tree_however_they_are_cut() {
    for (number, _, markdown, _) in examples() {
        let whole = parse(&markdown).debug();
        assert_eq!(
            parse_pieces(characters(&markdown)).debug(),
            whole,
            "{number} by characters: {markdown:?}"
        );
        for (at, _) in markdown.char_indices() {
            let (start, end) = markdown.split_at(at);
            assert_eq!(parse_pieces([start, end]).debug(), whole, "{number} cut at {at}: {markdown:?}");
        }
    }
}
