//! What the backend has to reach.

use super::measurement::MEASUREMENTS;
use super::parties::Party::{self, Backend, Relay};
use crate::bench::bars::Bar;
use crate::bench::medians::{ERRORS, Medians};

/// The bars on which there are numbers.
pub fn judge(medians: &Medians<Party>) -> Vec<Bar> {
    let pair = |measurement: &'static str, name| {
        Some((medians.get(measurement, Backend, name)?, medians.get(measurement, Relay, name)?))
    };
    let delay = pair("300-streams", "added_p99_ms").map(|(ours, floor)| Bar {
        is_met: ours <= floor + 5.0,
        text: format!("300 streams: p99 {ours:.1} ms, at most the relay's {floor:.1} ms and 5 ms"),
    });
    let throughput = pair("1000-streams", "tokens_per_s").map(|(ours, floor)| Bar {
        is_met: ours >= floor * 0.95,
        text: format!("1,000 streams: {ours:.0} tokens/s, at least 95 % of the relay's {floor:.0}"),
    });
    let cpu = pair("1000-streams", "cpu_us_per_token").map(|(ours, floor)| Bar {
        is_met: ours <= floor * 2.0,
        text: format!("1,000 streams: {ours:.1} µs of CPU a token, at most twice the relay's {floor:.1}"),
    });
    let memory = pair("idle", "kib_per_stream").map(|(ours, floor)| Bar {
        is_met: ours <= floor / 2.0,
        text: format!("idle: {ours:.1} KiB a stream, at most half of the relay's {floor:.1}"),
    });
    let replay = medians.get("replay", Backend, "replay_max_ms").map(|ours| Bar {
        is_met: ours <= 200.0,
        text: format!("replay: {ours:.1} ms for 1,000 events, at most 200 ms"),
    });
    let failures: f64 = MEASUREMENTS.iter().filter_map(|it| medians.get(it.name, Backend, ERRORS)).sum();
    let whole = Bar { is_met: failures == 0.0, text: format!("{failures:.0} answers of the backend failed") };
    [delay, throughput, cpu, memory, replay, Some(whole)].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failed_answer_of_one_repetition_is_one_too_many() {
        let bar = |errors: [f64; 3]| {
            let results = errors.map(|errors| ("300-streams", Backend, [(ERRORS.to_owned(), errors)].into()));
            judge(&Medians::of(&results)).pop().map(|bar| bar.to_string())
        };
        assert_eq!(bar([0.0, 1.0, 0.0]).as_deref(), Some("MISSED 1 answers of the backend failed"));
        assert_eq!(bar([0.0; 3]).as_deref(), Some("met    0 answers of the backend failed"));
    }
}
