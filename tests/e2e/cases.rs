//! The cases, in the order in which a visitor would meet them.

mod streaming;
