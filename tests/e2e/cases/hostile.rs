//! Answers that want to be more than text: nothing runs, nothing is fetched, and nothing becomes an element or an
//! attribute that answers don't have.

use serde_json::json;

use crate::support::{BackendSettings, Case, Setup, run};

const VECTORS: &str = include_str!("hostile/vectors.txt");
/// Start, unit to repeat and end of texts that make naive parsers slow, or lose their way.
const TANGLES: &[(&str, &str, &str)] = include!("../../../crates/markdown/tests/data/hostile.rs");
const INSPECT: &str = include_str!("hostile/inspect.js");
/// What has to be empty.
const FOUND: [&str; 5] = ["ran", "elements", "attributes", "addresses", "failed"];
/// Parts into which the vectors are divided, each a case.
const PARTS: usize = 6;
/// In the address of all that hostile answers would fetch.
const MARK: &str = "hostile";

/// All of them, as they are meant.
fn vectors() -> Vec<String> {
    let lines = VECTORS.lines().filter(|line| !line.starts_with(";; ")).map(unescape);
    let tangle = |(start, unit, end): &(&str, &str, &str)| [start, unit.repeat(40).as_str(), end].concat();
    lines.chain(TANGLES.iter().map(tangle)).collect()
}

fn unescape(line: &str) -> String {
    let mut text = line.replace('⏎', "\n").replace('⇥', "\t");
    while let Some((start, end)) = text.find('⟨').zip(text.find('⟩')) {
        let number = u32::from_str_radix(&text[start + '⟨'.len_utf8()..end], 16).expect("a number");
        let char = char::from_u32(number).expect("a character").to_string();
        text.replace_range(start..end + '⟩'.len_utf8(), &char);
    }
    text
}

fn seeds() -> std::ops::RangeInclusive<u64> {
    1..=if std::env::var_os("SIESTA_TEST_ALL").is_some() { 5 } else { 1 }
}

fn part(part: usize) {
    for seed in seeds() {
        let setup = Setup {
            answers: Some((vectors(), seed)),
            backend: BackendSettings { without_limits: true, ..BackendSettings::default() },
            ..Setup::default()
        };
        run(setup, async |case| {
            let numbers: Vec<_> = (0..vectors().len()).filter(|number| number % PARTS == part).collect();
            case.page.visit("plain.html").await;
            case.page.run(INSPECT).await;
            case.page.run(&format!("inspector.ask({})", json!(numbers))).await;
            while case.page.js("Boolean(inspector.done)").await == false {
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            }
            assert_eq!(case.model.as_ref().map(|model| model.asked()), Some(numbers.clone()));
            let shown = case.page.js("inspector.shown").await.as_u64().unwrap_or_default();
            assert!(
                shown as usize > numbers.len() / 2,
                "answers are shown as text: {shown} of {}",
                numbers.len()
            );
            nothing_was_found(case).await;

            // The same from history, whole.
            case.page.run(INSPECT).await;
            case.page.open_chat().await;
            case.page.until("e2e.answered()").await;
            case.page.run("inspector.look('history')").await;
            nothing_was_found(case).await;
        });
    }
}

async fn nothing_was_found(case: &mut Case) {
    let found = case.page.js("inspector.found").await;
    for what in FOUND {
        assert_eq!(found[what], json!([]), "{what}");
    }
    let requests = case.page.browser.requests().await;
    let fetched: Vec<_> = requests.iter().filter(|url| url.contains(MARK)).collect();
    assert!(fetched.is_empty() && !requests.is_empty(), "{fetched:#?}");
    assert_eq!(case.outside.asked(), [""; 0]);
    // What was asked for is taken out above, and no case may ask for nothing.
    case.page.reload().await;
}

#[test]
fn a_first_part_of_hostile_answers_stays_text() {
    part(0);
}

#[test]
fn a_second_part_of_hostile_answers_stays_text() {
    part(1);
}

#[test]
fn a_third_part_of_hostile_answers_stays_text() {
    part(2);
}

#[test]
fn a_fourth_part_of_hostile_answers_stays_text() {
    part(3);
}

#[test]
fn a_fifth_part_of_hostile_answers_stays_text() {
    part(4);
}

#[test]
fn a_sixth_part_of_hostile_answers_stays_text() {
    part(5);
}

#[test]
fn there_are_enough_hostile_answers_and_no_two_are_the_same() {
    let all = vectors();
    let unique: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(unique.len(), all.len());
    assert!(all.len() - TANGLES.len() >= 300, "{}", all.len());
}

#[test]
fn hostile_sources_are_no_links_and_no_markup() {
    let knowledge = "# Orchard <img src=x onerror=hostile()>\n\n## Ladder <b onclick=hostile()> \"onclick=\"hostile()\n\n\
                     The ladder of the orchard is long. <script>hostile()</script>\n";
    let setup = Setup {
        knowledge: vec![("orchard.md", knowledge.to_owned())],
        link_base: "javascript:hostile()//",
        ..Setup::default()
    };
    run(setup, async |case| {
        case.page.visit("plain.html").await;
        case.page.run(INSPECT).await;
        let answer = case.page.ask_and_wait("How long is the ladder of the orchard?").await;
        assert!(answer.contains("ladder of the orchard is long"), "{answer}");
        case.page
            .run("inspector.look('sources'); inspector.examine('sources').then(() => { window.done = true })")
            .await;
        case.page.until("window.done").await;
        nothing_was_found(case).await;
    });
}

#[test]
fn a_chat_that_trusts_its_answers_is_found_out() {
    let finds = [
        ("<img src=x onerror=hostile()>", ["ran", "elements", "attributes"].as_slice()),
        ("<svg onload=hostile()>", &["attributes"]),
        ("[a](javascript:hostile())", &["ran", "addresses"]),
        ("<a href=javascript:hostile()>a</a>", &["ran", "addresses"]),
        ("<p style=background:url(https://hostile.example/1.png)>a</p>", &["attributes"]),
        ("<link rel=stylesheet href=https://hostile.example/1.css>", &["elements"]),
        ("<form id=SiestaChat><input name=open></form>", &["elements", "attributes"]),
    ];
    run(Setup::default(), async |case| {
        for part in ["404", "ERR_", "hostile"] {
            case.tolerate_report(part);
        }
        let all = vectors();
        for (vector, expected) in finds {
            assert!(all.iter().any(|it| it == vector), "{vector} is one of them");
            case.page.open("control.html").await;
            case.page.run(INSPECT).await;
            case.page.run(&format!("show({})", json!(vector))).await;
            case.page.run("inspector.examine('control').then(() => { inspector.done = true })").await;
            case.page.until("inspector.done").await;
            for what in expected {
                case.page.until(&format!("inspector.found.{what}.length")).await;
            }
        }
        let requests = case.page.browser.requests().await;
        assert!(requests.iter().any(|url| url.contains("hostile.example/1.css")), "{requests:#?}");
        let asked = case.outside.asked();
        assert!(asked.iter().any(|it| it.contains("hostile.example")), "{asked:?}");
        case.page.reload().await;
    });
}
