//! What the tests leave out, because what runs it can't be installed here.

use std::fmt::{self, Display};
use std::process::Command;

use anyhow::{Error, Result};

/// A language or a browser engine whose tests are left out, and why.
#[derive(Debug)]
pub struct Untested {
    name: &'static str,
    /// What the names of its tests contain.
    tests: String,
    reason: Error,
}

impl Untested {
    /// Nothing, where it is installed.
    pub fn unless(installed: Result<()>, name: &'static str, tests: String) -> Option<Self> {
        installed.err().map(|reason| Self { name, tests, reason })
    }

    /// Lets a command that runs tests leave these out.
    pub fn skip(all: &[Self], tests: &mut Command) {
        tests.args(all.iter().flat_map(|it| ["--skip", &it.tests]));
    }

    /// Says what is left out.
    pub fn report(all: &[Self]) {
        all.iter().for_each(|it| eprintln!("    {it}"));
    }
}

impl Display for Untested {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "UNTESTED: {}: {:#}", self.name, self.reason)
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn what_can_not_be_installed_is_named_with_the_reason_and_left_out() {
        let tests = |name: &str| format!("engines::{name}::");
        let installed = [("firefox", Err(anyhow!("there is no apt-get"))), ("webkit", Ok(()))];
        let missing = |(name, installed)| Untested::unless(installed, name, tests(name));
        let untested: Vec<_> = installed.into_iter().filter_map(missing).collect();
        let said: Vec<_> = untested.iter().map(ToString::to_string).collect();
        assert_eq!(said, ["UNTESTED: firefox: there is no apt-get"]);

        let mut command = Command::new("cargo");
        Untested::skip(&untested, &mut command);
        assert_eq!(command.get_args().collect::<Vec<_>>(), ["--skip", "engines::firefox::"]);
    }
}
