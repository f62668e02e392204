//! Helper code for the backends of sites, which makes the token that names a signed-in user: each language's
//! own file is run in its own runtime, and what it makes is shown to a real backend.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::apt::{self, Package};
use crate::binaries::Binaries;
use crate::metadata::env_cargo;
use crate::untested::Untested;

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

/// Installs the runtimes that are missing; returns the command that runs the tests, and the languages that it
/// leaves out because they could not be installed.
pub fn command(root: &Path, only: Option<&str>) -> Result<(Command, Vec<Untested>)> {
    apt::ensure(&[apt::OPENSSL])?;
    let binaries = Binaries::build(root)?;
    let missing =
        |it: &Language| Untested::unless(apt::ensure(it.runtime), it.name, format!("::{}::", it.module));
    let untested: Vec<_> = LANGUAGES.iter().filter_map(missing).collect();
    let mut cargo = Command::new(env_cargo());
    cargo.args(["test", "--package", "chat-identity", "--features", "languages", "--test", "it"]);
    cargo.current_dir(root).env("CHAT_BACKEND_BIN", binaries.backend);
    cargo.arg("--").args(only);
    Untested::skip(&untested, &mut cargo);
    Ok((cargo, untested))
}
