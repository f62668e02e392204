//! Medians of one measurement, side by side.

use std::fmt::{Display, Write as _};

use super::medians::Medians;

/// A result that is shown: its key, name, and decimal places.
pub type Column = (&'static str, &'static str, usize);

/// What stands in a table.
#[derive(Debug)]
pub struct Table<'a, Party> {
    /// The measurement.
    pub name: &'static str,
    /// What it shows, for people.
    pub title: &'a str,
    /// What the parties are.
    pub who: &'a str,
    /// Its rows, in this order.
    pub parties: Vec<Party>,
    /// With whom all others are compared.
    pub floor: Party,
    /// What is shown of each.
    pub columns: &'a [Column],
}

impl<Party: Copy + Ord + Display> Table<'_, Party> {
    /// In Markdown: each number, and how many times the floor's it is. Whoever has no number has no row.
    pub fn of(&self, medians: &Medians<Party>) -> String {
        let heads = self.columns.iter().map(|(_, head, _)| format!(" {head} |")).collect::<String>();
        let rules = "---:|".repeat(self.columns.len());
        let mut text = format!("\n{}\n\n| {} |{heads}\n|---|{rules}\n", self.title, self.who);
        for &party in &self.parties {
            let cells: String = self.columns.iter().map(|column| self.cell(medians, party, column)).collect();
            if cells.contains(|it: char| it.is_ascii_digit()) {
                // Writing to a string doesn't fail.
                let _ = writeln!(text, "| {party} |{cells}");
            }
        }
        text
    }

    fn cell(&self, medians: &Medians<Party>, party: Party, &(key, _, places): &Column) -> String {
        let Some(number) = medians.get(self.name, party, key) else { return " – |".to_owned() };
        let bound = if medians.is_late(self.name, party) { "> " } else { "" };
        match medians.get(self.name, self.floor, key).filter(|floor| *floor > 0.0) {
            Some(floor) if party != self.floor => {
                format!(" {bound}{number:.places$} ({bound}{:.2}×) |", number / floor)
            }
            _ => format!(" {bound}{number:.places$} |"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::medians::Numbers;
    use super::*;

    #[test]
    fn each_number_stands_beside_how_many_times_the_floor_it_is() {
        let numbers =
            |ms: f64, late: f64| -> Numbers { [("ms".to_owned(), ms), ("late".to_owned(), late)].into() };
        let results = [
            ("load", "ours", numbers(9.0, 0.0)),
            ("load", "ours", numbers(4.0, 0.0)),
            ("load", "ours", numbers(2.0, 0.0)),
            ("load", "quick", numbers(1.0, 0.0)),
            ("load", "quick", numbers(3.0, 0.0)),
            ("load", "late", numbers(40.0, 1.0)),
        ];
        let table = Table {
            name: "load",
            title: "Loading",
            who: "who",
            parties: vec!["quick", "ours", "late", "absent"],
            floor: "ours",
            columns: &[("ms", "time ms", 0), ("bytes", "bytes", 0)],
        };
        assert_eq!(
            table.of(&Medians::of(&results)),
            "\nLoading\n\n| who | time ms | bytes |\n|---|---:|---:|\n\
             | quick | 2 (0.50×) | – |\n| ours | 4 | – |\n| late | > 40 (> 10.00×) | – |\n"
        );
    }
}
