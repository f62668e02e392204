//! Lists: as a table or as JSON, a page or all of it.

use std::future::Future;

use comfy_table::{Table, presets};
use futures_util::TryStreamExt;
use serde::Serialize;
use siesta_api::types::Page;
use siesta_api::{Error, Items};

use super::{OperationFailure, one_line};
use crate::{Failure, Outcome, output};

/// Most items of one page.
const LARGEST_PAGE: u32 = 200;
/// What fits on a screen.
const USUAL_PAGE: u32 = 50;

/// Options of every list.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// Only what contains this text.
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Most items to show, 50 if not told; with --all, how many to ask for at a time.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(LARGEST_PAGE)))]
    limit: Option<u32>,
    /// How many items to skip.
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: u32,
    /// Show everything, however long it is.
    #[arg(long)]
    all: bool,
    /// Write JSON: an array of the items as the API has them.
    #[arg(long)]
    json: bool,
}

/// How an item looks in a table.
pub trait Row {
    /// The columns' names.
    const COLUMNS: &'static [&'static str];

    /// What stands in them.
    fn cells(&self) -> Vec<String>;
}

impl ListArgs {
    /// For the request.
    pub fn limit(&self) -> Option<u32> {
        self.limit.or(Some(if self.all { LARGEST_PAGE } else { USUAL_PAGE }))
    }

    /// For the request.
    pub fn offset(&self) -> Option<u32> {
        Some(self.offset)
    }

    /// Asks for the page or for everything, and shows it. Only one of the two is asked for.
    pub async fn show<T: Row + Serialize>(
        &self,
        page: impl Future<Output = Result<Page<T>, Error>>,
        everything: Items<T>,
    ) -> Result<Outcome, Failure> {
        let (items, more) = if self.all {
            (everything.try_collect().await.map_err(OperationFailure::from)?, None)
        } else {
            let page = page.await.map_err(OperationFailure::from)?;
            let reached = u64::from(self.offset) + page.items.len() as u64;
            let more =
                (reached < page.total_count && !page.items.is_empty()).then_some((reached, page.total_count));
            (page.items, more)
        };
        if self.json {
            output::json(&items)?;
        } else {
            output::text(&table(&items))?;
        }
        if let Some((reached, total)) = more {
            eprintln!("{} of {total}. --offset {reached} shows the next, --all everything.", items.len());
        }
        Ok(Outcome::Done)
    }
}

fn table<T: Row>(items: &[T]) -> String {
    rows(T::COLUMNS, items.iter().map(Row::cells))
}

/// Columns side by side, with their names on top.
pub(super) fn rows(columns: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_header(columns.iter().map(|name| name.to_uppercase()));
    for cells in rows {
        table.add_row(cells.iter().map(|cell| one_line(cell)));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
