//! The site's own users.

mod keys;
mod verification;
