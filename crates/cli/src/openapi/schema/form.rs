//! What a schema says of a value itself, spelt alike whatever version of OpenAPI it was written in.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::difference::Findings;
use super::super::document::Place;

/// Keywords that are compared by their value; a default stands where the keyword is missing.
const KEYWORDS: [&str; 21] = [
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "default",
    "readOnly",
    "writeOnly",
    "deprecated",
    "contentEncoding",
    "contentMediaType",
    "discriminator",
];

/// The value's own part of a schema.
pub(super) struct Form<'a> {
    /// Where the schema is, with wrappers taken off.
    pub(super) place: Place<'a>,
    types: BTreeSet<&'a str>,
    nullable: bool,
    values: Option<BTreeSet<String>>,
}

impl<'a> Form<'a> {
    pub(super) fn of(place: &Place<'a>) -> Self {
        let mut nullable = place.is("nullable");
        let place = unwrap(place, &mut nullable);
        nullable |= place.is("nullable");
        let mut types: BTreeSet<&str> = match &place.value["type"] {
            Value::String(name) => [name.as_str()].into(),
            Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
            _ => BTreeSet::new(),
        };
        nullable |= types.remove("null");
        let listed = match (place.value.get("enum"), place.value.get("const")) {
            (Some(Value::Array(values)), _) => Some(values.clone()),
            (_, Some(value)) => Some(vec![value.clone()]),
            _ => None,
        };
        // Some writers list null among the values of a nullable one, and some don't.
        let values =
            listed.map(|values| values.iter().filter(|it| !it.is_null()).map(Value::to_string).collect());
        Self { place, types, nullable, values }
    }

    /// Notes what the two say differently of the value itself.
    pub(super) fn compare(&self, theirs: &Self, ours: &str, there: &Place<'_>, findings: &mut Findings) {
        let mut differs = |reason: String, remedy: String| findings.add(ours, there, reason, remedy);
        if self.types != theirs.types {
            differs(
                format!("has the type {}, and there {}", listed(&self.types), listed(&theirs.types)),
                format!("change its type to {}", listed(&theirs.types)),
            );
        }
        match (self.nullable, theirs.nullable) {
            (true, false) => {
                differs("may be null, and there it may not".into(), "take \"nullable\" away".into());
            }
            (false, true) => {
                differs("is never null, and there it may be".into(), "add \"nullable\": true".into())
            }
            _ => {}
        }
        match (&self.values, &theirs.values) {
            (ours, theirs) if ours == theirs => {}
            (None, Some(theirs)) => differs(
                format!("may have any value, and there one of {}", joined(theirs)),
                format!("add \"enum\": [{}]", joined(theirs)),
            ),
            (Some(ours), None) => differs(
                format!("has one of {}, and there any value", joined(ours)),
                "take \"enum\" away".into(),
            ),
            (Some(ours), Some(theirs)) => differs(
                format!("has one of {}, and there one of {}", joined(ours), joined(theirs)),
                format!("change \"enum\" to [{}]", joined(theirs)),
            ),
            (None, None) => {}
        }
        for keyword in KEYWORDS {
            let (our_value, their_value) = (self.keyword(keyword), theirs.keyword(keyword));
            if our_value != their_value {
                differs(
                    format!("has \"{keyword}\" {}, and there {}", shown(our_value), shown(their_value)),
                    match their_value {
                        Some(value) => format!("write \"{keyword}\": {value}"),
                        None => format!("take \"{keyword}\" away"),
                    },
                );
            }
        }
        let (our_rest, their_rest) = (self.takes_more(), theirs.takes_more());
        if our_rest != their_rest {
            let (reason, remedy) = if their_rest {
                ("takes no other properties, and there it does", "take \"additionalProperties\" away")
            } else {
                ("takes other properties, and there it does not", "add \"additionalProperties\": false")
            };
            differs(reason.into(), remedy.into());
        }
    }

    /// A keyword's value; `false` is the same as leaving it out.
    fn keyword(&self, keyword: &str) -> Option<&'a Value> {
        self.place.value.get(keyword).filter(|value| **value != Value::Bool(false) || keyword == "default")
    }

    fn takes_more(&self) -> bool {
        self.place.value.get("additionalProperties") != Some(&Value::Bool(false))
    }
}

/// Takes off what only wraps one schema: `allOf` of one, and `anyOf` or `oneOf` of one and null.
fn unwrap<'a>(place: &Place<'a>, nullable: &mut bool) -> Place<'a> {
    for key in ["allOf", "anyOf", "oneOf"] {
        let items = place.items(key);
        let is_null = |item: &Place<'_>| item.value["type"] == "null";
        let (nulls, rest): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| is_null(item));
        if let [only] = rest.as_slice()
            && place.value.get("properties").is_none()
            && place.value.get("type").is_none_or(|kind| kind == &only.value["type"])
        {
            *nullable |= !nulls.is_empty() || only.is("nullable");
            return unwrap(only, nullable);
        }
    }
    place.clone()
}

fn shown(value: Option<&Value>) -> String {
    value.map_or("none".to_owned(), Value::to_string)
}

fn listed(types: &BTreeSet<&str>) -> String {
    if types.is_empty() {
        return "any".to_owned();
    }
    types.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(" or ")
}

fn joined(values: &BTreeSet<String>) -> String {
    values.iter().cloned().collect::<Vec<_>>().join(", ")
}
