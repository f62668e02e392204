//! A table as spreadsheets take it.

use web_sys::Element;

use super::make::all;

/// Rows as lines, cells between tabs. A cell's own tabs and line ends become spaces.
pub(super) fn tab_separated(table: &Element) -> String {
    let cell = |cell: &Element| {
        let text = cell.text_content().unwrap_or_default();
        text.replace(['\t', '\n', '\r'], " ").trim().to_owned()
    };
    let row = |row: &Element| all(row, "th, td").iter().map(cell).collect::<Vec<_>>().join("\t");
    all(table, "tr").iter().map(row).collect::<Vec<_>>().join("\n")
}
