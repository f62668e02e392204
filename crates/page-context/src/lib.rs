//! page-context.
