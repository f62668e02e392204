//! What the widget has to reach.

use super::measurement::{DEEP_CHAT, MEASUREMENTS, PLAIN, Party, STREAMDOWN, WIDGET};
use crate::bench::bars::Bar;
use crate::bench::medians::Medians;

/// The bars on which there are numbers.
pub fn judge(medians: &Medians<Party>) -> Vec<Bar> {
    let mut bars = Vec::new();
    streaming(medians, &mut bars);
    pace(medians, &mut bars);
    loading(medians, &mut bars);
    memory(medians, &mut bars);
    bars
}

fn at_most(bars: &mut Vec<Bar>, what: &str, number: Option<f64>, limit: f64) {
    if let Some(number) = number {
        bars.push(Bar { is_met: number <= limit, text: format!("{what}: {number:.2}, at most {limit}") });
    }
}

fn streaming(medians: &Medians<Party>, bars: &mut Vec<Bar>) {
    let time = |measurement, party| medians.get(measurement, party, "main_thread_ms");
    for measurement in ["stream-1k", "stream-4k", "stream-16k"] {
        let times = time(measurement, WIDGET).zip(time(measurement, PLAIN)).map(|(ours, floor)| ours / floor);
        at_most(bars, &format!("{measurement}: times plain text"), times, 2.0);
        if medians.is_late(measurement, WIDGET) {
            bars.push(Bar { is_met: false, text: format!("{measurement}: time ran out") });
        }
    }
    let growth = time("stream-16k", WIDGET).zip(time("stream-4k", WIDGET)).map(|(long, short)| long / short);
    at_most(bars, "16,000 tokens: times 4,000 tokens", growth, 5.0);
    for (peer, limit) in [(STREAMDOWN, 10.0), (DEEP_CHAT, 140.0)] {
        if let Some((theirs, ours)) = time("stream-4k", peer).zip(time("stream-4k", WIDGET)) {
            let times = theirs / ours;
            let text = format!("stream-4k: {times:.1} times faster than {peer}, at least {limit}");
            bars.push(Bar { is_met: times >= limit, text });
        }
    }
}

fn pace(medians: &Medians<Party>, bars: &mut Vec<Bar>) {
    for measurement in ["pace-60", "pace-240"] {
        let number = |name| medians.get(measurement, WIDGET, name);
        let growth = format!("{measurement}: main thread a token at 16,000, times that at 500");
        at_most(bars, &growth, number("growth"), 1.3);
        at_most(bars, &format!("{measurement}: p99 frame ms"), number("frame_p99_ms"), 16.7);
    }
    at_most(bars, "slow-cpu: longest task ms", medians.get("slow-cpu", WIDGET, "longest_task_ms"), 50.0);
    for measurement in ["pace-60", "pace-240", "slow-cpu"] {
        if medians.is_late(measurement, WIDGET) {
            bars.push(Bar { is_met: false, text: format!("{measurement}: time ran out") });
        }
    }
}

fn loading(medians: &Medians<Party>, bars: &mut Vec<Bar>) {
    let what = [("painted_ms", "painted"), ("open_ms", "text box usable after the click")];
    for (name, what) in what {
        let of = |party: Party| Some((medians.get("load", party, name)?, party));
        let first = peers("load").filter_map(of).min_by(|a, b| a.0.total_cmp(&b.0));
        if let (Some((ours, _)), Some((theirs, peer))) = (of(WIDGET), first) {
            let text = format!("load: {what}: {ours:.0} ms, earlier than {peer}'s {theirs:.0} ms");
            bars.push(Bar { is_met: ours < theirs, text });
        }
    }
}

fn peers(measurement: &str) -> impl Iterator<Item = Party> {
    let parties = MEASUREMENTS.iter().filter(move |it| it.name == measurement).flat_map(|it| it.parties);
    parties.copied().filter(|party| party.is_peer())
}

fn memory(medians: &Medians<Party>, bars: &mut Vec<Bar>) {
    let number = |name: &str| medians.get("memory", WIDGET, name);
    for name in ["heap", "nodes", "listeners"] {
        let growth = number(&format!("{name}_growth_percent"));
        at_most(bars, &format!("memory: growth of {name} from cycle 5 to 50, in per cent"), growth, 5.0);
    }
    at_most(bars, "memory: bytes by which the module's memory grew", number("wasm_growth_bytes"), 0.0);
    for name in ["nodes", "listeners", "timers", "sockets"] {
        at_most(bars, &format!("memory: {name} left"), number(&format!("{name}_left")), 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(results: &[(&'static str, Party, &str, f64)], expected: &[&str]) {
        let results: Vec<_> = results
            .iter()
            .map(|&(measurement, party, name, number)| {
                (measurement, party, [(name.to_owned(), number)].into())
            })
            .collect();
        let bars: Vec<_> = judge(&Medians::of(&results)).iter().map(ToString::to_string).collect();
        assert_eq!(bars, expected);
    }

    #[test]
    fn what_was_not_measured_is_not_judged() {
        check(&[], &[]);
        check(&[("stream-4k", WIDGET, "main_thread_ms", 9.0)], &[]);
    }

    #[test]
    fn an_answer_is_held_to_plain_text_and_to_the_peers() {
        let time = |measurement, party, ms| (measurement, party, "main_thread_ms", ms);
        check(
            &[
                time("stream-4k", PLAIN, 10.0),
                time("stream-4k", WIDGET, 20.0),
                time("stream-4k", STREAMDOWN, 200.0),
                time("stream-4k", DEEP_CHAT, 2_790.0),
                time("stream-16k", WIDGET, 110.0),
            ],
            &[
                "met    stream-4k: times plain text: 2.00, at most 2",
                "MISSED 16,000 tokens: times 4,000 tokens: 5.50, at most 5",
                "met    stream-4k: 10.0 times faster than streamdown, at least 10",
                "MISSED stream-4k: 139.5 times faster than deep-chat, at least 140",
            ],
        );
    }

    #[test]
    fn the_earliest_peer_counts_and_a_draw_does_not() {
        check(
            &[
                ("load", WIDGET, "painted_ms", 300.0),
                ("load", DEEP_CHAT, "painted_ms", 300.0),
                ("load", STREAMDOWN, "painted_ms", 500.0),
            ],
            &["MISSED load: painted: 300 ms, earlier than deep-chat's 300 ms"],
        );
    }

    #[test]
    fn running_out_of_time_is_missing_a_bar() {
        check(&[("pace-60", WIDGET, "late", 1.0)], &["MISSED pace-60: time ran out"]);
    }

    #[test]
    fn nothing_may_be_left() {
        check(&[("memory", WIDGET, "nodes_left", 1.0)], &["MISSED memory: nodes left: 1.00, at most 0"]);
        check(
            &[("memory", WIDGET, "heap_growth_percent", -3.0)],
            &["met    memory: growth of heap from cycle 5 to 50, in per cent: -3.00, at most 5"],
        );
    }
}
