//! The developer commands of this repository: `cargo xtask dev`, `build`, `test`, `size`, `e2e`, `tidy`,
//! `bench`.
//!
//! Each command is a module of its own, and its help is the doc comment of its arguments. Below the commands
//! come what they share: the repository's paths, child processes that never outlive us, and pinned tools.

mod bench;
mod build;
mod dev;
mod e2e;
mod size;
mod test;
mod tidy;

mod api;
mod apt;
mod binaries;
mod identity;
mod metadata;
mod npm;
mod process;
mod progress;
mod python;
mod root;
mod tools;
mod untested;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Developer commands of the chat widget.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Dev(dev::Args),
    Build(build::Args),
    Test(test::Args),
    E2e(e2e::Args),
    Size(size::Args),
    Tidy(tidy::Args),
    Bench(bench::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = process::stop_children_on_signals().and_then(|()| match cli.command {
        Command::Test(args) => test::run(&args),
        Command::Dev(args) => dev::run(&args).map(success),
        Command::Build(args) => build::run(&args).map(success),
        Command::E2e(args) => e2e::run(&args).map(success),
        Command::Size(args) => size::run(&args).map(success),
        Command::Tidy(args) => tidy::run(&args).map(success),
        Command::Bench(args) => bench::run(&args).map(success),
    });
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn success((): ()) -> ExitCode {
    ExitCode::SUCCESS
}
