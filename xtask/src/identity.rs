//! Helper code for the backends of sites, which makes the token that names a signed-in user: each language's
//! own file is run in its own runtime, and what it makes is shown to a real backend.

use std::fmt::{self, Display};
use std::path::Path;
use std::process::Command;

use anyhow::{Error, Result};

use crate::apt::{self, Package};
use crate::binaries::Binaries;
use crate::metadata::env_cargo;

/// A language, the module of its tests, and what runs it.
#[derive(Debug, Clone, Copy)]
struct Language {
    name: &'static str,
    module: &'static str,
    runtime: &'static [Package],
}

/// All but Rust, whose runtime is this one.
const LANGUAGES: [Language; 7] = [
    Language { name: "Node", module: "node", runtime: &[apt::NODE] },
    Language { name: "Python", module: "python", runtime: &[apt::PYTHON] },
    Language { name: "PHP", module: "php", runtime: &[apt::PHP] },
    Language { name: "Ruby", module: "ruby", runtime: &[apt::RUBY] },
    Language { name: "Go", module: "go", runtime: &[apt::GO] },
    Language { name: "Java", module: "java", runtime: &[apt::JAVA] },
    Language { name: "C#", module: "csharp", runtime: &[apt::MONO_COMPILER, apt::MONO] },
];

/// A language that can't be run here, and why.
#[derive(Debug)]
pub struct Untested {
    language: Language,
    reason: Error,
}

impl Display for Untested {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "UNTESTED: {}: {:#}", self.language.name, self.reason)
    }
}

/// Installs the runtimes that are missing; returns the command that runs the tests, and the languages that it
/// leaves out because they could not be installed.
pub fn command(root: &Path, only: Option<&str>) -> Result<(Command, Vec<Untested>)> {
    apt::ensure(&[apt::OPENSSL])?;
    let binaries = Binaries::build(root)?;
    let untested = without_runtime(&LANGUAGES, apt::ensure);
    let mut cargo = Command::new(env_cargo());
    cargo.args(["test", "--package", "chat-identity", "--features", "languages", "--test", "it"]);
    cargo.current_dir(root).env("CHAT_BACKEND_BIN", binaries.backend);
    cargo.arg("--").args(only);
    for it in &untested {
        cargo.args(["--skip", &format!("::{}::", it.language.module)]);
    }
    Ok((cargo, untested))
}

fn without_runtime(languages: &[Language], install: impl Fn(&[Package]) -> Result<()>) -> Vec<Untested> {
    let attempt = |&language: &Language| match install(language.runtime) {
        Ok(()) => None,
        Err(reason) => Some(Untested { language, reason }),
    };
    languages.iter().filter_map(attempt).collect()
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn a_language_without_its_runtime_is_named_with_the_reason() {
        let no_go = |packages: &[Package]| match packages {
            [apt::GO] => bail!("golang-go can't be installed"),
            _ => Ok(()),
        };
        let untested = without_runtime(&LANGUAGES, no_go);
        let said: Vec<String> = untested.iter().map(ToString::to_string).collect();
        assert_eq!(said, ["UNTESTED: Go: golang-go can't be installed"]);
    }
}
