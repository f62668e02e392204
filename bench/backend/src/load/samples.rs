//! Percentiles.

/// The value below which this share of the samples lies, nanoseconds in, milliseconds out; 0 of none.
pub fn percentile_ms(samples: &mut [u64], share: f64) -> f64 {
    if samples.is_empty() {
        return 0.0;
    }
    samples.sort_unstable();
    let index = ((samples.len() - 1) as f64 * share).round() as usize;
    samples[index] as f64 / 1e6
}
