//! Visitors' tokens: JWT (RFC 7519) with HS256, bound to site and origin.

use contract::api::VisitorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use super::derive_key;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// The visitor.
    pub sub: String,
    /// How long the visitor is known.
    pub kind: VisitorKind,
    /// The origin of the page that asked for it; `None` for a client that is no page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The site it is good for.
    pub site: String,
    /// When it was made, in Unix seconds.
    pub iat: u64,
    /// When it is void, in Unix seconds.
    pub exp: u64,
    /// Names this token.
    pub jti: String,
}

/// Makes and checks tokens.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Tokens {
    /// With a key derived from the deployment's secret.
    pub fn new(secret: &[u8]) -> Self {
        let key = derive_key(secret, "siesta-chat visitor token v1");
        let mut validation = Validation::new(Algorithm::HS256);
        // The clock is a parameter here: see `verify`.
        validation.validate_exp = false;
        Self {
            encoding: EncodingKey::from_secret(&key),
            decoding: DecodingKey::from_secret(&key),
            validation,
        }
    }

    /// A token with these claims; `None` only when they can't be written as JSON, which they can.
    pub fn sign(&self, claims: &Claims) -> Option<String> {
        encode(&Header::new(Algorithm::HS256), claims, &self.encoding).ok()
    }

    /// The claims of a token that was made here for this site and is not void. `now` in Unix seconds.
    pub fn verify(&self, token: &str, site: &str, now: u64) -> Option<Claims> {
        let claims = decode::<Claims>(token, &self.decoding, &self.validation).ok()?.claims;
        (claims.site == site && now < claims.exp).then_some(claims)
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;

    use super::*;

    const NOW: u64 = 1_700_000_000;

    fn tokens() -> Tokens {
        Tokens::new(b"a secret of at least thirty-two bytes")
    }

    fn claims() -> Claims {
        Claims {
            sub: "visitor".to_owned(),
            kind: VisitorKind::Ephemeral,
            origin: Some("https://shop.example".to_owned()),
            site: "default".to_owned(),
            iat: NOW,
            exp: NOW + 900,
            jti: "token".to_owned(),
        }
    }

    #[test]
    fn a_token_counts_for_its_site_until_it_expires() {
        let token = tokens().sign(&claims()).unwrap();
        assert_eq!(tokens().verify(&token, "default", NOW), Some(claims()));
        assert_eq!(tokens().verify(&token, "default", NOW + 899), Some(claims()));
        assert_eq!(tokens().verify(&token, "default", NOW + 900), None);
        assert_eq!(tokens().verify(&token, "other", NOW), None);
    }

    #[test]
    fn forged_tokens_are_refused() {
        let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        let good = tokens().sign(&claims()).unwrap();
        let [head, body, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("{good}") };
        let admin = part(&serde_json::to_string(&Claims { sub: "other".to_owned(), ..claims() }).unwrap());
        let none = part(r#"{"alg":"none","typ":"JWT"}"#);
        let stronger = part(r#"{"alg":"HS512","typ":"JWT"}"#);
        let public = part(r#"{"alg":"RS256","typ":"JWT"}"#);
        for forged in [
            format!("{head}.{admin}.{signature}"),
            format!("{none}.{body}."),
            format!("{none}.{body}.{signature}"),
            format!("{stronger}.{body}.{signature}"),
            format!("{public}.{body}.{signature}"),
            format!("{head}.{body}."),
            format!("{head}.{body}"),
            Tokens::new(b"another secret").sign(&claims()).unwrap(),
            String::new(),
        ] {
            assert_eq!(tokens().verify(&forged, "default", NOW), None, "{forged}");
        }
    }
}
