//! Tokens as the backend makes them.

use backend::session::token::{Claims, Tokens};
use contract::api::VisitorKind;

use super::backend::{ORIGIN, SECRET, id, now};

/// A token of a visitor of the moment, with claims changed.
pub fn token(change: impl FnOnce(&mut Claims)) -> String {
    let now = now();
    let mut claims = Claims {
        sub: "visitor".to_owned(),
        kind: VisitorKind::Ephemeral,
        origin: Some(ORIGIN.to_owned()),
        site: "default".to_owned(),
        iat: now,
        exp: now + 600,
        jti: id(),
    };
    change(&mut claims);
    Tokens::new(SECRET.as_bytes()).sign(&claims).unwrap()
}
