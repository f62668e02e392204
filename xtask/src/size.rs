//! `cargo xtask size`: what a visitor downloads, against the checked-in budget.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::build::{self, Manifest, Profile};
use crate::root;

/// The budget's file.
const BUDGET: &str = "xtask/size-budget.toml";

/// Show the size of every part of the bundle and fail where it is over budget.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_: &Args) -> Result<()> {
    check(&root::root()?)
}

/// Builds the bundle, prints the table, and fails if a budget is exceeded.
pub fn check(root: &Path) -> Result<()> {
    let text = fs::read_to_string(root.join(BUDGET)).with_context(|| format!("cannot read {BUDGET}"))?;
    let budgets = parse(&text).with_context(|| format!("cannot use {BUDGET}"))?;
    let manifest = build::bundle(root, Profile::Release)?;
    let totals = totals(&budgets, &manifest)?;
    print!("{}", table(&manifest, &totals));
    let over: Vec<_> = totals.iter().filter(|total| total.brotli > total.budget.brotli).collect();
    match over.as_slice() {
        [] => Ok(()),
        over => {
            let names: Vec<_> = over.iter().map(|total| total.budget.name.as_str()).collect();
            bail!(
                "over budget: {}; make it smaller, or move what can wait into a split function",
                names.join(", ")
            )
        }
    }
}

/// `size-budget.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budgets {
    budget: Vec<Budget>,
}

/// One limit over a set of files.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    /// What the table calls it.
    name: String,
    /// File names, without the folder.
    files: Vec<String>,
    /// The most bytes that all of them together may have after brotli.
    brotli: usize,
}

fn parse(text: &str) -> Result<Vec<Budget>> {
    let budgets: Budgets = toml::from_str(text)?;
    Ok(budgets.budget)
}

/// A budget with what it is spent on.
#[derive(Debug)]
struct Total<'a> {
    budget: &'a Budget,
    bytes: usize,
    gzip: usize,
    brotli: usize,
}

/// Adds up the files of each budget; a file that the bundle doesn't have is an error, so that a renamed file does
/// not escape its budget.
fn totals<'a>(budgets: &'a [Budget], manifest: &Manifest) -> Result<Vec<Total<'a>>> {
    ensure!(!budgets.is_empty(), "there is no budget");
    let mut totals = Vec::new();
    for budget in budgets {
        let mut total = Total { budget, bytes: 0, gzip: 0, brotli: 0 };
        for name in &budget.files {
            let file = manifest.files.iter().find(|file| base_name(&file.path) == name);
            let file = file
                .with_context(|| format!("the budget {:?} names {name}, which is not built", budget.name))?;
            total.bytes += file.bytes;
            total.gzip += file.gzip;
            total.brotli += file.brotli;
        }
        totals.push(total);
    }
    Ok(totals)
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn table(manifest: &Manifest, totals: &[Total]) -> String {
    let mut rows = vec![["part", "raw", "gzip", "brotli", "budget"].map(str::to_owned)];
    for file in &manifest.files {
        let sizes = [file.bytes, file.gzip, file.brotli].map(|bytes| bytes.to_string());
        let [bytes, gzip, brotli] = sizes;
        rows.push([base_name(&file.path).to_owned(), bytes, gzip, brotli, String::new()]);
    }
    for Total { budget, bytes, gzip, brotli } in totals {
        let verdict = if *brotli > budget.brotli {
            format!("{} EXCEEDED", budget.brotli)
        } else {
            budget.brotli.to_string()
        };
        rows.push([
            format!("= {}", budget.name),
            bytes.to_string(),
            gzip.to_string(),
            brotli.to_string(),
            verdict,
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let (name, number) = (width(0), (1..4).map(width).max().unwrap_or_default());
    let mut table = String::new();
    for [part, bytes, gzip, brotli, budget] in &rows {
        let line = format!("{part:name$}  {bytes:>number$}  {gzip:>number$}  {brotli:>number$}  {budget}");
        // Writing to a string cannot fail.
        let _ = writeln!(table, "{}", line.trim_end());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::File;

    const LOADER: &str = "[[budget]]\nname = \"loader\"\nfiles = [\"chat-widget.js\"]\nbrotli = 100\n";

    fn manifest(brotli: usize) -> Manifest {
        let file = |path: &str| File {
            path: path.to_owned(),
            bytes: 900,
            gzip: 300,
            brotli,
            integrity: String::new(),
        };
        Manifest {
            version: "1.0.0-0".to_owned(),
            files: vec![file("chat-widget.js"), file("v/1.0.0-0/widget.js")],
        }
    }

    #[test]
    fn the_checked_in_budget_can_be_read() -> Result<()> {
        let budgets = parse(include_str!("../size-budget.toml"))?;
        assert_eq!(
            budgets.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(),
            ["loader", "text chat, first load"]
        );
        Ok(())
    }

    #[test]
    fn a_misspelt_budget_is_an_error() {
        assert!(parse(&LOADER.replace("brotli", "brotil")).is_err());
    }

    #[test]
    fn files_of_a_budget_add_up() -> Result<()> {
        let budgets = parse(&LOADER.replace("\"chat-widget.js\"", "\"chat-widget.js\", \"widget.js\""))?;
        let manifest = manifest(60);
        let totals = totals(&budgets, &manifest)?;
        assert_eq!((totals[0].bytes, totals[0].gzip, totals[0].brotli), (1800, 600, 120));
        assert!(table(&manifest, &totals).contains("100 EXCEEDED"), "{}", table(&manifest, &totals));
        Ok(())
    }

    #[test]
    fn a_budget_for_a_file_that_is_not_built_is_an_error() -> Result<()> {
        let budgets = parse(&LOADER.replace("chat-widget.js", "gone.js"))?;
        assert!(totals(&budgets, &manifest(60)).is_err());
        Ok(())
    }
}
