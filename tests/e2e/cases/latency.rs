//! How long a token takes from the dev agent to the page. Measured and written down, never judged.

use std::fs;

use serde_json::json;

use crate::support::{Setup, evidence_folder, knowledge, run};

const TOKENS: usize = 1_000;

#[test]
fn a_thousand_tokens_arrive_whole_and_in_order() {
    let knowledge = knowledge::long(TOKENS);
    run(Setup { knowledge, token_interval_ms: 10, ..Setup::default() }, async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.run("e2e.watch()").await;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answered()").await;

        let text = knowledge::long_paragraph(TOKENS);
        let answer = page.answer().await;
        assert!(answer.starts_with(&text), "{answer}");
        let seen: Vec<(f64, usize)> = serde_json::from_value(page.js("e2e.seen").await).expect("pairs");
        assert!(seen.windows(2).all(|pair| pair[0].1 <= pair[1].1), "the text only grows");
        let sent = case.agent.token_log();
        assert!(sent.len() >= TOKENS, "{} tokens were sent", sent.len());

        let mut micros = Vec::new();
        for (at, chars) in sent {
            // A space at the end is shown with the word after it; the citation's number is no text.
            let shown = text.get(..chars).map_or(text.len(), |prefix| prefix.trim_end().len());
            let (arrived, _) = seen.iter().find(|(_, length)| *length >= shown).expect("every token arrived");
            micros.push(((arrived * 1000.0) as i64 - at as i64).max(0));
        }
        micros.sort_unstable();
        let share = |share: f64| micros[((micros.len() - 1) as f64 * share) as usize] as f64 / 1000.0;
        let (p50, p95, max) = (share(0.5), share(0.95), share(1.0));
        println!(
            "{} tokens from the agent to the DOM: p50 {p50} ms, p95 {p95} ms, max {max} ms",
            micros.len()
        );
        let file = evidence_folder().join("latency.json");
        let report = json!({ "tokens": micros.len(), "p50_ms": p50, "p95_ms": p95, "max_ms": max });
        fs::write(file, format!("{report:#}\n")).expect("target/ can be written to");
    });
}
