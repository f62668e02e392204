//! `cargo xtask test`: every check of the repository, each with its time.

mod count;
mod runner;
mod step;

use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{progress, root};
use count::Count;
use runner::Runner;
use step::Step;

/// The steps' time budgets.
const BUDGET: &str = "xtask/test-budget.toml";

/// Run all checks, or the named ones: format, lints, rules, tests on the host, in a browser, end to end.
///
/// Installs what they need and says so. Goes on after a failure, and ends with one line that counts.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Steps to run, in their own order [default: all].
    #[arg(value_enum, value_name = "STEP")]
    steps: Vec<Step>,

    /// Run only tests whose name contains this; unless steps are named, leave out those without tests.
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,

    /// Add what is too long for every run: tests see SIESTA_TEST_ALL=1, and those that repeat repeat more.
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode> {
    let root = root::root()?;
    let text = fs::read_to_string(root.join(BUDGET)).with_context(|| format!("cannot read {BUDGET}"))?;
    let budgets = step::budgets(&text).with_context(|| format!("cannot use {BUDGET}"))?;
    let steps = Step::chosen(&args.steps, args.only.is_some(), &root);
    let path = match step::install(&steps) {
        Ok(path) => path,
        Err(error) => {
            eprintln!("error: {error:#}");
            println!("{}", Count::default().of_failed_step());
            return Ok(ExitCode::FAILURE);
        }
    };
    let runner = Runner { root: &root, only: args.only.as_deref(), all: args.all, path };

    let mut total = Count::default();
    let mut report = Vec::new();
    for step in steps {
        let start = Instant::now();
        let mut count = Count::default();
        let outcome = progress::step(&format!("test step {step}"), || runner.run(step, &mut count));
        if outcome.is_err() {
            count = count.of_failed_step();
        }
        total += count;
        let budget = Duration::from_secs(budgets.get(&step).copied().unwrap_or_default());
        let line = line(step, count, start.elapsed(), budget);
        if let Err(error) = outcome {
            eprintln!("    {error:#}");
        }
        eprintln!("    {line}");
        report.push(line);
    }

    eprintln!("==> all steps\n    {}", report.join("\n    "));
    if args.only.is_some() && total == Count::default() {
        bail!("no test has the filter in its name");
    }
    println!("{total}");
    Ok(if total.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// One line of the report: what the step counted, how long it took, how long it may take.
fn line(step: Step, count: Count, took: Duration, budget: Duration) -> String {
    let word = if count.failed > 0 { "FAILED" } else { "ok" };
    let over = if took > budget { ": OVER BUDGET" } else { "" };
    let (took, budget) = (progress::elapsed(took), progress::elapsed(budget));
    format!("{step:8} {word:6} {count}, {took} of {budget}{over}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_step_is_named_but_does_not_fail() {
        let check = |seconds, expected| {
            let count = Count { passed: 3, failed: 0, skipped: 0 };
            let line = line(Step::Fmt, count, Duration::from_secs(seconds), Duration::from_secs(20));
            assert_eq!(line, expected);
        };
        check(12, "fmt      ok     3 passed, 0 failed, 12 s of 20 s");
        check(21, "fmt      ok     3 passed, 0 failed, 21 s of 20 s: OVER BUDGET");
    }
}
