//! Pictures in an answer: when they are fetched, and who has the focus then.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::shown::{Shown, moment};

/// One pixel.
const PICTURE: &str = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

/// Waits until a picture is there, or can't be.
async fn loaded(shown: &Shown) {
    while shown.find(".image").has_attribute("aria-busy") {
        moment().await;
    }
}

#[wasm_bindgen_test]
async fn a_picture_is_fetched_only_when_it_is_asked_for() {
    let shown = Shown::new("![A cat](/no-picture.png \"Cats\")").await;
    assert_eq!(shown.count("img"), 0);
    assert!(shown.find(".from").text_content().unwrap().starts_with("Image from "));
    assert_eq!(shown.find(".image a").text_content().as_deref(), Some("A cat"));
    let load = shown.find("[data-do=load]");
    load.click();
    assert_eq!(load.text_content().as_deref(), Some("Loading …"));
    loaded(&shown).await;
    assert_eq!(shown.find(".said").text_content().as_deref(), Some("The image can’t be loaded."));
    assert_eq!(load.text_content().as_deref(), Some("Try again"));
    assert_eq!(shown.count("img"), 0);
}

#[wasm_bindgen_test]
async fn a_picture_gives_the_focus_to_its_link_only_from_its_button() {
    for (then, expected) in
        [("[data-do=load]", ".image a"), ("[data-do=copy-answer]", "[data-do=copy-answer]")]
    {
        let shown = Shown::new("![A cat](/cat.png)").await;
        // No answer may name such an address; here it stands for a picture that comes.
        shown.find(".image a").set_attribute("href", PICTURE).unwrap();
        let load = shown.find("[data-do=load]");
        load.focus().unwrap();
        load.click();
        shown.find(then).focus().unwrap();
        loaded(&shown).await;
        assert_eq!(shown.count("img"), 1, "{then}");
        assert!(shown.find(expected).matches(":focus").unwrap(), "{then}");
    }
}
