//! Each class of what is redacted, and what looks like it and stays.

use page_context::redact;

fn check(rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        assert_eq!(redact(text), *expected, "{text}");
        assert_eq!(redact(expected), *expected, "again: {text}");
    }
}

fn check_stays(rows: &[&str]) {
    for text in rows {
        assert_eq!(redact(text), *text);
    }
}

#[test]
fn payment_cards_go_in_any_grouping_script_and_width() {
    check(&[
        ("4111111111111111", "[card number]"),
        ("Pay with 4111 1111 1111 1111.", "Pay with [card number]."),
        ("4111-1111-1111-1111", "[card number]"),
        ("4111\u{a0}1111\u{a0}1111\u{a0}1111", "[card number]"),
        ("4111.1111.1111.1111", "[card number]"),
        ("4111 – 1111 – 1111 – 1111", "[card number]"),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "[card number]"),
        ("３７８２ ８２２４６３ １０００５", "[card number]"),
        ("٤١١١١١١١١١١١١١١١", "[card number]"),
        ("𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏", "[card number]"),
        ("4111\u{200b}1111\u{2060}1111\u{ad}1111", "[card number]"),
        ("4111\u{fe0f}1111\u{fe0f}1111\u{fe0f}1111", "[card number]"),
        ("4222222222222", "[card number]"),  // 13 digits
        ("30569309025904", "[card number]"), // 14
        ("cvc 123 card 5555 5555 5555 4444 exp 12 29", "cvc 123 card [card number] exp 12 29"),
        ("x4111111111111111y", "x[card number]y"),
        ("994111111111111111", "99[card number]"),
        ("41111111111111119", "[card number]9"),
        ("12 4111 1111 1111 1111", "12 [card number]"),
        ("two: 4111111111111111, 5555555555554444", "two: [card number], [card number]"),
        ("https://shop.example/card/4111111111111111/edit", "https://shop.example/card/[card number]/edit"),
    ]);
}

#[test]
fn numbers_that_are_no_cards_stay() {
    check_stays(&[
        "4111 1111 1111 1112",
        "Order 100-2934-1182",
        "Order no. 2024000123",
        "Invoice 0012345",
        "1234567890123",
        "from 2026-11-24 to 2026-12-01",
        "24.11.2026 and 25.11.2026",
        "11/24/2026 11/25/2026",
        "2026-11-24T07:57:35Z",
        "version 10.0.19045.3693",
        "1.2.3-beta.4",
        "192.168.100.200",
        "1,299.00 EUR and 1 234 567.89",
        "12 34 56",
        "ISBN 978-3-16-148410-0",
    ]);
}

#[test]
fn ibans_go_with_a_right_checksum_only() {
    check(&[
        ("DE89370400440532013000", "[IBAN]"),
        ("IBAN: DE89 3704 0044 0532 0130 00.", "IBAN: [IBAN]."),
        ("gb82 west 1234 5698 7654 32", "[IBAN]"),
        ("FR14-2004-1010-0505-0001-3M02-606", "[IBAN]"),
        ("NO9386011117947", "[IBAN]"),
        ("DE89\u{a0}3704\u{a0}0044\u{a0}0532\u{a0}0130\u{a0}00", "[IBAN]"),
        ("ＤＥ８９３７０４００４４０５３２０１３０００", "[IBAN]"),
        ("xxNO9386011117947yy", "xx[IBAN]yy"),
    ]);
    check_stays(&["DE11 5001 9517 9648 4898 90", "DE89", "Room DE12 3704"]);
}

#[test]
fn e_mail_addresses_go() {
    check(&[
        ("ada@example.com", "[e-mail]"),
        ("Write to ada.l+chat@mail.example.co.uk!", "Write to [e-mail]!"),
        ("<ada@example.com>", "<[e-mail]>"),
        ("mailto:ada@example.com?subject=Hi", "mailto:[e-mail]"),
        ("jörg@müller.example", "[e-mail]"),
        ("ada＠example．com", "[e-mail]"),
        ("https://a.example/users/ada%40example.com/edit", "https://a.example/users/[e-mail]/edit"),
        ("邮箱ada@example.com。", "邮箱[e-mail]。"),
        ("ada@example.com.", "[e-mail]."),
        ("5e1a7a00-0000-4000-8000-000000000001@example.com", "[e-mail]"),
    ]);
    check_stays(&["@ada", "npm i @scope/package", "react@18.2.0", "5 @ 3 EUR", "ada@localhost", "a@b"]);
}

#[test]
fn phone_numbers_go_when_they_show_what_they_are() {
    check(&[
        ("+49 30 901820", "[phone number]"),
        ("Call +1 (555) 123-4567 now", "Call [phone number] now"),
        ("(+44) 20 7946 0958", "[phone number]"),
        ("+49 (0) 30 / 90 18 20", "[phone number]"),
        ("+4930901820", "[phone number]"),
        ("0049 30 901820", "[phone number]"),
        ("030 9018 2000", "[phone number]"),
        ("06 12 34 56 78", "[phone number]"),
        ("(020) 7946 0958", "[phone number]"),
        ("(555) 123-4567", "[phone number]"),
        ("555-123-4567", "[phone number]"),
        ("1-555-123-4567", "[phone number]"),
        ("Call (555-123-4567).", "Call ([phone number])."),
        ("tel:5551234567", "tel:[phone number]"),
        ("Phone: 1234567", "Phone: [phone number]"),
        ("＋４９ ３０ ９０１８２０", "[phone number]"),
    ]);
    check_stays(&[
        "123 456 789",
        "5551234567",
        "2024-11",
        "0.123456789",
        "C++11 and 2+2=4",
        "+5 points",
        "10 000 000 users",
        "SKU-555-123-4567",
        "from 9:30 to 17:00",
        "Boston, MA 02110-1301",
        "0.026/0.026/0.026 ms",
    ]);
}

#[test]
fn tokens_and_keys_go() {
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";
    check(&[
        (jwt, "[token]"),
        (&["Bearer ", jwt, "."].concat(), "Bearer [token]."),
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "[token]."),
        ("sk-proj4f9KzQ81mXw72Lp0", "[key]"),
        ("AKIAIOSFODNN7EXAMPLE", "[key]"),
        ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "[key]"),
        ("9f86d081884c7d659a2feaa0c55ad015", "[key]"),
        ("key q7Zk3vX9Lw2Rt8Yb5Nc1Hd4J", "key [key]"),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYzz4mPL3kEY", "[key]"),
        ("https://a.example/reset/8f3kZ92kdLq1Xw7P", "https://a.example/reset/[key]"),
        ("https://a.example/reset/8f3kZ92kdLq1Xw7P/new", "https://a.example/reset/[key]/new"),
        ("a -----BEGIN RSA PRIVATE KEY----- MIIEow -----END RSA PRIVATE KEY----- b", "a [key] b"),
        ("a -----BEGIN PRIVATE KEY----- MIIEow", "a [key]"),
    ]);
}

/// Random texts, the same in every run (xorshift64).
fn random_texts(alphabet: &[u8], length: usize, count: usize) -> impl Iterator<Item = String> + '_ {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut letter = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(alphabet[(state >> 33) as usize % alphabet.len()])
    };
    (0..count).map(move |_| (0..length).map(|_| letter()).collect())
}

#[test]
fn nearly_every_random_key_is_found_in_any_alphabet() {
    const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
    const DIGITS: &[u8] = b"0123456789";
    let alphabets = [
        ("base 62", [UPPER, LOWER, DIGITS].concat()),
        ("base 36", [LOWER, DIGITS].concat()),
        ("base 32", [UPPER, b"234567"].concat()),
        ("base 64 for addresses", [UPPER, LOWER, DIGITS, b"-_"].concat()),
        ("base 16", [DIGITS, b"abcdef"].concat()),
    ];
    for (name, alphabet) in alphabets {
        let kept = random_texts(&alphabet, 32, 4000).filter(|key| redact(key).contains(&key[8..24])).count();
        assert!(kept <= 40, "{name}: {kept} of 4000 keys of 32 characters were kept");
    }
}

#[test]
fn words_names_and_ids_of_records_stay() {
    check_stays(&[
        "5e1a7a00-0000-4000-8000-000000000001",
        "https://a.example/orders/5e1a7a00-0000-4000-8000-000000000001/items",
        "CreateDataSourceCollectionRequest2",
        "how-to-use-the-api-2026-version-2",
        "Donaudampfschifffahrtsgesellschaftskapitän",
        "customer_support_copilot_on_siesta",
        "https://a.example/docs/getting-started/install-on-ubuntu-24-04",
        "https://a.example/orders/ORD-2024-000123456",
        "https://a.example/api/v1/DataSourceCollection/",
        "INTERNATIONALIZATION_AND_LOCALIZATION_2",
        "sk-learn-and-friends-2024",
        "The quick brown fox — 100 % fine…",
        "--------------------------------",
    ]);
}

#[test]
fn web_addresses_lose_user_query_and_fragment() {
    check(&[
        ("See https://a.example/p?token=abc#frag now", "See https://a.example/p now"),
        ("https://user:word@a.example/p", "https://a.example/p"),
        ("(https://a.example/p?x=1).", "(https://a.example/p)."),
        ("https://a.example/#access_token=abc", "https://a.example/"),
        ("https://a.example?x=1", "https://a.example"),
        ("ftp://me@files.example/a", "ftp://files.example/a"),
        ("www.a.example/p?code=123", "www.a.example/p"),
        ("/login?next=%2Fhome", "/login"),
        ("docs/page.html#state=xyz", "docs/page.html"),
        ("https://a.example/p?mail=ada@example.com", "https://a.example/p"),
    ]);
    check_stays(&[
        "Have you seen https://a.example?",
        "docs/page.html#section",
        "Really? Yes = no",
        "C# and F#",
        "a/b?",
    ]);
}
