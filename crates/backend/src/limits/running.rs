//! The runs under way: how many of each caller.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::address::AddressBlock;
use super::{Caller, Each, Scope, leave, lock};

/// Counts the runs under way. As large as there are runs, which the sites' limits bound.
#[derive(Debug)]
pub(super) struct Running {
    most: Each<u32>,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    visitors: HashMap<String, u32>,
    addresses: HashMap<AddressBlock, u32>,
    sites: HashMap<String, u32>,
}

/// A run's place; free again once this is dropped.
#[derive(Debug)]
#[must_use]
pub struct RunSlot {
    running: Arc<Running>,
    caller: Caller,
}

impl Running {
    pub(super) fn new(most: Each<u32>) -> Self {
        Self { most, counts: Mutex::default() }
    }

    pub(super) fn enter(self: &Arc<Self>, caller: &Caller) -> Result<RunSlot, Scope> {
        let mut counts = lock(&self.counts);
        let visitor = caller.visitor.as_ref().and_then(|id| counts.visitors.get(id)).copied();
        if visitor.is_some_and(|count| count >= self.most.visitor) {
            return Err(Scope::Visitor);
        }
        if counts.addresses.get(&caller.address).is_some_and(|count| *count >= self.most.address) {
            return Err(Scope::Address);
        }
        if counts.sites.get(&caller.site).is_some_and(|count| *count >= self.most.site) {
            return Err(Scope::Site);
        }
        if let Some(id) = &caller.visitor {
            *counts.visitors.entry(id.clone()).or_default() += 1;
        }
        *counts.addresses.entry(caller.address).or_default() += 1;
        *counts.sites.entry(caller.site.clone()).or_default() += 1;
        Ok(RunSlot { running: self.clone(), caller: caller.clone() })
    }
}

impl Drop for RunSlot {
    fn drop(&mut self) {
        let mut counts = lock(&self.running.counts);
        if let Some(id) = &self.caller.visitor {
            leave(&mut counts.visitors, id);
        }
        leave(&mut counts.addresses, &self.caller.address);
        leave(&mut counts.sites, &self.caller.site);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_its_run_is_over_and_nothing_stays_behind() {
        let running = Arc::new(Running::new(Each { visitor: 1, address: 2, site: 3 }));
        let caller = |visitor: &str, ip: [u8; 4]| Caller {
            visitor: Some(visitor.to_owned()),
            address: AddressBlock::of(ip.into()),
            site: "site".to_owned(),
        };
        let first = running.enter(&caller("ann", [10, 0, 0, 1])).unwrap();
        assert_eq!(running.enter(&caller("ann", [10, 0, 0, 2])).unwrap_err(), Scope::Visitor);
        let second = running.enter(&caller("ben", [10, 0, 0, 1])).unwrap();
        assert_eq!(running.enter(&caller("cid", [10, 0, 0, 1])).unwrap_err(), Scope::Address);
        let third = running.enter(&caller("cid", [10, 0, 0, 3])).unwrap();
        assert_eq!(running.enter(&caller("dan", [10, 0, 0, 4])).unwrap_err(), Scope::Site);
        drop(first);
        let again = running.enter(&caller("ann", [10, 0, 0, 1])).unwrap();
        drop((second, third, again));
        let counts = lock(&running.counts);
        assert!(counts.visitors.is_empty() && counts.addresses.is_empty() && counts.sites.is_empty());
    }
}
