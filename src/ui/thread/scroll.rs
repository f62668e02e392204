//! Where the visitor is in the conversation, and what keeps it still under their eyes.
//!
//! Sizes are read where the layout is clean anyway: in scroll events, in frames, and by an observer after the layout; and
//! when somebody turns the wheel or asks for earlier messages. The browser's own anchoring is off, so that all engines do
//! the same, also at the very top.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, WheelEvent};

use super::super::dom::{listen, on_resize};
use crate::chat::{Author, Conversation, Message, MessageState, Window};
use crate::net::run::Session;

/// How far from the end still counts as being there, in CSS pixels.
const AT_END: i32 = 2;
/// From how far it is worth a button.
const FAR: i32 = 200;
/// What is empty below the last word, in CSS pixels; the style sheet's `.status` and `.thread` have it.
const END_SPACE: f64 = 44.0;

/// What is below what the visitor sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Below {
    /// Hardly anything.
    Nothing,
    /// Some of the conversation.
    More,
    /// Messages that came meanwhile.
    New,
}

/// The list of messages as it is looked at; copies point at the same one.
#[derive(Clone, Copy)]
pub(super) struct Scroll {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
    session: Session,
    window_moved: Trigger,
    pub(super) below: RwSignal<Below>,
}

struct Inner {
    scroller: HtmlElement,
    window: RefCell<Window>,
    thread_id: RefCell<String>,
    /// Whether the end is kept in sight.
    follows: Cell<bool>,
    /// Whether messages have come that the visitor has not looked at.
    has_new: Cell<bool>,
    /// Where the list was scrolled to, as far as is known.
    top: Cell<i32>,
    /// How high all of it was then.
    whole: Cell<i32>,
    /// How far the visitor has scrolled since that was looked at.
    moved: Cell<i32>,
    /// Whether other messages are on their way to the page.
    is_moving: Cell<bool>,
    /// What the visitor reads, and how far below the upper edge it is.
    anchor: RefCell<Option<(Element, f64)>>,
    newest: RefCell<String>,
    /// The page of older messages that was asked for: each is asked for once without a click.
    asked: Cell<Option<u64>>,
}

impl Scroll {
    pub(super) fn new(session: Session, scroller: HtmlElement) -> Self {
        let inner = Inner {
            scroller,
            window: RefCell::default(),
            thread_id: RefCell::default(),
            follows: Cell::new(true),
            has_new: Cell::new(false),
            top: Cell::new(0),
            whole: Cell::new(0),
            moved: Cell::new(0),
            is_moving: Cell::new(false),
            anchor: RefCell::new(None),
            newest: RefCell::default(),
            asked: Cell::new(None),
        };
        Self {
            inner: StoredValue::new_local(Rc::new(inner)),
            session,
            window_moved: Trigger::new(),
            below: RwSignal::new(Below::Nothing),
        }
    }

    /// Begins to watch, once the content is there.
    pub(super) fn watch(self, content: &Element) {
        let scroller = self.inner().scroller.clone();
        listen(&scroller, "scroll", move |_| self.look());
        listen(&scroller, "wheel", move |event| {
            // Before it moves: the next words could take the wheel's way back.
            let inner = self.inner();
            if event.unchecked_ref::<WheelEvent>().delta_y() < 0.0 && inner.scroller.scroll_top() > 0 {
                self.release();
            }
        });
        on_resize(&[content, &scroller], move || self.settle());
    }

    /// Ids of the messages that are on the page, and again when that changes.
    pub(super) fn ids(self) -> Vec<String> {
        self.window_moved.track();
        self.session.model.track_list(|chat| {
            self.notice(chat);
            let range = self.inner().window.borrow().range(&chat.messages);
            chat.messages[range].iter().map(|message| message.id.clone()).collect()
        })
    }

    /// Shows the end, and follows it.
    pub(super) fn to_end(self) {
        self.follow();
        self.window_moved.notify();
        // The button goes.
        self.inner().focus();
        self.settle_in_frame();
    }

    /// Asks for older messages, which leave what is seen where it is.
    pub(super) fn show_earlier(self) {
        self.release();
        self.inner().asked.set(self.session.model.with(|chat| chat.earlier_than));
        self.session.show_earlier();
    }

    /// An answer has ended: its last word stays in sight, and what comes below it moves nothing.
    pub(super) fn end_answer(self) {
        request_animation_frame(move || {
            if self.inner.is_disposed() || !self.inner().follows.get() {
                return;
            }
            let inner = self.inner();
            let Some(answer) = inner.scroller.query_selector(".messages > :last-child").ok().flatten() else {
                return;
            };
            let text = answer.query_selector(".text:not(:empty)").ok().flatten();
            let word = text.unwrap_or(answer).get_bounding_client_rect().bottom();
            let edge = inner.scroller.get_bounding_client_rect().bottom() - END_SPACE;
            inner.scroller.scroll_by_with_x_and_y(0.0, word - edge);
            inner.top.set(inner.scroller.scroll_top());
            if inner.gap() > AT_END {
                self.release();
            }
            self.look_below();
        });
    }

    /// Keeps in step with messages that come and go.
    fn notice(self, chat: &Conversation) {
        let inner = self.inner();
        if *inner.thread_id.borrow() != chat.thread_id {
            inner.thread_id.borrow_mut().clone_from(&chat.thread_id);
            inner.asked.set(None);
            self.follow();
        }
        // Older ones that were asked for are there: the visitor waits for them at the top.
        if inner.asked.get().is_some_and(|asked| chat.earlier_than != Some(asked)) {
            inner.asked.set(None);
            inner.window.borrow_mut().up(&chat.messages);
            if chat.earlier_than.is_none()
                && matches!(inner.scroller.query_selector(".earlier:focus"), Ok(Some(_)))
            {
                inner.focus();
            }
            self.settle_in_frame();
        }
        let Some(newest) = chat.messages.last() else { return };
        if *inner.newest.borrow() != newest.id {
            inner.newest.borrow_mut().clone_from(&newest.id);
            inner.has_new.set(!inner.follows.get());
        }
        let is_own = |it: &Message| it.author == Author::Visitor && it.state == MessageState::Sending;
        if is_own(newest) {
            self.follow();
        }
    }

    fn follow(self) {
        let inner = self.inner();
        inner.window.take();
        inner.anchor.take();
        inner.follows.set(true);
        inner.has_new.set(false);
    }

    fn release(self) {
        let inner = self.inner();
        inner.follows.set(false);
        inner.set_anchor();
    }

    /// The visitor has scrolled, or we have.
    fn look(self) {
        let inner = self.inner();
        let height = inner.scroller.client_height();
        if height == 0 {
            return;
        }
        let has_scrolled = inner.note_place();
        // What is read has its place already; the window is on its way.
        if inner.is_moving.get() {
            return;
        }
        // Sizes may have changed since, too.
        if !has_scrolled && !inner.follows.get() {
            inner.hold();
        }
        let (moved, top, gap) = (inner.moved.take(), inner.top.get(), inner.gap());
        if moved < 0 && gap > AT_END {
            inner.follows.set(false);
        } else if moved > 0 && gap <= AT_END {
            inner.follows.set(true);
            inner.has_new.set(false);
        }
        if !inner.follows.get() {
            inner.set_anchor();
        }
        if moved < 0 && top < height {
            self.go_up();
        } else if moved > 0 && gap < height {
            self.move_window(Window::down);
        }
        self.look_below();
    }

    fn go_up(self) {
        if self.move_window(Window::up) {
            return;
        }
        let inner = self.inner();
        let earlier = self.session.model.with(|chat| chat.earlier_than);
        if earlier.is_some() && inner.asked.replace(earlier) != earlier {
            self.session.show_earlier();
        }
    }

    fn move_window(self, change: impl FnOnce(&mut Window, &[Message]) -> bool) -> bool {
        let inner = self.inner();
        let is_moved = self.session.model.with(|chat| change(&mut inner.window.borrow_mut(), &chat.messages));
        if is_moved {
            // What it shows then may not be where it was, and isn't the end of all.
            inner.follows.set(false);
            inner.set_anchor();
            self.window_moved.notify();
            self.settle_in_frame();
        }
        is_moved
    }

    /// Before the next frame is painted, when what was asked for is on the page.
    fn settle_in_frame(self) {
        self.inner().is_moving.set(true);
        request_animation_frame(move || {
            if !self.inner.is_disposed() {
                self.settle();
            }
        });
    }

    /// Something has another size: the end stays in sight, or what the visitor reads stays where it is.
    fn settle(self) {
        let inner = self.inner();
        if inner.scroller.client_height() == 0 || inner.newest.borrow().is_empty() {
            return;
        }
        let has_scrolled = inner.note_place();
        let is_moving = inner.is_moving.take();
        if inner.follows.get() && inner.moved.get() < 0 && inner.gap() > AT_END {
            self.release();
        } else if inner.follows.get() {
            inner.scroller.set_scroll_top(inner.scroller.scroll_height());
        } else if has_scrolled && !is_moving {
            // What is read now is something else; the event is still to come.
            inner.set_anchor();
        } else {
            inner.hold();
        }
        inner.top.set(inner.scroller.scroll_top());
        self.look_below();
    }

    fn look_below(self) {
        let inner = self.inner();
        let is_end = self
            .session
            .model
            .with(|chat| inner.window.borrow().range(&chat.messages).end == chat.messages.len());
        let below = if inner.follows.get() || is_end && inner.gap() < FAR {
            Below::Nothing
        } else if inner.has_new.get() {
            Below::New
        } else {
            Below::More
        };
        if self.below.get_untracked() != below {
            self.below.set(below);
        }
    }

    fn inner(&self) -> Rc<Inner> {
        self.inner.get_value()
    }
}

impl Inner {
    /// Gives the focus to the list itself, for what had it goes away.
    fn focus(&self) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = self.scroller.focus_with_options(&options);
    }

    /// Puts what is read back to where it was.
    fn hold(&self) {
        if let Some((anchor, before)) = self.anchor.borrow().as_ref()
            && anchor.is_connected()
        {
            let moved = self.place(anchor) - before;
            if moved.abs() > 0.5 {
                self.scroller.scroll_by_with_x_and_y(0.0, moved);
            }
        }
        self.top.set(self.scroller.scroll_top());
    }

    /// Notes how far the visitor has scrolled, and so has what they read; false where they haven't. A list that has
    /// become shorter is moved to its end by the browser.
    fn note_place(&self) -> bool {
        let (top, whole) = (self.scroller.scroll_top(), self.scroller.scroll_height());
        let by = top - self.top.replace(top);
        let is_clamped = whole < self.whole.replace(whole) && self.gap() <= AT_END;
        if is_clamped || by == 0 {
            return false;
        }
        self.moved.set(self.moved.get() + by);
        if let Some((_, place)) = self.anchor.borrow_mut().as_mut() {
            *place -= f64::from(by);
        }
        true
    }

    /// How much there is below what is seen.
    fn gap(&self) -> i32 {
        self.scroller.scroll_height() - self.scroller.scroll_top() - self.scroller.client_height()
    }

    /// How far below the upper edge an element begins.
    fn place(&self, element: &Element) -> f64 {
        element.get_bounding_client_rect().top() - self.scroller.get_bounding_client_rect().top()
    }

    /// Notes the first block that is seen.
    fn set_anchor(&self) {
        let edge = self.scroller.get_bounding_client_rect().top();
        let first = |list: &Element| {
            let mut child = list.first_element_child();
            while let Some(element) = child {
                if element.get_bounding_client_rect().bottom() > edge {
                    return Some(element);
                }
                child = element.next_element_sibling();
            }
            None
        };
        let find = |parent: &Element, class: &str| parent.query_selector(class).ok().flatten();
        let message = find(&self.scroller, ".messages").and_then(|messages| first(&messages));
        // Blocks stand in boxes.
        let block = message.as_ref().and_then(|message| first(&first(&find(message, ".text")?)?));
        let anchor = block.or(message).map(|element| {
            let place = self.place(&element);
            (element, place)
        });
        *self.anchor.borrow_mut() = anchor;
    }
}
