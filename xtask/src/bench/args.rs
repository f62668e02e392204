//! What can be asked of every benchmark.

use anyhow::{Result, bail};

/// How often, what, and beside whom.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How often each measurement is taken; the medians count.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    pub repetitions: u32,

    /// Only measurements whose name contains this.
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,

    /// Leave out the peers: no bar that names one is judged.
    #[arg(long)]
    pub without_peers: bool,
}

impl Args {
    /// The measurements to take.
    ///
    /// # Errors
    /// When the filter fits none: the names that there are.
    pub fn wanted<'a, M>(&self, all: &'a [M], name: fn(&M) -> &'static str) -> Result<Vec<&'a M>> {
        let fits = |it: &&M| self.only.as_ref().is_none_or(|filter| name(it).contains(filter));
        let wanted: Vec<_> = all.iter().filter(fits).collect();
        if wanted.is_empty() {
            let names: Vec<_> = all.iter().map(name).collect();
            bail!("no measurement has the filter in its name: there are {}", names.join(", "));
        }
        Ok(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(only: Option<&str>) -> Result<Vec<&'static str>> {
        let args = Args { repetitions: 1, only: only.map(str::to_owned), without_peers: false };
        Ok(args.wanted(&["load", "memory"], |name| name)?.into_iter().copied().collect())
    }

    #[test]
    fn a_filter_chooses_by_name_and_one_that_fits_nothing_is_told_the_names() {
        assert_eq!(wanted(None).unwrap(), ["load", "memory"]);
        assert_eq!(wanted(Some("mem")).unwrap(), ["memory"]);
        assert!(wanted(Some("speed")).unwrap_err().to_string().ends_with("there are load, memory"));
    }
}
