//! Typed calls to the backend's HTTP API, as one visitor.

mod identity;
mod session;

use contract::error::code;
use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Response};

use super::decode::{get, text};
use super::pause::{Limit, limit};
use crate::chat::{Failure, OFFLINE};
use crate::host;
use crate::site::Site;
use crate::ui::texts;

/// A response, and what limits the time until its body is there, unless the caller ends it.
type Answer = (Response, Option<Limit>);

/// The backend, as one visitor sees it.
pub(crate) struct Client {
    backend: String,
    session: session::Session,
}

impl Client {
    pub(crate) fn new(backend: String) -> Self {
        Self { backend, session: session::Session::default() }
    }

    /// `GET /v1/config`.
    pub(crate) async fn config(&self) -> Result<Site, Failure> {
        let request = request("GET", "", &JsValue::UNDEFINED);
        Ok(Site::decode(&read(self.send("/v1/config", &request, None).await?).await?))
    }

    /// `GET` with the visitor's token.
    pub(crate) async fn get(&self, path: &str) -> Result<JsValue, Failure> {
        read(self.call("GET", path, JsValue::UNDEFINED, None).await?).await
    }

    /// `POST` with the visitor's token and a JSON body, as bytes that stay the same for every attempt.
    pub(crate) async fn post(
        &self,
        path: &str,
        body: &str,
        signal: Option<&AbortSignal>,
    ) -> Result<Response, Failure> {
        Ok(self.call("POST", path, JsValue::from_str(body), signal).await?.0)
    }

    /// An event stream by `GET`.
    pub(crate) async fn stream(&self, path: &str, signal: &AbortSignal) -> Result<Response, Failure> {
        Ok(self.call("GET", path, JsValue::UNDEFINED, Some(signal)).await?.0)
    }

    async fn call(
        &self,
        method: &str,
        path: &str,
        body: JsValue,
        signal: Option<&AbortSignal>,
    ) -> Result<Answer, Failure> {
        let mut fresh = false;
        let person = self.session.person();
        loop {
            let token = self.token().await?;
            // What somebody has asked for is never done in the name of somebody else.
            if self.session.person() != person {
                return Err(Failure::offline());
            }
            match self.send(path, &request(method, &token, &body), signal).await {
                // A token can end early, when the backend changes its secret: once, ask for another.
                Err(failed) if failed.code == code::UNAUTHORIZED && !fresh => {
                    fresh = true;
                    self.session.renew();
                }
                result => return result,
            }
        }
    }

    /// What nobody else ends has a limit of time.
    async fn send(
        &self,
        path: &str,
        request: &Object,
        signal: Option<&AbortSignal>,
    ) -> Result<Answer, Failure> {
        let limit = if signal.is_none() { limit() } else { None };
        let own = limit.as_ref().map(|limit| limit.signal());
        if let Some(signal) = signal.or(own.as_ref()) {
            set(request, "signal", signal);
        }
        let window = web_sys::window().ok_or_else(Failure::offline)?;
        let response = window.fetch_with_str_and_init(&self.url(path), request.unchecked_ref());
        let response = JsFuture::from(response).await.map_err(|_| Failure::offline())?;
        // Nothing else is ever promised.
        let response: Response = response.unchecked_into();
        if response.ok() { Ok((response, limit)) } else { Err(refusal(&response).await) }
    }

    fn url(&self, path: &str) -> String {
        self.backend.clone() + path
    }
}

/// A request with the visitor's token, if there is one, and a JSON body, if there is one.
fn request(method: &str, token: &str, body: &JsValue) -> Object {
    let request = object(&[("method", method), ("credentials", "omit")]);
    let headers = Object::new();
    if !token.is_empty() {
        set(&headers, "authorization", &("Bearer ".to_owned() + token).into());
    }
    if !body.is_undefined() {
        set(&headers, "content-type", &"application/json".into());
        set(&request, "body", body);
    }
    set(&request, "headers", &headers);
    request
}

/// Why a request was refused.
pub(crate) async fn refusal(response: &Response) -> Failure {
    let problem = json(response).await.unwrap_or(JsValue::UNDEFINED);
    let retry_after = get(&problem, "retryAfter").as_f64().map(|seconds| seconds as u32);
    let code = match text(&problem, "code") {
        code if code.is_empty() => code_for(response.status()).to_owned(),
        code => code,
    };
    let detail = text(&problem, "detail");
    if code == code::ORIGIN_NOT_ALLOWED {
        host::events::advise_owner(&detail);
    }
    failure(&code, &detail, retry_after)
}

/// A failure in words for the visitor: ours where the code is known, else the backend's detail.
pub(crate) fn failure(code: &str, detail: &str, retry_after: Option<u32>) -> Failure {
    if code == OFFLINE {
        return Failure::offline();
    }
    let (text, can_retry) = texts::failure(code);
    let text = if text.is_empty() { if detail.is_empty() { texts::FAILED } else { detail } } else { text };
    Failure { code: code.to_owned(), text: text.to_owned(), retry_after, can_retry }
}

/// An object of texts.
pub(crate) fn object(fields: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (key, value) in fields {
        set(&object, key, &JsValue::from_str(value));
    }
    object
}

/// Sets a property of an object of ours.
pub(crate) fn set(object: &Object, key: &str, value: &JsValue) {
    // Setting a property of a plain object we made cannot fail.
    let _ = Reflect::set(object, &JsValue::from_str(key), value);
}

/// Compact JSON of a value of ours.
pub(crate) fn stringify(value: &JsValue) -> String {
    JSON::stringify(value).map(String::from).unwrap_or_default()
}

async fn read((response, _until_it_is_read): Answer) -> Result<JsValue, Failure> {
    json(&response).await
}

async fn json(response: &Response) -> Result<JsValue, Failure> {
    let text = response.text().map_err(|_| Failure::offline())?;
    let text = JsFuture::from(text).await.map_err(|_| Failure::offline())?;
    JSON::parse(&text.as_string().unwrap_or_default()).map_err(|_| failure(code::INTERNAL, "", None))
}

fn code_for(status: u16) -> &'static str {
    match status {
        401 => code::UNAUTHORIZED,
        404 => code::NOT_FOUND,
        413 => code::BODY_TOO_LARGE,
        429 => code::RATE_LIMITED,
        502..=504 => code::UPSTREAM_UNAVAILABLE,
        _ => code::INTERNAL,
    }
}
