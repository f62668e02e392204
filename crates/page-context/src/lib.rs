#![doc = include_str!("../README.md")]

mod policy;
mod snapshot;

mod item;

mod redact;
mod text;

pub use item::{
    BUDGET_BYTES, ContextItem, HEADINGS, PAGE_ADDRESS, PAGE_DESCRIPTION, PAGE_LANGUAGE, PAGE_TITLE,
    clean_items,
};
pub use policy::{Policy, UnknownPolicy};
pub use redact::redact;
pub use snapshot::{PageSnapshot, from_snapshot};
