//! End-to-end tests: the real widget on a page of another origin, the real backend, the real dev agent, in a
//! real browser. Run them with `cargo xtask e2e`.
//!
//! One module of `cases` a mechanism. Every case fails on anything that the page or the browser reports and the
//! case did not expect, and on any request that leaves this machine.

mod cases;
mod support;
