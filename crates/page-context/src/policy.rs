//! How much of a page may leave it.

use std::fmt;
use std::str::FromStr;

/// How much of a page may leave it. The site's owner decides; a visitor may only lower it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Policy {
    /// Nothing.
    Off,
    /// Address without query and fragment, title, language, description, headings.
    #[default]
    Basic,
    /// Room for the visible text; so far the same as [`Basic`](Self::Basic).
    Page,
}

impl Policy {
    /// The word for it in manifests and attributes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Basic => "basic",
            Self::Page => "page",
        }
    }
}

/// The text is none of `off`, `basic` and `page`. Whoever meets it should send nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownPolicy;

impl fmt::Display for UnknownPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the page-context policy must be off, basic or page")
    }
}

impl std::error::Error for UnknownPolicy {}

impl FromStr for Policy {
    type Err = UnknownPolicy;

    fn from_str(text: &str) -> Result<Self, UnknownPolicy> {
        match text {
            "off" => Ok(Self::Off),
            "basic" => Ok(Self::Basic),
            "page" => Ok(Self::Page),
            _ => Err(UnknownPolicy),
        }
    }
}
