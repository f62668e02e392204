//! What is found in code.

mod colours;
mod languages;
mod laws;
