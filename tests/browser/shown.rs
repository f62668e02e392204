//! An answer in the page, with its tools.

use std::cell::RefCell;
use std::rc::Rc;

use chat_widget::chat::Citation;
use chat_widget::ui::answer::{Answer, dress};
use chat_widget::ui::markdown::MarkdownView;
use leptos::prelude::Owner;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

/// An answer that is shown, until it is dropped.
pub struct Shown {
    article: Element,
    pub body: Element,
    pub owner: Owner,
}

impl Shown {
    /// Shows an answer.
    pub async fn new(text: &'static str) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let article = document.create_element("article").unwrap();
        let body = document.create_element("div").unwrap();
        article.append_child(&body).unwrap();
        document.body().unwrap().append_child(&article).unwrap();
        let citations = vec![Citation {
            number: 1,
            title: "Guide".into(),
            url: "docs/guide.md#a".into(),
            snippet: "words of the guide".into(),
        }];
        let mut view = MarkdownView::new(body.clone());
        assert!(view.update(text, &citations, true), "a whole answer gets tools");
        let owner = Owner::new();
        let answer = Answer {
            article: article.clone(),
            body: body.clone(),
            markdown: Rc::new(move || text.to_owned()),
            citations,
            owner: owner.clone(),
            is_whole: true,
        };
        while !dress(answer.clone()).await.ok().unwrap() {}
        assert!(dress(answer).await.ok().unwrap(), "what has its tools gets no more");
        Self { article, body, owner }
    }

    /// The first element that matches.
    pub fn find(&self, selector: &str) -> HtmlElement {
        let found = self.article.query_selector(selector).unwrap();
        found.unwrap_or_else(|| panic!("there is no {selector}")).unchecked_into()
    }

    /// How many elements match.
    pub fn count(&self, selector: &str) -> u32 {
        self.article.query_selector_all(selector).unwrap().length()
    }

    /// What a press puts into the clipboard, and what is said then.
    pub async fn copy(&self, selector: &str, allowed: bool) -> (String, String) {
        let copied = Rc::new(RefCell::new(String::new()));
        let noted = copied.clone();
        let write = Closure::<dyn FnMut(String) -> js_sys::Promise>::new(move |text| {
            *noted.borrow_mut() = text;
            if allowed {
                js_sys::Promise::resolve(&JsValue::NULL)
            } else {
                js_sys::Promise::reject(&JsValue::NULL)
            }
        });
        let clipboard = js_sys::Object::new();
        js_sys::Reflect::set(&clipboard, &"writeText".into(), write.as_ref()).unwrap();
        let property = js_sys::Object::new();
        js_sys::Reflect::set(&property, &"value".into(), &clipboard).unwrap();
        js_sys::Reflect::set(&property, &"configurable".into(), &true.into()).unwrap();
        let window = web_sys::window().unwrap();
        let navigator = js_sys::Reflect::get(&window, &"navigator".into()).unwrap();
        js_sys::Object::<JsValue>::define_property(navigator.unchecked_ref(), &"clipboard".into(), &property);
        self.find(selector).click();
        settle().await;
        (copied.take(), self.find(".said").text_content().unwrap())
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.owner.cleanup();
        self.article.remove();
    }
}

/// Lets everything run that is due.
pub async fn settle() {
    for _ in 0..10 {
        JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL)).await.unwrap();
    }
}

/// Lets the browser do something else.
pub async fn moment() {
    let later = js_sys::Promise::new(&mut |resolve, _| {
        web_sys::window().unwrap().set_timeout_with_callback(&resolve).unwrap();
    });
    JsFuture::from(later).await.unwrap();
}
