//! How much of the backend one caller may use: rates and runs at a time, for visitor, address and site.
//!
//! Counted in this process and in bounded memory. The clock is a parameter.

pub mod address;
pub mod connections;
pub mod notice;
pub mod rate;
pub mod table;

mod running;

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use address::AddressBlock;
use notice::Notice;
use rate::Rate;
pub use running::RunSlot;
use running::Running;
use table::Table;

/// Most visitors, and most addresses, that are counted at once.
const KEYS: usize = 20_000;
/// Nobody knows when a place will be free; whoever waits for one asks again after this.
const PLACE_WAIT: Duration = Duration::from_secs(5);

/// One value for each of those that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Each<T> {
    /// For one visitor.
    pub visitor: T,
    /// For one address; IPv6 by /64.
    pub address: T,
    /// For all of a site.
    pub site: T,
}

impl<T> Each<T> {
    fn map<U>(self, convert: impl Fn(T) -> U) -> Each<U> {
        Each { visitor: convert(self.visitor), address: convert(self.address), site: convert(self.site) }
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The visitor; `None` on routes that are for anybody.
    pub visitor: Option<String>,
    /// The network the request comes from.
    pub address: AddressBlock,
    /// The site.
    pub site: String,
}

/// Whose limit is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The visitor's.
    Visitor,
    /// The address's.
    Address,
    /// The site's, or that of all together.
    Site,
}

/// What is limited; the setting's name is the last word of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// Requests a minute: `CHAT_LIMIT_REQUESTS`.
    Requests,
    /// Runs a minute: `CHAT_LIMIT_RUNS`.
    Runs,
    /// Runs at a time: `CHAT_LIMIT_RUNNING`.
    Running,
    /// Connections at a time: `CHAT_LIMIT_CONNECTIONS`.
    Connections,
}

impl What {
    /// The setting that changes the limit.
    pub fn setting(self) -> &'static str {
        match self {
            Self::Requests => "CHAT_LIMIT_REQUESTS",
            Self::Runs => "CHAT_LIMIT_RUNS",
            Self::Running => "CHAT_LIMIT_RUNNING",
            Self::Connections => "CHAT_LIMIT_CONNECTIONS",
        }
    }
}

/// A limit that is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Of what there was too much.
    pub what: What,
    /// Whose limit it is.
    pub scope: Scope,
    /// When to come back.
    pub wait: Duration,
}

impl Refusal {
    /// The wait as whole seconds, at least one.
    pub fn seconds(&self) -> u64 {
        let seconds = self.wait.as_secs() + u64::from(self.wait.subsec_nanos() > 0);
        seconds.max(1)
    }
}

/// Counts what callers use.
#[derive(Debug)]
pub struct Limits {
    requests: Mutex<Buckets>,
    runs: Mutex<Buckets>,
    running: Arc<Running>,
    started: Instant,
    notices: Mutex<HashMap<(What, Scope), Notice>>,
}

impl Limits {
    /// Nobody has used anything yet.
    pub fn new(requests: Each<Rate>, runs: Each<Rate>, running: Each<u32>) -> Self {
        Self {
            requests: Mutex::new(Buckets::new(What::Requests, requests)),
            runs: Mutex::new(Buckets::new(What::Runs, runs)),
            running: Arc::new(Running::new(running)),
            started: Instant::now(),
            notices: Mutex::default(),
        }
    }

    /// Counts one who was refused for what the owner may change. How many there were, if it is time to say so.
    pub fn notice(&self, what: What, scope: Scope, now: Instant) -> Option<u64> {
        lock(&self.notices).entry((what, scope)).or_default().count(now)
    }

    /// The time that the counts go by: since the start.
    pub fn now(&self) -> Duration {
        self.started.elapsed()
    }

    /// Counts a request.
    ///
    /// # Errors
    /// The limit that it would break; then nothing is counted.
    pub fn count_request(&self, caller: &Caller, now: Duration) -> Result<(), Refusal> {
        lock(&self.requests).take(caller, now)
    }

    /// Counts a request of nobody who is known, by its address alone.
    ///
    /// # Errors
    /// The limit that it would break; then nothing is counted.
    pub fn count_address(&self, caller: &Caller, now: Duration) -> Result<(), Refusal> {
        lock(&self.requests).take_address(caller.address, now)
    }

    /// Counts a request for a run.
    ///
    /// # Errors
    /// The limit that it would break; then nothing is counted.
    pub fn count_run(&self, caller: &Caller, now: Duration) -> Result<(), Refusal> {
        lock(&self.runs).take(caller, now)
    }

    /// A place among the runs under way, until it is dropped.
    ///
    /// # Errors
    /// When all places are taken.
    pub fn place_for_run(&self, caller: &Caller) -> Result<RunSlot, Refusal> {
        self.running.enter(caller).map_err(|scope| Refusal { what: What::Running, scope, wait: PLACE_WAIT })
    }
}

/// The rates of one kind.
#[derive(Debug)]
struct Buckets {
    what: What,
    rates: Each<Rate>,
    visitors: Table<String>,
    addresses: Table<AddressBlock>,
    sites: Table<String>,
}

impl Buckets {
    fn new(what: What, rates: Each<Rate>) -> Self {
        Self { what, rates, visitors: Table::new(KEYS), addresses: Table::new(KEYS), sites: Table::new(KEYS) }
    }

    /// All or nothing: what one limit refuses uses up no other.
    fn take(&mut self, caller: &Caller, now: Duration) -> Result<(), Refusal> {
        let what = self.what;
        let refused = |scope| move |wait| Refusal { what, scope, wait };
        let visitor = match &caller.visitor {
            Some(id) => {
                let full_at = self.rates.visitor.take(self.visitors.full_at(id), now);
                Some((id.clone(), full_at.map_err(refused(Scope::Visitor))?))
            }
            None => None,
        };
        let address = self.address_after(caller.address, now)?;
        let site = self.rates.site.take(self.sites.full_at(&caller.site), now);
        let site = site.map_err(refused(Scope::Site))?;
        if let Some((id, full_at)) = visitor {
            self.visitors.set(id, full_at, now);
        }
        self.addresses.set(caller.address, address, now);
        self.sites.set(caller.site.clone(), site, now);
        Ok(())
    }

    fn take_address(&mut self, address: AddressBlock, now: Duration) -> Result<(), Refusal> {
        let full_at = self.address_after(address, now)?;
        self.addresses.set(address, full_at, now);
        Ok(())
    }

    fn address_after(&self, address: AddressBlock, now: Duration) -> Result<Duration, Refusal> {
        let full_at = self.rates.address.take(self.addresses.full_at(&address), now);
        full_at.map_err(|wait| Refusal { what: self.what, scope: Scope::Address, wait })
    }
}

/// One less of this key, which is forgotten with its last one.
fn leave<K: Eq + Hash>(counts: &mut HashMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic inside leaves a count too few at worst.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl From<Each<u32>> for Each<Rate> {
    fn from(numbers: Each<u32>) -> Self {
        numbers.map(Rate::per_minute)
    }
}

#[cfg(test)]
mod tests;
