#![doc = include_str!("../README.md")]

mod commands;

pub mod openapi;

mod operations;

mod failure;
mod output;

pub use commands::{Cli, FetchError};
pub use failure::Failure;
pub use operations::OperationFailure;

/// How a command that was carried out ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What was asked for is so.
    Done,
    /// The answer is no: a manifest has problems, two files differ.
    Negative,
}
