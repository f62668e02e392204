//! The steps of a test run and what each needs installed.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::{self, Display};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::{apt, e2e, tools};

/// One step, in the order of a run: what fails fast comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Formatting.
    Fmt,
    /// Clippy, for the host and for the browser.
    Lint,
    /// Rules of the repository.
    Tidy,
    /// Tests on the host.
    Host,
    /// Made-up requests to the APIs of the dev agent and the backend.
    Api,
    /// Helper code for sites' backends, in each of its languages; with a filter only when it is named.
    Identity,
    /// The widget's tests in a browser.
    Wasm,
    /// Size of the bundle.
    Size,
    /// End-to-end tests.
    E2e,
}

impl Step {
    const ALL: [Self; 9] = [
        Self::Fmt,
        Self::Lint,
        Self::Tidy,
        Self::Host,
        Self::Api,
        Self::Identity,
        Self::Wasm,
        Self::Size,
        Self::E2e,
    ];

    /// The steps of a run: the named ones or all, in order. With a filter only those that have tests to filter.
    pub fn chosen(named: &[Self], filtered: bool, root: &Path) -> Vec<Self> {
        let has_tests = |step: Self| matches!(step, Self::Host | Self::Wasm | Self::E2e);
        let chosen = |step: &Self| match named {
            [] => (!filtered || has_tests(*step)) && (*step != Self::E2e || e2e::exists(root)),
            named => named.contains(step),
        };
        Self::ALL.into_iter().filter(chosen).collect()
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let name = match self {
            Self::Fmt => "fmt",
            Self::Lint => "lint",
            Self::Tidy => "tidy",
            Self::Host => "host",
            Self::Api => "api",
            Self::Identity => "identity",
            Self::Wasm => "wasm",
            Self::Size => "size",
            Self::E2e => "e2e",
        };
        f.pad(name)
    }
}

/// Reads the steps' time budgets, in seconds. Every step has to have one.
pub fn budgets(text: &str) -> Result<BTreeMap<Step, u64>> {
    let budgets: BTreeMap<Step, u64> = toml::from_str(text)?;
    for step in Step::ALL {
        budgets.get(&step).with_context(|| format!("the step {step} has no budget"))?;
    }
    Ok(budgets)
}

/// Installs what the steps need, and returns the PATH on which they find it.
pub fn install(steps: &[Step]) -> Result<OsString> {
    let any = |wanted: &[Step]| steps.iter().any(|step| wanted.contains(step));
    let mut packages = Vec::new();
    if any(&[Step::Host]) {
        packages.push(apt::POSTGRESQL);
    }
    if any(&[Step::Wasm, Step::E2e]) {
        packages.extend([apt::CHROMIUM, apt::CHROMIUM_DRIVER]);
    }
    apt::ensure(&packages)?;

    for (step, component) in [(Step::Fmt, "rustfmt"), (Step::Lint, "clippy")] {
        if any(&[step]) {
            tools::ensure_component(component)?;
        }
    }
    if any(&[Step::Lint, Step::Api, Step::Wasm, Step::Size, Step::E2e]) {
        tools::ensure_wasm_target()?;
    }
    let mut folders = Vec::new();
    if any(&[Step::Wasm]) {
        folders = vec![tools::WASM_BINDGEN.ensure()?, tools::WASM_PACK.ensure()?];
    }
    tools::path_with(folders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_a_checked_in_budget() -> Result<()> {
        assert_eq!(budgets(include_str!("../../test-budget.toml"))?.len(), Step::ALL.len());
        Ok(())
    }

    #[test]
    fn a_step_without_a_budget_is_an_error() {
        assert!(budgets("fmt = 10").is_err());
        assert!(budgets("unknown = 10").is_err());
    }

    #[test]
    fn steps_run_in_their_own_order() {
        let check = |named: &[Step], filtered, expected: &[Step]| {
            assert_eq!(Step::chosen(named, filtered, Path::new("/nowhere")), expected);
        };
        check(&[Step::Size, Step::Fmt], false, &[Step::Fmt, Step::Size]);
        check(&[], true, &[Step::Host, Step::Wasm]);
        check(&[], false, &Step::ALL[..8]);
    }
}
