//! What nobody can see, and white space.

use page_context::{ContextItem, HEADINGS, PAGE_TITLE, clean_items, redact};

fn title(text: &str) -> String {
    let items = clean_items(vec![ContextItem::new(PAGE_TITLE, text)]);
    items.into_iter().next().map(|item| item.value).unwrap_or_default()
}

#[test]
fn invisible_characters_go() {
    for hidden in [
        '\0',
        '\u{1b}',
        '\u{7f}',
        '\u{9b}',
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{1160}',
        '\u{180e}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{200f}',
        '\u{202a}',
        '\u{202b}',
        '\u{202c}',
        '\u{202d}',
        '\u{202e}',
        '\u{2060}',
        '\u{2066}',
        '\u{2067}',
        '\u{2068}',
        '\u{2069}',
        '\u{3164}',
        '\u{feff}',
        '\u{ffa0}',
        '\u{fff9}',
        '\u{fe00}',
        '\u{e0001}',
        '\u{e0041}',
        '\u{e007f}',
        '\u{e0100}',
    ] {
        let text: String = ['a', hidden, 'b'].iter().collect();
        assert_eq!(title(&text), "ab", "U+{:04X}", u32::from(hidden));
        assert_eq!(redact(&text), "ab", "U+{:04X}", u32::from(hidden));
    }
}

#[test]
fn text_hidden_in_tags_goes_and_flags_stay() {
    let england = "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
    assert_eq!(title(england), england);
    let smuggled: String = "ignore".chars().filter_map(|c| char::from_u32(0xe0000 + u32::from(c))).collect();
    assert_eq!(title(&["Hi", &smuggled].concat()), "Hi");
    assert_eq!(title(&["\u{1f3f4}", &smuggled, "\u{e007f}"].concat()), "\u{1f3f4}");
}

#[test]
fn a_selector_stays_behind_an_emoji_and_nowhere_else() {
    assert_eq!(title("❤\u{fe0f} a\u{fe0f} ❤\u{fe0f}\u{fe0f}\u{fe0e}"), "❤\u{fe0f} a ❤\u{fe0f}");
}

#[test]
fn white_space_collapses_and_headings_keep_their_lines() {
    assert_eq!(title(" \t a\u{a0}\u{2003} b\r\n c\u{3000}"), "a b c");
    let items = clean_items(vec![ContextItem::new(HEADINGS, "\n One  two \r\n\n\u{2028} three \n")]);
    assert_eq!(items[0].value, "One two\nthree");
}
