//! How many tests passed and failed, from what test harnesses print.

use std::fmt::{self, Display};
use std::ops::AddAssign;

/// Passed and failed tests, and what could not be tested.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests that passed.
    pub passed: usize,
    /// Tests that failed.
    pub failed: usize,
    /// Parts that could not be tested here.
    pub skipped: usize,
}

impl Count {
    /// Reads a summary line of libtest or of wasm-bindgen's runner:
    /// `test result: ok. 5 passed; 0 failed; 0 ignored; …`. Any other line counts nothing.
    pub fn of_line(line: &str) -> Self {
        let Some((_, numbers)) =
            line.trim_start().strip_prefix("test result: ").and_then(|it| it.split_once(". "))
        else {
            return Self::default();
        };
        let number = |word: &str| {
            let field = numbers.split("; ").find_map(|field| field.trim().strip_suffix(word));
            field.and_then(|number| number.trim().parse().ok()).unwrap_or_default()
        };
        Self { passed: number("passed"), failed: number("failed"), skipped: 0 }
    }

    /// For a step that failed: at least one failure, even if no test says so (it didn't compile, say).
    pub fn of_failed_step(self) -> Self {
        Self { failed: self.failed.max(1), ..self }
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        match self.skipped {
            0 => Ok(()),
            skipped => write!(f, ", {skipped} skipped"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(output: &str) -> String {
        let mut total = Count::default();
        output.lines().for_each(|line| total += Count::of_line(line));
        total.to_string()
    }

    #[test]
    fn the_results_of_all_test_binaries_add_up() {
        let output = "
running 2 tests
test a ... ok
test b ... ok

test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 5 filtered out; finished in 0.01s
";
        assert_eq!(sum(output), "5 passed, 1 failed");
    }

    #[test]
    fn the_browser_runner_counts_too() {
        assert_eq!(
            sum("test result: ok. 12 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.42s"),
            "12 passed, 0 failed"
        );
    }

    #[test]
    fn what_only_looks_like_a_result_counts_nothing() {
        assert_eq!(
            sum("test result_lines_are_read ... ok\n9 passed; 9 failed;\ntest result: what?"),
            "0 passed, 0 failed"
        );
    }

    #[test]
    fn what_could_not_be_tested_is_never_hidden() {
        let mut total = Count { passed: 5, failed: 0, skipped: 1 };
        total += Count { passed: 2, failed: 0, skipped: 1 };
        assert_eq!(total.to_string(), "7 passed, 0 failed, 2 skipped");
    }

    #[test]
    fn a_failed_step_is_at_least_one_failure() {
        let check = |failed, expected| {
            assert_eq!(Count { passed: 4, failed, skipped: 0 }.of_failed_step().failed, expected)
        };
        check(0, 1);
        check(3, 3);
    }
}
