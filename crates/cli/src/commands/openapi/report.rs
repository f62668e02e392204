//! What a comparison found, for people.

use crate::openapi::{Comparison, Difference};

/// Our document, as this project names it.
pub const OURS: &str = "assumed-v1.json";

/// The differences, each with what to change where, and then what was left out.
pub fn text(comparison: &Comparison, other: &str) -> String {
    let mut text = match comparison.differences.len() {
        0 => format!("{other} says the same as {OURS}.\n"),
        1 => format!("{other} differs from {OURS} in 1 place.\n"),
        count => format!("{other} differs from {OURS} in {count} places.\n"),
    };
    for difference in &comparison.differences {
        text.push('\n');
        text.push_str(&told(difference));
    }
    for (what, names) in [
        ("Only there, and not used by this project", &comparison.only_there),
        ("Only here, used by no operation, and so not compared", &comparison.only_here),
    ] {
        if !names.is_empty() {
            text.push_str(&format!("\n{what}: {}\n", names.join(", ")));
        }
    }
    text
}

fn told(difference: &Difference) -> String {
    let Difference { place, there, reason, remedy, operations } = difference;
    let mut text = format!("{OURS}{place}\n  {reason}\n  → {remedy}\n");
    if there != place && there != "#" {
        text.push_str(&format!("  there: {there}\n"));
    }
    if !operations.is_empty() {
        text.push_str(&format!("  concerns: {}\n", operations.join(", ")));
    }
    text
}
