//! `siesta openapi check`: whether our reading of the API is still true.

use std::fs;
use std::path::PathBuf;

use siesta_api::openapi::ASSUMED_V1;
use url::Url;

use super::{fetch, report};
use crate::openapi::{self, Document, DocumentError};
use crate::{Failure, Outcome, output};

/// Compare the vendor's OpenAPI document with the reading that this project is built on.
///
/// Tells what is different in any operation, parameter, body, answer or schema of ours, and what to change
/// where. The exit code is 1 if anything is.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The document's address
    #[arg(long, default_value = "https://api.siesta.ai/swagger/v1/swagger.json", value_parser = address)]
    url: Url,
    /// A file with the document, instead of its address
    #[arg(long, conflicts_with = "url")]
    file: Option<PathBuf>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Prints the differences.
pub async fn run(args: Args) -> Result<Outcome, Failure> {
    let (name, text) = match &args.file {
        Some(file) => (file.display().to_string(), fs::read_to_string(file).map_err(Failure::reading(file))?),
        None => (args.url.to_string(), fetch::text(&args.url).await?),
    };
    let parse = |name: &str, text: &str| {
        let told = |source: DocumentError| Failure::OpenApi { name: name.to_owned(), source };
        Document::parse(text).map_err(told)
    };
    let comparison = openapi::compare(&parse(report::OURS, ASSUMED_V1)?, &parse(&name, &text)?);
    if args.json {
        output::json(&comparison)?;
    } else {
        output::text(&report::text(&comparison, &name))?;
    }
    Ok(if comparison.differences.is_empty() { Outcome::Done } else { Outcome::Negative })
}

/// Messages repeat the address, so that it must hold no credential.
fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("{error}; write a full address such as https://…"))?;
    match url.scheme() {
        "http" | "https" if url.username().is_empty() && url.password().is_none() => Ok(url),
        "http" | "https" => Err("leave the user name and password out; the document is public".into()),
        _ => Err("write an address that starts with https://".into()),
    }
}
