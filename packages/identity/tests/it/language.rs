//! The languages, and how the file of each is run.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chat_identity::chat_identity_token;

/// A language that has helper code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Node,
    Python,
    Php,
    Ruby,
    Go,
    Java,
    Csharp,
    Rust,
}

/// What the function is called with: user id, key id, key, audience.
pub type Call = [Field; 4];

/// One of these.
#[derive(Debug, Clone)]
pub enum Field {
    /// What reading a variable gives that isn't set.
    Absent,
    /// What the language can hold as a string, though it's no text: half a character, or bytes that aren't UTF-8.
    Broken,
    /// Anything else.
    Text(String),
}

impl Field {
    /// The text, or nothing.
    pub fn text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }

    fn encoded(&self) -> String {
        match self {
            Self::Absent => "-".to_owned(),
            Self::Broken => "!".to_owned(),
            Self::Text(text) => STANDARD.encode(text),
        }
    }
}

impl Language {
    /// The algorithms that its file offers, and that can be run here.
    pub fn algorithms(self) -> &'static [&'static str] {
        match self {
            Self::Python | Self::Csharp => &["HS256"],
            Self::Php => &["HS256", "ES256"],
            Self::Node | Self::Ruby | Self::Go | Self::Java | Self::Rust => &["HS256", "EdDSA", "ES256"],
        }
    }

    /// Calls the function, and gives for each call the token or what the error says.
    pub fn tokens(self, calls: &[Call]) -> Vec<Result<String, String>> {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let Some(mut command) = self.driver(folder.path()) else {
            return calls.iter().map(rust).collect();
        };
        let line = |call: &Call| call.each_ref().map(Field::encoded).join("\t") + "\n";
        let output = fed(&mut command, calls.iter().map(line).collect());
        let text = String::from_utf8(output.stdout).expect("answers are text");
        assert!(output.status.success(), "{self:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
        let answer = |line: &str| match line.split_once(' ') {
            Some(("token", token)) => Ok(token.to_owned()),
            Some(("error", error)) => Err(error.to_owned()),
            _ => panic!("{self:?} answered {line}"),
        };
        let answers: Vec<_> = text.lines().map(answer).collect();
        assert_eq!(answers.len(), calls.len(), "{self:?}: {text}");
        answers
    }

    /// The command that answers calls; Rust needs none.
    fn driver(self, folder: &Path) -> Option<Command> {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let drivers = package.join("tests/drivers");
        let interpreted = |command: &str, file: &str| {
            let mut command = Command::new(command);
            command.arg(drivers.join(file)).env("PYTHONDONTWRITEBYTECODE", "1");
            command
        };
        Some(match self {
            Self::Node => interpreted("node", "node.mjs"),
            Self::Python => interpreted("python3", "python.py"),
            Self::Php => interpreted("php", "php.php"),
            Self::Ruby => interpreted("ruby", "ruby.rb"),
            Self::Go => {
                fs::create_dir(folder.join("chatidentity")).expect("a folder can be made");
                copy(&package.join("go/chatidentity.go"), &folder.join("chatidentity/chatidentity.go"));
                copy(&drivers.join("driver.go"), &folder.join("main.go"));
                fs::write(folder.join("go.mod"), "module identity\n\ngo 1.18\n")
                    .expect("a file can be written");
                build(Command::new("go").args(["build", "-o", "driver", "."]).current_dir(folder));
                Command::new(folder.join("driver"))
            }
            Self::Java => {
                let mut javac = Command::new("javac");
                javac.args(["-Xlint:all", "-Werror", "-d"]).arg(folder);
                build(javac.arg(package.join("java/ChatIdentity.java")).arg(drivers.join("Driver.java")));
                let mut java = Command::new("java");
                java.arg("-cp").arg(folder).arg("Driver");
                java
            }
            Self::Csharp => {
                let program = folder.join("driver.exe");
                let mut mcs = Command::new("mcs");
                mcs.arg("-warnaserror").arg(argument("-out:", &program));
                build(mcs.arg(package.join("csharp/ChatIdentity.cs")).arg(drivers.join("Driver.cs")));
                let mut mono = Command::new("mono");
                mono.arg(program);
                mono
            }
            Self::Rust => return None,
        })
    }
}

fn rust(call: &Call) -> Result<String, String> {
    let [user_id, key_id, key, audience] = call.each_ref().map(Field::text);
    chat_identity_token(user_id, key_id, key, audience).map_err(|error| error.to_string())
}

fn argument(option: &str, path: &Path) -> String {
    format!("{option}{}", path.display())
}

/// Copies a file.
pub fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
}

/// Runs a command that has to succeed.
pub fn build(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&said));
}

/// Runs a command with this on its standard input.
fn fed(command: &mut Command, input: String) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut stdin = child.stdin.take().expect("standard input is piped");
    let writer = thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("the command ends");
    // A command that failed has not read it all; its own words say why.
    let _ = writer.join().expect("the writer ends");
    output
}
