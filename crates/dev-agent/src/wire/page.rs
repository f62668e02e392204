//! Lists: how they are asked for, and how a page of one looks.

use super::fields::FieldError;
use serde::Serialize;
use std::collections::BTreeMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

const LIMIT_DEFAULT: u32 = 50;
const LIMIT_MAX: u32 = 200;
const OFFSET_MAX: u32 = 2_147_483_647;
const SEARCH_MAX: usize = 200;

/// A page of a list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// How many match, on all pages.
    pub total_count: i64,
}

/// `Limit`, `Offset` and `Search`, which every list takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paging {
    /// Most items to return.
    pub limit: u32,
    /// How many to skip.
    pub offset: u32,
    /// Text that items must contain, in lower case; empty matches all.
    pub search: String,
}

/// `SortDirection`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest or oldest first.
    Ascending,
    /// Largest or newest first.
    Descending,
}

/// A reader of one query string. Unknown parameters are ignored.
pub struct Parameters {
    values: BTreeMap<String, Vec<String>>,
    errors: Vec<FieldError>,
}

impl Parameters {
    /// All parameters, decoded, in their order.
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            values.entry(name).or_default().push(value);
        }
        Self { values, errors: Vec::new() }
    }

    fn fail(&mut self, name: &str, message: impl Into<String>) {
        self.errors.push(FieldError::new(name, message));
    }

    fn get(&mut self, name: &str) -> Option<String> {
        match self.values.get(name)?.as_slice() {
            [one] => return Some(one.clone()),
            _ => self.fail(name, "must be given once"),
        }
        None
    }

    /// What `read` makes of a parameter, or a mistake that says what it must be.
    fn parsed<T>(&mut self, name: &str, must_be: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = self.get(name)?;
        let found = read(&value);
        if found.is_none() {
            self.fail(name, format!("must be {must_be}"));
        }
        found
    }

    /// The parameters that every list takes.
    pub fn paging(&mut self) -> Paging {
        let limit = self.number("Limit", 1, LIMIT_MAX).unwrap_or(LIMIT_DEFAULT);
        let offset = self.number("Offset", 0, OFFSET_MAX).unwrap_or(0);
        let search = self.text("Search", 0, SEARCH_MAX).unwrap_or_default().to_lowercase();
        Paging { limit, offset, search }
    }

    fn number(&mut self, name: &str, min: u32, max: u32) -> Option<u32> {
        let in_range = |text: &str| text.parse().ok().filter(|number| (min..=max).contains(number));
        self.parsed(name, &format!("a number from {min} to {max}"), in_range)
    }

    /// A text of this many characters.
    pub fn text(&mut self, name: &str, min: usize, max: usize) -> Option<String> {
        let in_range = |text: &str| (min..=max).contains(&text.chars().count()).then(|| text.to_owned());
        self.parsed(name, &format!("{min} to {max} characters long"), in_range)
    }

    /// One of these words.
    pub fn word(&mut self, name: &str, words: &[&'static str]) -> Option<&'static str> {
        let known = |text: &str| words.iter().copied().find(|word| *word == text);
        self.parsed(name, &format!("one of {}", words.join(", ")), known)
    }

    /// A UUID.
    pub fn uuid(&mut self, name: &str) -> Option<Uuid> {
        self.parsed(name, "a UUID", super::uuid)
    }

    /// A moment, in microseconds since the Unix epoch.
    pub fn moment(&mut self, name: &str) -> Option<i64> {
        let read = |text: &str| {
            let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
            i64::try_from(moment.unix_timestamp_nanos() / 1_000).ok()
        };
        self.parsed(name, "a time such as 2026-01-31T12:00:00Z", read)
    }

    /// `SortDirection`; newest first when absent.
    pub fn direction(&mut self) -> Direction {
        match self.word("SortDirection", &["asc", "desc"]) {
            Some("asc") => Direction::Ascending,
            _ => Direction::Descending,
        }
    }

    /// Ends the reading: `value` when nothing was wrong, else every mistake.
    pub fn finish<T>(self, value: T) -> Result<T, Vec<FieldError>> {
        if self.errors.is_empty() { Ok(value) } else { Err(self.errors) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        Parameters::new(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    #[test]
    fn what_is_absent_has_its_default() {
        let mut empty = parameters(&[("Other", "1")]);
        let paging = empty.paging();
        assert_eq!((paging.limit, paging.offset, paging.search.as_str()), (50, 0, ""));
        assert_eq!(empty.direction(), Direction::Descending);
        assert_eq!(empty.finish(()), Ok(()));
    }

    #[test]
    fn every_wrong_parameter_is_named() {
        let long = "x".repeat(201);
        let mut wrong = parameters(&[
            ("Limit", "201"),
            ("Offset", "-1"),
            ("Search", &long),
            ("Status", "Open"),
            ("WorkspaceId", "5e1a7a0000004000800000000000000b"),
            ("From", "yesterday"),
            ("SortDirection", "asc"),
            ("SortDirection", "desc"),
        ]);
        wrong.paging();
        wrong.word("Status", &["open", "done"]);
        wrong.uuid("WorkspaceId");
        wrong.moment("From");
        wrong.direction();
        let errors = wrong.finish(()).unwrap_err();
        let names: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        let expected = ["Limit", "Offset", "Search", "Status", "WorkspaceId", "From", "SortDirection"];
        assert_eq!(names, expected);
    }

    #[test]
    fn moments_have_any_offset() {
        let mut query = parameters(&[("From", "1970-01-01T01:00:01+01:00"), ("To", "1970-01-01t00:00:02z")]);
        assert_eq!((query.moment("From"), query.moment("To")), (Some(1_000_000), Some(2_000_000)));
    }
}
