//! A server that runs beside us and says `ready http://…` on standard output.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::process::Group;

/// A running server. Dropping it stops it.
#[derive(Debug)]
pub struct Server {
    group: Group,
    url: String,
}

impl Server {
    /// Starts `command` and waits for its ready line; all else it writes appears on stderr behind its name.
    pub fn start(command: &mut Command, name: &str) -> Result<Self> {
        let (sender, ready) = mpsc::channel();
        let mut group = spawn(command, name, Some(sender))?;
        let Ok(url) = ready.recv() else {
            let status = group.wait()?;
            bail!("the {name} ended with {status} before it was ready; what it said is above");
        };
        eprintln!("==> {name} at {url}");
        Ok(Self { group, url })
    }

    /// Starts a server that has no ready line and will be at `url`.
    pub fn start_silent(command: &mut Command, name: &str, url: String) -> Result<Self> {
        Ok(Self { group: spawn(command, name, None)?, url })
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// Fails as soon as one of them has ended.
pub fn fail_if_ended(servers: &mut [Server]) -> Result<()> {
    for server in servers {
        if let Some(status) = server.group.ended()? {
            bail!("the {} ended with {status}; stopping the rest", server.group.name());
        }
    }
    Ok(())
}

fn spawn(command: &mut Command, name: &str, ready: Option<Sender<String>>) -> Result<Group> {
    let mut group = Group::spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()), name)?;
    relay(group.child.stdout.take().context("standard output is not piped")?, name, ready);
    relay(group.child.stderr.take().context("standard error is not piped")?, name, None);
    Ok(group)
}

/// Copies lines to stderr behind the server's name, and sends the first ready line's address to `ready`.
fn relay(stream: impl Read + Send + 'static, name: &str, mut ready: Option<Sender<String>>) {
    let name = name.to_owned();
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            line.clear();
            match text
                .strip_prefix("ready ")
                .map(str::to_owned)
                .zip(ready.take_if(|_| text.starts_with("ready ")))
            {
                // Nobody listens any more only when the server is being dropped.
                Some((url, ready)) => drop(ready.send(url)),
                None => eprintln!("[{name}] {text}"),
            }
        }
    });
}
