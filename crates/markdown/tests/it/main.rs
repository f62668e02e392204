//! Tests of the streaming Markdown parser.

mod citations;
mod commonmark;
mod cost;
mod gfm;
mod hosts;
mod href;
mod laws;
mod links;
mod math;
mod streaming;
mod support;
