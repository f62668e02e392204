//! `--watch`: Trunk serves the page, rebuilds on changes and reloads; the API is forwarded to the backend.
//!
//! `Trunk.toml` is made for `trunk serve` beside a backend on its default port. Here ports are chosen, so Trunk
//! gets a copy with them, and with absolute paths, because it takes paths from where its configuration is.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::server::Server;
use crate::tools;

/// Starts Trunk on `port` in front of the backend.
pub fn start(root: &Path, state: &Path, port: u16, backend_port: u16) -> Result<Server> {
    let trunk = tools::TRUNK.ensure()?;
    let source = root.join("Trunk.toml");
    let text = fs::read_to_string(&source).with_context(|| format!("cannot read {}", source.display()))?;
    let text = adapt(&text, root, port, backend_port).context("cannot use Trunk.toml")?;
    let config = state.join("Trunk.toml");
    fs::write(&config, text).with_context(|| format!("cannot write {}", config.display()))?;
    let mut command = Command::new(trunk.join(tools::TRUNK.command));
    command.arg("--config").arg(&config).arg("serve").current_dir(root);
    // Trunk takes NO_COLOR for a flag with a value of its own and refuses the usual `NO_COLOR=1`.
    command.env_remove("NO_COLOR");
    Server::start_silent(&mut command, "trunk", format!("http://127.0.0.1:{port}"))
}

/// The text of `Trunk.toml` with these ports and with absolute paths.
fn adapt(text: &str, root: &Path, port: u16, backend_port: u16) -> Result<String> {
    let mut config: Table = text.parse()?;
    let absolute = |value: &mut Value| {
        if let Value::String(path) = value {
            *path = root.join(path.as_str()).to_string_lossy().into_owned();
        }
    };
    let build = table(&mut config, "build")?;
    build.get_mut("target").into_iter().for_each(absolute);
    build.get_mut("dist").into_iter().for_each(absolute);
    let watched = table(&mut config, "watch")?.get_mut("watch").and_then(Value::as_array_mut);
    watched.into_iter().flatten().for_each(absolute);
    table(&mut config, "serve")?.insert("port".to_owned(), Value::Integer(port.into()));
    let proxies = config.get_mut("proxy").and_then(Value::as_array_mut).context("[[proxy]] is missing")?;
    for proxy in proxies {
        let backend = proxy.get_mut("backend").context("a [[proxy]] has no backend")?;
        let path = backend.as_str().and_then(|url| url.splitn(4, '/').nth(3)).unwrap_or_default();
        *backend = Value::String(format!("http://127.0.0.1:{backend_port}/{path}"));
    }
    Ok(config.to_string())
}

fn table<'a>(config: &'a mut Table, name: &str) -> Result<&'a mut Table> {
    config.get_mut(name).and_then(Value::as_table_mut).with_context(|| format!("[{name}] is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checked_in_configuration_takes_ports_and_paths() -> Result<()> {
        let text = adapt(include_str!("../../../Trunk.toml"), Path::new("/a folder"), 9000, 9001)?;
        let config: Table = text.parse()?;
        assert_eq!(config["serve"]["port"].as_integer(), Some(9000));
        assert_eq!(config["build"]["target"].as_str(), Some("/a folder/index.html"));
        assert_eq!(config["build"]["dist"].as_str(), Some("/a folder/target/trunk"));
        assert_eq!(config["proxy"][0]["backend"].as_str(), Some("http://127.0.0.1:9001/v1"));
        let watched = config["watch"]["watch"].as_array().context("nothing is watched")?;
        assert!(watched.iter().all(|path| path.as_str().is_some_and(|path| path.starts_with("/a folder/"))));
        Ok(())
    }
}
