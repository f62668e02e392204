//! What can be done with an answer, and what its text may not do by itself.

use std::cell::RefCell;
use std::rc::Rc;

use chat_widget::ui::markdown::MarkdownView;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Event;

use crate::shown::{Shown, moment};

const ANSWER: &str = "Known [1], unknown [7].\n\n```rust\nfn main() {}\n```\n\n| a | b |\n|---|--:|\n| 1 | x *y* |\n\n\
    ![A cat](https://pictures.example/cat.png) and ![](data:image/png;base64,x)\n";

#[wasm_bindgen_test]
async fn every_block_of_a_long_answer_gets_its_tools() {
    let shown = Shown::new("```\none\n```\n\n| a |\n|---|\n\n".repeat(30).leak()).await;
    for (what, expected) in [("copy-code", 30), ("copy-table", 30), ("copy-answer", 1)] {
        assert_eq!(shown.count(&format!("button[data-do='{what}']")), expected, "{what}");
    }
}

#[wasm_bindgen_test]
async fn each_part_gets_its_tools_once() {
    let shown = Shown::new(ANSWER).await;
    for (what, expected) in
        [("wrap", 1), ("copy-code", 1), ("copy-table", 1), ("copy-answer", 1), ("load", 1), ("none", 0)]
    {
        assert_eq!(shown.count(&format!("button[data-do='{what}']")), expected, "{what}");
    }
    assert_eq!(shown.count("button:not([aria-label])"), 0);
    assert!(shown.find(".code").get_attribute("data-language").as_deref() == Some("rust"));
}

#[wasm_bindgen_test]
async fn tools_leave_the_nodes_of_the_text_alone() {
    let document = web_sys::window().unwrap().document().unwrap();
    let body = document.create_element("div").unwrap();
    MarkdownView::new(body.clone()).update(ANSWER, &[], true);
    let shown = Shown::new(ANSWER).await;
    for selector in ["pre", "table"] {
        let before = body.query_selector(selector).unwrap().unwrap();
        assert!(shown.find(selector).is_equal_node(Some(&before)), "{selector}");
    }
}

#[wasm_bindgen_test]
async fn code_tables_and_answers_are_copied_as_they_are_meant() {
    let shown = Shown::new(ANSWER).await;
    let copied = |text: &str| (text.to_owned(), "Copied".to_owned());
    assert_eq!(shown.copy("[data-do=copy-code]", true).await, copied("fn main() {}\n"));
    assert_eq!(shown.find("[data-do=copy-code]").text_content().as_deref(), Some("Copied"));
    let (table, said) = shown.copy("[data-do=copy-table]", true).await;
    assert_eq!(table, "a\tb\n1\tx y");
    // The same words again are another text, or nobody would hear them.
    assert_eq!(said, "Copied\u{a0}");
    assert_eq!(shown.copy("[data-do=copy-answer]", true).await, copied(ANSWER));
}

#[wasm_bindgen_test]
async fn a_copy_that_is_not_allowed_is_said() {
    let shown = Shown::new(ANSWER).await;
    let (_, said) = shown.copy("[data-do=copy-code]", false).await;
    assert_eq!(said, "Copying isn’t allowed here");
}

#[wasm_bindgen_test]
async fn a_button_says_again_what_it_does_once_it_is_left() {
    let shown = Shown::new(ANSWER).await;
    let button = shown.find("[data-do=copy-code]");
    button.focus().unwrap();
    shown.copy("[data-do=copy-code]", true).await;
    shown.find("[data-do=wrap]").focus().unwrap();
    assert_eq!(button.text_content().as_deref(), Some("Copy"));
    assert_eq!(button.get_attribute("aria-label").as_deref(), Some("Copy code"));
}

#[wasm_bindgen_test]
async fn long_lines_wrap_on_request() {
    let shown = Shown::new(ANSWER).await;
    let wrap = shown.find("[data-do=wrap]");
    for pressed in ["true", "false"] {
        wrap.click();
        assert_eq!(wrap.get_attribute("aria-pressed").as_deref(), Some(pressed));
        assert_eq!(shown.find(".code").has_attribute("data-wraps"), pressed == "true");
    }
}

#[wasm_bindgen_test]
async fn a_chip_with_the_focus_shows_its_source_and_escape_hides_only_that() {
    let shown = Shown::new(ANSWER).await;
    let escapes = Rc::new(RefCell::new(0));
    let counted = escapes.clone();
    let listener = Closure::<dyn FnMut()>::new(move || *counted.borrow_mut() += 1);
    let page = web_sys::window().unwrap().document().unwrap().body().unwrap();
    page.add_event_listener_with_callback("keydown", listener.as_ref().unchecked_ref()).unwrap();
    let chip = shown.find(".citation");
    chip.focus().unwrap();
    let card = shown.find(".source-card");
    assert_eq!(chip.get_attribute("aria-describedby"), Some(card.id()));
    let words = card.text_content().unwrap();
    assert!(words.contains("Guide") && words.contains("words of the guide"), "{words}");
    for expected in [0, 1] {
        let escape = Event::new("keydown").unwrap();
        escape.init_event_with_bubbles("keydown", true);
        js_sys::Reflect::set(&escape, &"key".into(), &"Escape".into()).unwrap();
        chip.dispatch_event(&escape).unwrap();
        assert_eq!(shown.count(".source-card"), 0);
        assert!(!chip.has_attribute("aria-describedby"));
        assert_eq!(*escapes.borrow(), expected);
    }
    page.remove_event_listener_with_callback("keydown", listener.as_ref().unchecked_ref()).unwrap();
}

#[wasm_bindgen_test]
async fn links_say_where_they_lead_and_the_sites_own_stay_in_its_tab() {
    let shown = Shown::new(
        "[bank.example](https://evil.example/) [bank.example](https://bank.example/) [here](/docs) [mail](mailto:a@b.c)",
    )
    .await;
    let link = |number: usize| shown.find(&format!("a:nth-of-type({number})"));
    assert_eq!(link(1).get_attribute("data-host").as_deref(), Some("evil.example"));
    assert_eq!(link(2).get_attribute("data-host"), None);
    for (number, target) in [(1, Some("_blank")), (2, Some("_blank")), (3, None), (4, None)] {
        assert_eq!(link(number).get_attribute("target").as_deref(), target, "link {number}");
        assert!(link(number).get_attribute("rel").unwrap().contains("noopener"));
    }
    assert_eq!(shown.body.query_selector_all("a").unwrap().length(), 4);
}

#[wasm_bindgen_test]
async fn nothing_listens_to_an_answer_that_is_gone() {
    let shown = Shown::new(ANSWER).await;
    shown.owner.cleanup();
    shown.find("[data-do=wrap]").click();
    assert!(!shown.find(".code").has_attribute("data-wraps"));
}

/// How many ranges the browser paints as words of a language.
fn painted() -> u32 {
    let size = js_sys::eval("CSS.highlights.get('siesta-keyword')?.size ?? 0").unwrap();
    size.as_f64().unwrap() as u32
}

#[wasm_bindgen_test]
async fn code_is_painted_and_forgotten_with_its_answer() {
    let before = painted();
    let shown = Shown::new("é😀\n\n```js\n// é😀\nlet a = 1;\n```\n\n```mermaid\ngraph TD\n```\n").await;
    while painted() == before {
        moment().await;
    }
    assert_eq!(painted(), before + 1);
    let range = "[...CSS.highlights.get('siesta-keyword')].at(-1)";
    let text = js_sys::eval(&format!(
        "(() => {{ const r = {range}; return r.startContainer.data.slice(r.startOffset, r.endOffset); }})()"
    ));
    assert_eq!(text.unwrap().as_string().as_deref(), Some("let"));
    shown.owner.cleanup();
    assert_eq!(painted(), before);
}

#[wasm_bindgen_test]
async fn a_formula_is_drawn_beside_its_source_and_a_price_is_none() {
    let shown =
        Shown::new("So $x^2$ for $5 and $6.\n\n$$\\frac{a}{b}$$\n\nBut $\\frac{1}$ and \\(x_1\\).").await;
    while shown.count("math") < 3 {
        moment().await;
    }
    let math = shown.find(".math > math");
    assert_eq!(math.namespace_uri().as_deref(), Some("http://www.w3.org/1998/Math/MathML"));
    assert_eq!(math.text_content().as_deref(), Some("x2"));
    assert_eq!(shown.find(".math > code").text_content().as_deref(), Some("x^2"));
    assert_eq!(shown.find(".math.display math").get_attribute("display").as_deref(), Some("block"));
    // What can't be drawn stays as it was written.
    assert_eq!(shown.count(".math"), 4);
    assert_eq!(shown.count(".math[data-drawn]"), 3);
    assert!(shown.body.text_content().unwrap().contains("for $5 and $6."));
}
