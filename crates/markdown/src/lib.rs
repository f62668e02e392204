#![doc = include_str!("../README.md")]

mod view;

mod block;
mod chars;
mod emit;
mod host;
mod href;
mod inline;
mod parser;
mod references;
mod scan;
mod work;

pub use host::misleads;
pub use href::safe_href;
pub use parser::Parser;
pub use view::{Align, Change, NodeId, NodeKind, View};
