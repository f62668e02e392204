//! The page's word for who its user is, in the piece that loads later.

use std::future::Future;
use std::pin::Pin;

use contract::error::code;
use js_sys::{Array, Function, JSON, Promise};
use leptos::wasm_split;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{Client, failure};
use crate::chat::Failure;
use crate::host::{self, lifecycle};
use crate::net::decode::text;
use crate::net::pause::{LONGEST_MS, after};

/// What a page has to give, for its owner.
const NO_IDENTITY: &str = "SiestaChat.identify() got no identity. Give it a function that returns a JWT of your \
                           backend as text, or a promise of one.";

/// The backend's answer with a token, and the user whom that stands for.
type Proved = Result<(JsValue, String), Failure>;

/// Asks for a token for the page's user.
type Prove = for<'a> fn(&'a Client, JsValue) -> Pin<Box<dyn Future<Output = Proved> + 'a>>;

fn prove(client: &Client, identity: JsValue) -> Pin<Box<dyn Future<Output = Proved> + '_>> {
    Box::pin(async move {
        let answer = ask(client, &identity).await?;
        let user = subject(&text(&answer, "token"));
        Ok((answer, user))
    })
}

/// In the same module as all that comes later, where the build makes one.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(later, wasm_split_path = wasm_split, fallible)]
fn piece() -> Result<Prove, wasm_split::SplitLoaderError> {
    Ok(prove)
}

#[cfg(not(feature = "split"))]
async fn piece() -> Result<Prove, wasm_split::SplitLoaderError> {
    Ok(prove)
}

impl Client {
    /// A token for the page's user, and who that is.
    pub(super) async fn prove(&self, identity: JsValue) -> Proved {
        match piece().await {
            Ok(prove) => prove(self, identity).await,
            Err(_) => Err(Failure::offline()),
        }
    }
}

/// An identity that is refused is asked for once more: it may have just ended.
async fn ask(client: &Client, identity: &JsValue) -> Result<JsValue, Failure> {
    let mut advice = NO_IDENTITY.to_owned();
    for _ in 0..2 {
        let Some(identity) = proof(identity).await else {
            // Without a network the page can't ask its own backend either.
            if lifecycle::is_offline() {
                return Err(Failure::offline());
            }
            continue;
        };
        match client.session(&identity).await {
            Ok(answer) if text(&answer, "visitor") == "identified" => return Ok(answer),
            Ok(_) => {}
            // The backend's words are for the site's owner.
            Err(failed) if matches!(failed.code.as_str(), code::IDENTITY_INVALID | code::INVALID_REQUEST) => {
                advice = failed.text;
            }
            Err(failed) => return Err(failed),
        }
    }
    host::events::advise_owner(&advice);
    Err(failure(code::UNAUTHORIZED, "", None))
}

/// The JWT that the page gives now.
async fn proof(identity: &JsValue) -> Option<String> {
    let given = match identity.dyn_ref::<Function>() {
        Some(provider) => provider.call0(&JsValue::UNDEFINED).ok()?,
        None => identity.clone(),
    };
    // A page that doesn't answer gives nothing.
    let given = Promise::race(&Array::of2(&given, &after(LONGEST_MS).promise));
    let identity = JsFuture::from(given).await.ok()?.as_string()?;
    (!identity.is_empty()).then_some(identity)
}

/// Whom a token of the backend stands for: it is a JWT, whose second part says so in base64url.
fn subject(token: &str) -> String {
    let mut claims = String::new();
    let mut dots = 0;
    for letter in token.chars() {
        match letter {
            '.' => dots += 1,
            _ if dots != 1 => {}
            '-' => claims.push('+'),
            '_' => claims.push('/'),
            letter => claims.push(letter),
        }
    }
    let claims = web_sys::window().and_then(|window| window.atob(&claims).ok()).unwrap_or_default();
    JSON::parse(&claims).map(|claims| text(&claims, "sub")).unwrap_or_default()
}
