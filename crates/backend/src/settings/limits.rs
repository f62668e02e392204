//! How much callers may use: `CHAT_LIMIT_REQUESTS`, `CHAT_LIMIT_RUNS`, `CHAT_LIMIT_RUNNING`, and whom to believe
//! where they come from: `CHAT_TRUSTED_PROXIES`.

use super::source::Source;
use crate::limits::Each;
use crate::limits::address::TrustedProxies;

/// Largest number a limit can have.
const MOST: u32 = 1_000_000;

/// How much callers may use.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LimitSettings {
    /// `CHAT_TRUSTED_PROXIES`: proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
    /// `CHAT_LIMIT_REQUESTS`, default 120, 600, 6000: requests a minute.
    pub requests: Each<u32>,
    /// `CHAT_LIMIT_RUNS`, default 20, 60, 600: runs a minute.
    pub runs: Each<u32>,
    /// `CHAT_LIMIT_RUNNING`, default 3, 20, 200: runs at a time.
    pub running: Each<u32>,
}

impl LimitSettings {
    pub(super) fn read(source: &mut Source, dev: bool) -> Option<Self> {
        let trusted_proxies = read_proxies(source);
        // In development everybody is at one address, and tests are faster than people.
        let [requests, runs, running] = if dev {
            [[60_000, 60_000, 60_000], [6_000, 6_000, 6_000], [200, 200, 200]]
        } else {
            [[120, 600, 6_000], [20, 60, 600], [3, 20, 200]]
        };
        let requests = read_limit(source, "CHAT_LIMIT_REQUESTS", requests);
        let runs = read_limit(source, "CHAT_LIMIT_RUNS", runs);
        let running = read_limit(source, "CHAT_LIMIT_RUNNING", running);
        Some(Self { trusted_proxies: trusted_proxies?, requests: requests?, runs: runs?, running: running? })
    }
}

fn read_proxies(source: &mut Source) -> Option<TrustedProxies> {
    let text = source.text("CHAT_TRUSTED_PROXIES").unwrap_or_default();
    let (mut networks, mut good) = (Vec::new(), true);
    for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
        match TrustedProxies::parse_network(entry) {
            Some(network) => networks.push(network),
            None => {
                good = false;
                source.refuse(
                    "CHAT_TRUSTED_PROXIES",
                    format!("holds {entry:?}, which is no address and no network."),
                    "Write the addresses of your proxies, such as 127.0.0.1 or 10.0.0.0/8, separated by commas.",
                );
            }
        }
    }
    good.then(|| TrustedProxies::new(networks))
}

/// Three numbers: for a visitor, an address and the site.
fn read_limit(source: &mut Source, name: &'static str, default: [u32; 3]) -> Option<Each<u32>> {
    let numbers = match source.text(name) {
        None => default.to_vec(),
        Some(text) => {
            let numbers: Option<Vec<u32>> =
                text.split(',').map(|number| number.trim().parse().ok()).collect();
            match numbers {
                Some(numbers) if numbers.len() == 3 && numbers.iter().all(|n| (1..=MOST).contains(n)) => {
                    numbers
                }
                _ => {
                    let [visitor, address, site] = default;
                    source.refuse(
                        name,
                        format!("is {text:?}, which is not three whole numbers between 1 and {MOST}."),
                        format!(
                            "Write one for a visitor, one for an address and one for the site, such as \
                             {visitor}, {address}, {site}."
                        ),
                    );
                    return None;
                }
            }
        }
    };
    let [visitor, address, site] = numbers[..] else { return None };
    Some(Each { visitor, address, site })
}
