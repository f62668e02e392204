//! What holds for every page.

use page_context::{
    BUDGET_BYTES, ContextItem, HEADINGS, PAGE_ADDRESS, PAGE_DESCRIPTION, PAGE_LANGUAGE, PAGE_TITLE,
    PageSnapshot, Policy, clean_items, from_snapshot, redact,
};
use proptest::prelude::*;

/// Text as pages have it, dense in what the finders look at.
fn page_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[ -~]{0,20}",
        2 => any::<String>(),
        2 => "[0-9 .()/+-]{0,30}",
        2 => "[A-Za-z0-9_/+=-]{10,50}",
        1 => "[\u{200b}\u{202e}\u{feff}\u{fe0f}\u{e0041}\u{1f3f4}\u{3000}\u{a0}\n\t０-９@．é日]{0,10}",
        1 => "(https?://|www\\.|/)[a-z@:.?#=/&0-9]{0,20}",
        1 => "[a-z0-9.]{1,6}(@|%40)[a-z0-9.-]{1,10}",
        1 => Just("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.x".to_owned()),
        1 => Just("4111 1111 1111 1111".to_owned()),
        1 => Just("-----BEGIN PRIVATE KEY-----".to_owned()),
        1 => Just("DE89 3704 0044 0532 0130 00".to_owned()),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn items() -> impl Strategy<Value = Vec<ContextItem>> {
    let description = prop_oneof![
        Just(PAGE_ADDRESS.to_owned()),
        Just(PAGE_TITLE.to_owned()),
        Just(PAGE_LANGUAGE.to_owned()),
        Just(PAGE_DESCRIPTION.to_owned()),
        Just(HEADINGS.to_owned()),
        any::<String>(),
    ];
    let value = (page_text(), prop_oneof![7 => Just(1_usize), 1 => 1..400_usize], prop::bool::ANY).prop_map(
        |(text, times, address)| {
            let text = text.repeat(times);
            if address { ["https://a.example/", &text].concat() } else { text }
        },
    );
    prop::collection::vec(
        (description, value).prop_map(|(description, value)| ContextItem { description, value }),
        0..7,
    )
}

/// A number with a right check digit, its length and first digit as cards have them.
fn card() -> impl Strategy<Value = String> {
    let issued = prop_oneof![
        ("4[0-9]{11}", Just(())), // 13 digits with the check digit
        ("4[0-9]{14}", Just(())),
        ("5[1-5][0-9]{13}", Just(())),
        ("3[47][0-9]{12}", Just(())),
        ("6011[0-9]{11}", Just(())),
        ("4[0-9]{17}", Just(())),
    ];
    issued.prop_map(|(digits, ())| with_check_digit(&digits))
}

fn with_check_digit(digits: &str) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(index, byte)| match (index % 2, u32::from(byte - b'0')) {
            (0, digit) if digit > 4 => digit * 2 - 9,
            (0, digit) => digit * 2,
            (_, digit) => digit,
        })
        .sum();
    let check = (10 - sum % 10) % 10;
    [digits, &check.to_string()].concat()
}

fn iban() -> impl Strategy<Value = String> {
    ("[0-9]{18}", prop_oneof![Just("DE"), Just("IE"), Just("GB")]).prop_map(|(account, country)| {
        let account = if country == "DE" { account } else { ["ABCD", &account[..14]].concat() };
        let number = |text: &str| {
            text.bytes().fold(0_u32, |remainder, byte| match byte {
                b'0'..=b'9' => (remainder * 10 + u32::from(byte - b'0')) % 97,
                _ => (remainder * 100 + u32::from(byte - b'A') + 10) % 97,
            })
        };
        let check = 98 - number(&[&account, country, "00"].concat());
        assert!((2..=98).contains(&check));
        let check = [if check < 10 { "0" } else { "" }, &check.to_string()].concat();
        [country, &check, &account].concat()
    })
}

/// Puts separators between the characters of a number, at random places.
fn spread(number: &str, separators: &[usize]) -> String {
    const SEPARATORS: [&str; 7] = ["", " ", "\u{a0}", "-", "\u{2011}", "\u{2009}", "\u{200b}"];
    let mut out = String::new();
    for (index, c) in number.chars().enumerate() {
        if index > 0 {
            out.push_str(SEPARATORS[separators[index % separators.len()] % SEPARATORS.len()]);
        }
        out.push(c);
    }
    out
}

/// The text without the separators that may stand within a number.
fn squeezed(text: &str) -> String {
    text.replace([' ', '\u{a0}', '-', '\u{2011}', '\u{2009}', '\u{200b}'], "")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn redacting_again_changes_nothing(text in page_text()) {
        let once = redact(&text);
        prop_assert_eq!(redact(&once), once);
    }

    #[test]
    fn cleaning_again_changes_nothing_and_the_budget_holds(items in items()) {
        let once = clean_items(items);
        let bytes: usize = once.iter().map(|item| item.description.len() + item.value.len()).sum();
        prop_assert!(bytes <= BUDGET_BYTES);
        prop_assert_eq!(clean_items(once.clone()), once);
    }

    #[test]
    fn the_backend_finds_nothing_more_than_the_widget(title in page_text(), path in page_text(), headings in
        prop::collection::vec(page_text(), 0..5))
    {
        let page = PageSnapshot { origin: "https://a.example", path: &path, title: &title, language: "en",
            description: &path, headings: &headings };
        let sent = from_snapshot(&page, Policy::Basic);
        prop_assert_eq!(clean_items(sent.clone()), sent);
    }

    #[test]
    fn a_card_never_survives(before in page_text(), card in card(), after in page_text(), separators in
        prop::collection::vec(0..7_usize, 5))
    {
        let planted = [before.as_str(), &spread(&card, &separators), &after].concat();
        // What the random text holds by itself is not the planted card.
        prop_assume!(!squeezed(&before).contains(&card) && !squeezed(&after).contains(&card));
        let redacted = redact(&planted);
        prop_assert!(!squeezed(&redacted).contains(&card), "{:?} became {:?}", planted, redacted);
    }

    #[test]
    fn an_iban_never_survives(before in page_text(), iban in iban(), after in page_text(), separators in
        prop::collection::vec(0..7_usize, 5))
    {
        let planted = [before.as_str(), &spread(&iban, &separators), &after].concat();
        let redacted = redact(&planted);
        prop_assert!(!squeezed(&redacted).contains(&iban), "{:?} became {:?}", planted, redacted);
    }

    #[test]
    fn an_e_mail_address_never_survives(before in page_text(), address in
        "[a-z][a-z0-9._+-]{0,10}[a-z0-9](@|%40)([a-z][a-z0-9]{1,8}\\.){1,2}(com|de|org|technology)", after in page_text())
    {
        let planted = [before.as_str(), &address, &after].concat();
        let redacted = redact(&planted);
        prop_assert!(!redacted.contains(&address), "{:?} became {:?}", planted, redacted);
    }
}
