//! Who uses the page: signed in, signed out, somebody else.

use contract::error::code;
use leptos::prelude::Set;
use wasm_bindgen::JsValue;

use super::Session;
use super::later::Job;
use crate::chat::OFFLINE;
use crate::net::{retry, visitor};
use crate::ui::texts;

/// Name of the channel. The loader knows it, too.
const CHANNEL: &str = "siesta-chat";
/// What is said there.
const LOGOUT: &str = "logout";

impl Session {
    /// Takes the page's word for who its user is. What an anonymous visitor has written goes along; what somebody
    /// else has written is gone.
    pub(crate) fn identify(self, identity: JsValue) {
        let inner = self.inner();
        let was_somebody = inner.client.identify(identity);
        // While nobody has looked, nobody needs to know.
        if self.has_agent() || !inner.prepared.get() && !was_somebody {
            return;
        }
        // Nothing is shown until it is known whose it is.
        self.model.is_veiled.set(was_somebody);
        let epoch = inner.epoch.get();
        self.spawn(self.later(Job::SignIn(was_somebody, epoch)));
    }

    /// Makes sure of who the page's user is, and shows what they wrote last.
    pub(super) async fn sign_in(self, was_somebody: bool, epoch: u32) {
        let inner = self.inner();
        let mut attempt = 0;
        loop {
            match inner.client.sign_in().await {
                Err(failed) if failed.code == OFFLINE && attempt < retry::ATTEMPTS => {
                    inner.pauses.pause(attempt).await;
                }
                Err(failed) => {
                    if was_somebody {
                        self.start_over();
                    }
                    if failed.code == code::UNAUTHORIZED {
                        self.refuse();
                    }
                    break;
                }
                Ok(()) => break,
            }
            attempt += 1;
        }
        self.model.is_veiled.set(false);
        if self.is_at(epoch) && inner.client.is_known().await {
            self.load_newest().await;
        }
    }

    /// Forgets the visitor, in this browser and on all of its pages.
    pub(crate) fn logout(self) {
        self.forget();
        visitor::forget();
        self.inner().logouts.tell(&LOGOUT.into());
    }

    /// Nothing of the visitor is left on this page, and what they could do has ended.
    pub(super) fn forget(self) {
        self.inner().client.sign_out();
        self.start_over();
        self.model.set_notice("");
    }

    /// Leaves nothing on the page of the one who used it before.
    fn start_over(self) {
        self.inner().letters.borrow_mut().clear();
        self.begin();
        self.model.forget_draft();
        self.model.history_shown.set(false);
    }

    /// Listens for somebody else, and for a logout on another page.
    pub(super) fn follow_person(self) {
        let hear = move |said: &JsValue| {
            if *said == LOGOUT {
                self.forget();
            }
        };
        self.inner().logouts.join(CHANNEL, Box::new(hear));
        self.inner().client.on_other_person(Box::new(move || {
            self.start_over();
            self.spawn(self.show_newest());
        }));
    }

    /// The newest conversation of a known visitor, where nothing is shown yet.
    pub(super) async fn show_newest(self) {
        if self.inner().client.is_known().await {
            self.later(Job::ShowNewest).await;
        }
    }

    /// Says that the page's word was not taken. The next message asks again.
    pub(super) fn refuse(self) {
        self.inner().prepared.set(false);
        self.model.set_notice(texts::failure(code::UNAUTHORIZED).0);
    }
}
