//! siesta-api.
