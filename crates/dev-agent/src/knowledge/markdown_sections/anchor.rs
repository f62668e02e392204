//! Anchors of headings, as GitHub makes them.

use std::collections::BTreeMap;

/// Hands out the anchors of one page.
#[derive(Default)]
pub struct Anchors {
    used: BTreeMap<String, u32>,
}

impl Anchors {
    /// The anchor of the page's next heading: lower case, spaces to hyphens, punctuation dropped,
    /// and a number behind a repeated one.
    pub fn next(&mut self, heading: &str) -> String {
        let keep = |c: char| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            _ if c.is_alphanumeric() => Some(c),
            _ => None,
        };
        let base: String = heading.to_lowercase().chars().filter_map(keep).collect();
        let mut anchor = base.clone();
        while self.used.contains_key(&anchor) {
            let count = self.used.entry(base.clone()).or_default();
            *count += 1;
            anchor = format!("{base}-{count}");
        }
        self.used.insert(anchor.clone(), 0);
        anchor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_follow_github() {
        let mut anchors = Anchors::default();
        for (heading, expected) in [
            ("The tag", "the-tag"),
            ("What's new in 1.0?", "whats-new-in-10"),
            ("data-assistant & data-theme", "data-assistant--data-theme"),
            ("Nápověda", "nápověda"),
            ("The tag", "the-tag-1"),
            ("The tag", "the-tag-2"),
            ("snake_case()", "snake_case"),
        ] {
            assert_eq!(anchors.next(heading), expected);
        }
    }
}
