//! When to try again. Pure: attempt and randomness are parameters.

/// Attempts after which waiting is left to the visitor.
pub const ATTEMPTS: u32 = 8;

const FIRST_MS: u32 = 400;
const LONGEST_MS: u32 = 15_000;

/// Milliseconds to wait before attempt number `attempt` (from 0): doubling, capped, and spread by `random`
/// (0..1) over its upper half, so that visitors cut off together don't come back together.
pub fn delay_ms(attempt: u32, random: f64) -> u32 {
    let full = FIRST_MS.saturating_mul(1 << attempt.min(10)).min(LONGEST_MS);
    full / 2 + (f64::from(full / 2) * random.clamp(0.0, 1.0)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_stay_within_their_cap() {
        assert_eq!((delay_ms(0, 0.0), delay_ms(0, 1.0)), (200, 400));
        assert_eq!((delay_ms(1, 0.0), delay_ms(1, 1.0)), (400, 800));
        assert_eq!((delay_ms(40, 0.0), delay_ms(40, 1.0)), (7_500, 15_000));
    }

    #[test]
    fn randomness_out_of_range_does_no_harm() {
        assert_eq!(delay_ms(0, f64::NAN), 200);
        assert_eq!(delay_ms(0, 7.0), 400);
    }
}
