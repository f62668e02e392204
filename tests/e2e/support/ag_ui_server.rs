//! A stock AG-UI server, of the Python package index.

use std::path::Path;
use std::process::Command;

use super::process::{Process, ready_line};
use super::servers::{binary, root};

/// `tests/python/ag_ui_server.py`.
pub struct AgUiServer {
    _process: Process,
    url: String,
}

impl AgUiServer {
    /// Starts one that pages of an origin may ask.
    pub fn start(folder: &Path, origin: &str) -> Self {
        let mut command = Command::new(binary("AG_UI_PYTHON"));
        command.arg(root().join("tests/python/ag_ui_server.py")).arg(origin);
        let (process, url) = Process::start(&mut command, &folder.join("ag-ui-server.log"), ready_line);
        Self { _process: process, url }
    }

    /// Where it takes a `RunAgentInput`.
    pub fn url(&self) -> &str {
        &self.url
    }
}
