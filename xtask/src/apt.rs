//! System packages that the tests need, on Debian and Ubuntu.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::{process, progress, tools};

/// A system package and the commands of which any shows that it, or its like, is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Package {
    /// Debian's name.
    pub name: &'static str,
    commands: &'static [&'static str],
    /// A folder outside PATH in which Debian keeps the commands, below a folder per version.
    versions: Option<&'static str>,
}

/// The database server.
pub const POSTGRESQL: Package =
    Package { name: "postgresql", commands: &["initdb"], versions: Some("/usr/lib/postgresql") };
/// The browser of the tests.
pub const CHROMIUM: Package = Package {
    name: "chromium",
    commands: &["chromium", "chromium-browser", "google-chrome"],
    versions: None,
};
/// Drives the browser.
pub const CHROMIUM_DRIVER: Package =
    Package { name: "chromium-driver", commands: &["chromedriver"], versions: None };
/// Another engine; its driver comes by cargo.
pub const FIREFOX: Package =
    Package { name: "firefox-esr", commands: &["firefox-esr", "firefox"], versions: None };
/// A third engine, with a small browser and its driver.
pub const WEBKIT: Package =
    Package { name: "webkit2gtk-driver", commands: &["WebKitWebDriver"], versions: None };
/// The display that the third one needs.
pub const DISPLAY: Package = Package { name: "xvfb", commands: &["Xvfb"], versions: None };

/// Runs the stock server of the end-to-end tests, and helper code.
pub const PYTHON: Package = Package { name: "python3", commands: &["python3"], versions: None };
/// Makes keys.
pub const OPENSSL: Package = Package { name: "openssl", commands: &["openssl"], versions: None };
/// Runs helper code, as all that follow.
pub const NODE: Package = Package { name: "nodejs", commands: &["node"], versions: None };
/// PHP.
pub const PHP: Package = Package { name: "php-cli", commands: &["php"], versions: None };
/// Ruby.
pub const RUBY: Package = Package { name: "ruby", commands: &["ruby"], versions: None };
/// Go.
pub const GO: Package = Package { name: "golang-go", commands: &["go"], versions: None };
/// Java, with its compiler.
pub const JAVA: Package = Package { name: "default-jdk-headless", commands: &["javac"], versions: None };
/// Compiles C#.
pub const MONO_COMPILER: Package = Package { name: "mono-mcs", commands: &["mcs"], versions: None };
/// Runs C#.
pub const MONO: Package = Package { name: "mono-runtime", commands: &["mono"], versions: None };

impl Package {
    fn is_there(self) -> bool {
        let there = |command: &str| {
            tools::find_on_path(command).is_some()
                || self.versions.is_some_and(|folder| in_versions(folder, command))
        };
        self.commands.iter().any(|command| there(command))
    }
}

/// Installs those that are missing, or says exactly what to install.
pub fn ensure(packages: &[Package]) -> Result<()> {
    let missing: Vec<&str> = packages.iter().filter(|it| !it.is_there()).map(|it| it.name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    install(&missing)
}

/// Installs packages by name, or says exactly what to install.
pub fn install(missing: &[&str]) -> Result<()> {
    let names = missing.join(" ");
    let Some(apt) = apt_command() else {
        bail!(
            "missing: {names}. They can't be installed from here (that needs Debian or Ubuntu, and root or sudo \
             without a password). Install them: apt-get install {names}, or your system's packages of that kind"
        );
    };
    progress::step(&format!("install system packages: {names}"), || {
        let apt_get = |arguments: &[&str]| {
            let mut command = Command::new(apt[0]);
            command.args(&apt[1..]).args(arguments).stdout(std::io::stderr());
            process::run(&mut command, "apt-get")
        };
        let install =
            || apt_get(&[["install", "-y", "--no-install-recommends"].as_slice(), missing].concat());
        // The lists may be missing or old, and a mirror may fail half-way: both are cured by one fresh start.
        install().or_else(|_| apt_get(&["update"]).and_then(|()| install()))
    })
}

/// The words before apt-get's arguments, if it can be used.
fn apt_command() -> Option<Vec<&'static str>> {
    tools::find_on_path("apt-get")?;
    let apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"];
    if rustix::process::geteuid().is_root() {
        return Some(apt.to_vec());
    }
    let sudo = Command::new("sudo").args(["-n", "true"]).output().is_ok_and(|output| output.status.success());
    sudo.then(|| [["sudo", "-n"].as_slice(), &apt].concat())
}

/// Whether `folder/<version>/bin/command` exists.
fn in_versions(folder: &str, command: &str) -> bool {
    let versions = Path::new(folder).read_dir().into_iter().flatten().flatten();
    versions.map(|version| version.path().join("bin").join(command)).any(|path: PathBuf| path.is_file())
}
