//! Bars that the product has to meet, and whether it does.

use std::fmt;

use anyhow::{Result, bail};

/// One bar, and whether it was met.
#[derive(Debug)]
pub struct Bar {
    /// Whether it was met.
    pub is_met: bool,
    /// What was reached, and what has to be.
    pub text: String,
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", if self.is_met { "met   " } else { "MISSED" }, self.text)
    }
}

/// Prints all of them.
///
/// # Errors
/// When one is missed.
pub fn report(bars: &[Bar]) -> Result<()> {
    bars.iter().for_each(|bar| println!("{bar}"));
    match bars.iter().filter(|bar| !bar.is_met).count() {
        0 => Ok(()),
        missed => bail!("{missed} of {} bars are missed", bars.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_missed_bar_fails_the_command() {
        let bar = |is_met| Bar { is_met, text: "speed".to_owned() };
        assert!(report(&[bar(true), bar(true)]).is_ok());
        let error = report(&[bar(true), bar(false)]).unwrap_err();
        assert_eq!(error.to_string(), "1 of 2 bars are missed");
    }
}
