//! The text files of the repository.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// What is not ours, or not source.
const SKIPPED: [&str; 4] = [".git", "dist", "node_modules", "target"];

/// What people write here; fixtures of tests have other endings.
const ENDINGS: [&str; 15] =
    ["rs", "js", "mjs", "css", "html", "toml", "yml", "md", "sql", "cs", "go", "java", "php", "py", "rb"];

/// One text file.
#[derive(Debug)]
pub struct Source {
    /// Path from the root, with `/`.
    pub path: String,
    /// Its content.
    pub text: String,
}

impl Source {
    /// Whether the file has this ending.
    pub fn is(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.strip_suffix(ending).is_some_and(|it| it.ends_with('.')))
    }

    /// The lines that are code, with their numbers; for Rust and JavaScript, whose comments of ours are whole lines.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// All sources below `root`, in order of their paths.
pub fn all(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    collect(root, "", &mut sources)?;
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

fn collect(folder: &Path, prefix: &str, sources: &mut Vec<Source>) -> Result<()> {
    let context = || format!("cannot read {}", folder.display());
    for entry in fs::read_dir(folder).with_context(context)? {
        let entry = entry.with_context(context)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        // Not through symbolic links: what they name is read where it is.
        let kind = entry.file_type().with_context(context)?;
        if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
            collect(&entry.path(), &path, sources)?;
        } else if kind.is_file() && ENDINGS.iter().any(|ending| name.ends_with(&format!(".{ending}"))) {
            let text =
                fs::read_to_string(entry.path()).with_context(|| format!("{path} is not UTF-8 text"))?;
            sources.push(Source { path, text });
        }
    }
    Ok(())
}
