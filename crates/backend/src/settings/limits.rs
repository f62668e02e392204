//! How much callers may use: `CHAT_LIMIT_REQUESTS`, `CHAT_LIMIT_RUNS`, `CHAT_LIMIT_RUNNING`,
//! `CHAT_LIMIT_CONNECTIONS`, and whom to believe where they come from: `CHAT_TRUSTED_PROXIES`.

use super::source::Source;
use crate::limits::Each;
use crate::limits::address::TrustedProxies;
use crate::limits::connections::MostConnections;

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
    /// `CHAT_LIMIT_CONNECTIONS`, default 200, 10000: open connections of an address and in all.
    pub connections: MostConnections,
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
        let connections = if dev { [20_000, 20_000] } else { [200, 10_000] };
        let each = |[visitor, address, site]: [u32; 3]| Each { visitor, address, site };
        let whose = "one for a visitor, one for an address and one for the site";
        let requests = read_limit(source, "CHAT_LIMIT_REQUESTS", requests, whose);
        let runs = read_limit(source, "CHAT_LIMIT_RUNS", runs, whose);
        let running = read_limit(source, "CHAT_LIMIT_RUNNING", running, whose);
        let whose = "one for an address and one for all together";
        let connections = read_limit(source, "CHAT_LIMIT_CONNECTIONS", connections, whose);
        Some(Self {
            trusted_proxies: trusted_proxies?,
            requests: each(requests?),
            runs: each(runs?),
            running: each(running?),
            connections: connections.map(|[address, all]| MostConnections { address, all })?,
        })
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

/// So many numbers; `whose` says what each is for.
fn read_limit<const N: usize>(
    source: &mut Source,
    name: &'static str,
    default: [u32; N],
    whose: &str,
) -> Option<[u32; N]> {
    let Some(text) = source.text(name) else { return Some(default) };
    let numbers: Option<Vec<u32>> = text.split(',').map(|number| number.trim().parse().ok()).collect();
    let numbers = numbers.and_then(|numbers| <[u32; N]>::try_from(numbers).ok());
    let numbers = numbers.filter(|numbers| numbers.iter().all(|number| (1..=MOST).contains(number)));
    if numbers.is_none() {
        let count = if N == 3 { "three" } else { "two" };
        let example = default.map(|number| number.to_string()).join(", ");
        source.refuse(
            name,
            format!("is {text:?}, which is not {count} whole numbers between 1 and {MOST}."),
            format!("Write {whose}, such as {example}."),
        );
    }
    numbers
}
