//! What is worth a word about a manifest and is no problem of it.

use manifest::Problem;

/// Over keys that this version does not know.
pub const UNKNOWN: &str = "Unknown keys, which a running backend refuses:";
/// Over colours that are corrected.
pub const UNREADABLE: &str = "Colours that can't be read, which the widget draws differently (WCAG 2.2, AA):";

/// The heading with each of them; nothing where there is none.
pub fn section(heading: &str, problems: &[Problem]) -> String {
    let told = |it: &Problem| format!("  {}\n    {}\n    → {}\n", it.path, it.reason, it.remedy);
    let told: String = problems.iter().map(told).collect();
    if told.is_empty() { told } else { format!("{heading}\n{told}") }
}
