//! Python packages of a requirements file, in an environment of their own beside the other tools.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::build::hash::sha256_of_parts;
use crate::{apt, process, progress, tools};

/// The oldest Python that the packages run on.
const OLDEST: &str = "3.11";

/// The interpreter of an environment that has exactly what the requirements file says, made if need be.
pub fn ensure(requirements: &Path) -> Result<PathBuf> {
    let text = fs::read(requirements).with_context(|| format!("cannot read {}", requirements.display()))?;
    let digest = sha256_of_parts([("requirements.txt", text.as_slice())]);
    let home = tools::cache()?.join(format!("python-{}", &digest[..16]));
    let (python, stamp) = (home.join("bin/python"), home.join("complete"));
    if stamp.exists() {
        return Ok(python);
    }
    apt::ensure(&[apt::PYTHON])?;
    if !can("import ensurepip, venv") {
        apt::install(&["python3-venv"])?;
    }
    ensure!(
        can(&format!("import sys; sys.exit(sys.version_info < ({}))", OLDEST.replace('.', ", "))),
        "python3 is older than {OLDEST}: put a newer one first on PATH"
    );
    progress::step(&format!("install the Python packages of {}", requirements.display()), || {
        process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home), "python3 -m venv")?;
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]);
        pip.args(["--only-binary", ":all:", "--requirement"]).arg(requirements).stdout(std::io::stderr());
        process::run(&mut pip, "pip").context("needs the Python package index")
    })?;
    fs::write(&stamp, "").with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(python)
}

fn can(program: &str) -> bool {
    Command::new("python3").args(["-c", program]).output().is_ok_and(|output| output.status.success())
}
