//! Runs one step.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::count::Count;
use super::step::Step;
use crate::metadata::env_cargo;
use crate::process::{self, Group};
use crate::untested::Untested;
use crate::{api, build, e2e, identity, size, tidy, tools};

/// Tells tests that they have all the time they need.
const ALL: &str = "SIESTA_TEST_ALL";

/// What every step needs to know.
#[derive(Debug)]
pub struct Runner<'a> {
    /// The checkout.
    pub root: &'a Path,
    /// Part of the names of the tests to run.
    pub only: Option<&'a str>,
    /// Whether tests that repeat shall repeat as often as a release needs it.
    pub all: bool,
    /// PATH with the tools on it.
    pub path: OsString,
}

impl Runner<'_> {
    /// Runs the step; adds what its tests count to `count`, also when it fails.
    pub fn run(&self, step: Step, count: &mut Count) -> Result<()> {
        match step {
            Step::Fmt => self.plain(&["fmt", "--all", "--check"]),
            Step::Lint => self.lint(),
            Step::Tidy => tidy::check(self.root),
            Step::Host => {
                let mut cargo = self.cargo(&["test", "--workspace", "--no-fail-fast"]);
                if let Some(filter) = self.only {
                    cargo.args(["--", filter]);
                }
                // A test that compares with an approved text says what differs; only a person approves.
                self.tests(cargo.env("INSTA_UPDATE", "no"), "tests on the host", count)
            }
            Step::Api => {
                api::check(self.root)?;
                count.passed += 1;
                Ok(())
            }
            Step::Identity => {
                let (mut cargo, untested) = identity::command(self.root, self.only)?;
                let outcome = self.tests(&mut cargo, "tests of helper code", count);
                Untested::report(&untested);
                count.skipped += untested.len();
                outcome
            }
            Step::Wasm => self.wasm(count),
            Step::Size => size::check(self.root),
            Step::E2e => {
                let (mut cargo, untested) = e2e::command(self.root, self.only)?;
                let outcome = self.tests(&mut cargo, "end-to-end tests", count);
                Untested::report(&untested);
                count.skipped += untested.len();
                outcome
            }
        }
    }

    fn lint(&self) -> Result<()> {
        let mut host =
            vec!["clippy", "--workspace", "--all-targets", "--features", "chat-identity/languages"];
        if e2e::exists(self.root) {
            host.extend(["--features", "chat-widget/e2e"]);
        }
        host.extend(["--", "--deny", "warnings"]);
        let mut browser = vec!["clippy", "--package", "chat-widget", "--target", build::TARGET, "--lib"];
        if self.has_browser_tests() {
            browser.extend(["--test", "browser"]);
        }
        browser.extend(["--", "--deny", "warnings"]);
        // Both, so that one run shows all there is to fix.
        let host = self.plain(&host);
        self.plain(&browser).and(host)
    }

    fn wasm(&self, count: &mut Count) -> Result<()> {
        let mut wasm_pack = Command::new(tools::WASM_PACK.command);
        wasm_pack.args(["test", "--headless", "--chrome", ".", "--lib"]).current_dir(self.root);
        if self.has_browser_tests() {
            wasm_pack.args(["--test", "browser"]);
        }
        if let Some(filter) = self.only {
            wasm_pack.args(["--", filter]);
        }
        self.tests(&mut wasm_pack, "tests in the browser", count)
    }

    fn has_browser_tests(&self) -> bool {
        self.root.join("tests/browser/main.rs").exists()
    }

    fn plain(&self, arguments: &[&str]) -> Result<()> {
        process::run(&mut self.cargo(arguments), arguments[0])
    }

    /// Runs a command that runs tests; shows its output as it comes, and counts results.
    fn tests(&self, command: &mut Command, name: &str, count: &mut Count) -> Result<()> {
        if self.all {
            command.env(ALL, "1");
        }
        tee_tests(command.env("PATH", &self.path), name, count, &mut std::io::stdout())
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new(env_cargo());
        cargo.args(arguments).current_dir(self.root).env("PATH", &self.path);
        cargo
    }
}

fn tee_tests(command: &mut Command, name: &str, count: &mut Count, shown: &mut impl Write) -> Result<()> {
    let mut group = Group::spawn(command.stdout(Stdio::piped()), name)?;
    let mut output = BufReader::new(group.child.stdout.take().context("standard output is not piped")?);
    let mut line = Vec::new();
    while output.read_until(b'\n', &mut line).context("test output")? > 0 {
        shown.write_all(&line).context("standard output")?;
        *count += Count::of_line(&String::from_utf8_lossy(&line));
        line.clear();
    }
    let status = group.wait()?;
    if !status.success() {
        bail!("{name}: `{}` ended with {status}", process::shown(command));
    }
    Ok(())
}

#[cfg(test)]
mod counting {
    use super::*;

    #[test]
    fn results_count_even_when_the_command_fails() {
        let mut count = Count::default();
        let script = "echo 'test result: FAILED. 2 passed; 1 failed; 0 ignored'; exit 101";
        let mut shown = Vec::new();
        let outcome = tee_tests(Command::new("sh").args(["-c", script]), "tests", &mut count, &mut shown);
        assert!(outcome.is_err());
        assert_eq!(shown, b"test result: FAILED. 2 passed; 1 failed; 0 ignored\n");
        assert_eq!(count, Count { passed: 2, failed: 1, skipped: 0 });
    }
}
