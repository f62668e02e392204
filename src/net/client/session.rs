//! Who the client is: an anonymous visitor with a key, or a user of the site who proves it by the site's own word.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use contract::api::challenge_text;
use contract::error::code;
use js_sys::Object;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{Client, failure, object, read, request, set, stringify};
use crate::chat::Failure;
use crate::net::decode::{get, text};
use crate::net::pause::{Later, now};
use crate::net::visitor::{self, VisitorKey};

/// The visitor's session. The token lives here and nowhere else.
#[derive(Default)]
pub(super) struct Session {
    token: RefCell<Option<(String, f64)>>,
    /// The one question for a token that is under way.
    asking: RefCell<Option<Rc<Asking>>>,
    key: RefCell<Option<VisitorKey>>,
    /// Whether the browser has kept the key.
    is_kept: Cell<bool>,
    /// What the page gave to prove who its user is; undefined for an anonymous visitor.
    identity: RefCell<JsValue>,
    /// The user that the newest token was made for; empty for an anonymous visitor.
    user: RefCell<String>,
    /// Counts the people who used this page one after the other.
    person: Cell<u32>,
    /// Called when somebody else uses the page.
    on_other_person: RefCell<Option<Box<dyn Fn()>>>,
}

/// A question for a token, on whose answer several may wait.
struct Asking {
    is_answered: Later,
    answer: RefCell<Result<String, Failure>>,
}

impl Session {
    /// Which of the people who used this page one after the other.
    pub(super) fn person(&self) -> u32 {
        self.person.get()
    }

    /// The next request asks for a token.
    pub(super) fn renew(&self) {
        self.token.take();
    }

    fn is_signed_in(&self) -> bool {
        !self.identity.borrow().is_undefined()
    }

    fn next_person(&self) {
        self.asking.take();
        self.person.set(self.person.get() + 1);
    }
}

impl Client {
    /// Whether the visitor has been here before, as far as this browser or the page knows; looks without leaving
    /// a trace.
    pub(crate) async fn is_known(&self) -> bool {
        self.load_key().await;
        self.session.key.borrow().is_some() || self.session.is_signed_in()
    }

    /// Makes a visitor that this browser remembers; false where nobody will find the conversation again.
    pub(crate) async fn remember(&self) -> bool {
        let person = self.session.person();
        let key = self.key().await;
        if let (Some(key), false) = (key, self.session.is_kept.get() || self.session.person() != person) {
            let is_kept = key.keep().await;
            if self.session.person() == person {
                self.session.is_kept.set(is_kept);
                // Another page may have been first: both are one visitor.
                self.load_key().await;
            } else if is_kept
                && VisitorKey::load().await.is_some_and(|kept| kept.public_key == key.public_key)
            {
                // Whoever came after may have a key there by now.
                visitor::forget();
            }
        }
        self.session.is_kept.get() || self.session.is_signed_in()
    }

    /// Whether the browser still has the key that it kept: without one, or with another, the visitor has left.
    pub(crate) async fn is_still_here(&self) -> bool {
        let public_key = |key: &VisitorKey| key.public_key.clone();
        let before = self.session.key.borrow().as_ref().map(public_key);
        !self.session.is_kept.get() || VisitorKey::load().await.as_ref().map(public_key) == before
    }

    /// Calls `on_other` when the page's user turns out to be somebody else than before.
    pub(crate) fn on_other_person(&self, on_other: Box<dyn Fn()>) {
        *self.session.on_other_person.borrow_mut() = Some(on_other);
    }

    /// Takes the page's word for who its user is: a JWT, or a function that gives one. True when somebody was
    /// signed in before, who may be somebody else.
    pub(crate) fn identify(&self, identity: JsValue) -> bool {
        *self.session.identity.borrow_mut() = identity;
        self.session.renew();
        !self.session.user.borrow().is_empty()
    }

    /// Makes sure of who the visitor is.
    pub(crate) async fn sign_in(&self) -> Result<(), Failure> {
        self.token().await.map(drop)
    }

    /// The signed-in user as far as the page has proved it, empty for an anonymous visitor; none while nobody knows.
    pub(crate) async fn user(&self) -> Option<String> {
        let is_missing = self.session.is_signed_in() && self.session.user.borrow().is_empty();
        if is_missing && self.sign_in().await.is_err() {
            return None;
        }
        Some(self.session.user.borrow().clone())
    }

    /// Forgets the visitor: what they could do ends, here and at the backend.
    pub(crate) fn sign_out(&self) {
        if let Some((token, _)) = self.session.token.take() {
            self.revoke(&token);
        }
        self.session.key.take();
        self.session.is_kept.set(false);
        self.session.identity.replace(JsValue::UNDEFINED);
        self.session.user.take();
        self.session.next_person();
    }

    pub(super) async fn token(&self) -> Result<String, Failure> {
        let session = &self.session;
        if let Some((token, until)) = &*session.token.borrow()
            && now() < *until
        {
            return Ok(token.clone());
        }
        let asked = session.asking.borrow().clone();
        if let Some(asking) = asked {
            let _ = JsFuture::from(asking.is_answered.promise.clone()).await;
            return asking.answer.borrow().clone();
        }
        let asking =
            Rc::new(Asking { is_answered: Later::new(), answer: RefCell::new(Err(Failure::offline())) });
        session.asking.replace(Some(asking.clone()));
        let answer = self.ask_for_token().await;
        session.asking.replace_with(|now| now.take().filter(|now| !Rc::ptr_eq(now, &asking)));
        *asking.answer.borrow_mut() = answer.clone();
        asking.is_answered.now();
        answer
    }

    async fn ask_for_token(&self) -> Result<String, Failure> {
        let session = &self.session;
        let person = session.person();
        loop {
            let identity = session.identity.borrow().clone();
            let answer = if identity.is_undefined() {
                self.session("").await.map(|answer| (answer, String::new()))
            } else {
                self.prove(identity.clone()).await
            };
            if session.person() != person {
                return Err(Failure::offline());
            }
            // The page has said something else meanwhile.
            if !Object::is(&identity, &session.identity.borrow()) {
                continue;
            }
            let (answer, user) = answer?;
            let token = text(&answer, "token");
            // Renewed early, so that no request goes out with a token that ends on its way. The page's own clock
            // counts from its load and cannot be set wrong.
            let lives_ms = get(&answer, "expiresIn").as_f64().unwrap_or_default() * 900.0;
            *session.token.borrow_mut() = Some((token.clone(), now() + lives_ms));
            let before = session.user.replace(user);
            if !before.is_empty() && before != *session.user.borrow() {
                session.next_person();
                if let Some(on_other) = &*session.on_other_person.borrow() {
                    on_other();
                }
                return Err(Failure::offline());
            }
            return Ok(token);
        }
    }

    /// `POST /v1/session`, with the key's proof if there is one.
    pub(super) async fn session(&self, identity: &str) -> Result<JsValue, Failure> {
        let body = object(&[]);
        let add = |name, value: &str| set(&body, name, &JsValue::from_str(value));
        let key = if identity.is_empty() { self.session.key.borrow().clone() } else { self.key().await };
        if let Some(key) = &key {
            add("publicKey", &key.public_key);
            let challenge = text(&self.create(&body).await?, "challenge");
            let origin =
                web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default();
            let signature = key
                .sign(&challenge_text(&origin, &challenge))
                .await
                .ok_or_else(|| failure(code::UNAUTHORIZED, "", None))?;
            add("challenge", &challenge);
            add("signature", &signature);
        }
        if !identity.is_empty() {
            add("identity", identity);
        }
        self.create(&body).await
    }

    async fn create(&self, body: &Object) -> Result<JsValue, Failure> {
        let request = request("POST", "", &JsValue::from_str(&stringify(body)));
        read(self.send("/v1/session", &request, None).await?).await
    }

    /// `DELETE /v1/session`, which nobody waits for: it may outlive the page.
    fn revoke(&self, token: &str) {
        let request = request("DELETE", token, &JsValue::UNDEFINED);
        set(&request, "keepalive", &JsValue::TRUE);
        if let Some(window) = web_sys::window() {
            let done = window.fetch_with_str_and_init(&self.url("/v1/session"), request.unchecked_ref());
            // Whether it arrives or not, nothing here has the token any more.
            crate::ui::dom::spawn(async move { drop(JsFuture::from(done).await) });
        }
    }

    /// The browser's key for this visitor, or one for the page's life until it is kept.
    async fn key(&self) -> Option<VisitorKey> {
        self.load_key().await;
        if self.session.key.borrow().is_none() {
            let person = self.session.person();
            let key = VisitorKey::generate().await;
            if self.session.person() == person && self.session.key.borrow().is_none() {
                self.session.key.replace(key);
            }
        }
        self.session.key.borrow().clone()
    }

    async fn load_key(&self) {
        let session = &self.session;
        let person = session.person();
        if !session.is_kept.get()
            && let Some(key) = VisitorKey::load().await
            && session.person() == person
        {
            session.key.replace(Some(key));
            session.is_kept.set(true);
        }
    }
}
