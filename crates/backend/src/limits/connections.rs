//! Places for connections: so many for one address, and so many in all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use super::address::AddressBlock;
use super::notice::Notice;
use super::{PLACE_WAIT, Refusal, Scope, What, leave, lock};

/// Most connections at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MostConnections {
    /// Of one address; IPv6 by /64.
    pub address: u32,
    /// In all.
    pub all: u32,
}

/// Counts connections.
///
/// A trusted proxy's connections carry many visitors, one request after the other. They count among all alone, and
/// each request that comes through one takes a place of its visitor's address while it is answered.
#[derive(Debug)]
pub struct Connections {
    most: MostConnections,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    all: u32,
    addresses: HashMap<AddressBlock, u32>,
    notices: HashMap<Scope, Notice>,
}

/// A place; free again once this is dropped.
#[derive(Debug)]
#[must_use]
pub struct Place {
    connections: Arc<Connections>,
    address: Option<AddressBlock>,
    is_connection: bool,
}

impl Connections {
    /// With room for so many.
    pub fn new(most: MostConnections) -> Self {
        Self { most, open: Mutex::default() }
    }

    /// A place for a connection; `address` is `None` for a trusted proxy's.
    ///
    /// # Errors
    /// When the address's places, or all, are taken.
    pub fn connect(self: &Arc<Self>, address: Option<AddressBlock>, now: Instant) -> Result<Place, Refusal> {
        self.enter(address, true, now)
    }

    /// A place for a request of this address that came through a trusted proxy.
    ///
    /// # Errors
    /// When the address's places are taken.
    pub fn request(self: &Arc<Self>, address: AddressBlock, now: Instant) -> Result<Place, Refusal> {
        self.enter(Some(address), false, now)
    }

    /// How many connections are open.
    pub fn count(&self) -> u32 {
        lock(&self.open).all
    }

    fn enter(
        self: &Arc<Self>,
        address: Option<AddressBlock>,
        is_connection: bool,
        now: Instant,
    ) -> Result<Place, Refusal> {
        let mut open = lock(&self.open);
        let of_address =
            address.and_then(|address| open.addresses.get(&address)).copied().unwrap_or_default();
        if is_connection && open.all >= self.most.all {
            return Err(open.refuse(Scope::Site, now));
        }
        if of_address >= self.most.address {
            return Err(open.refuse(Scope::Address, now));
        }
        if let Some(address) = address {
            *open.addresses.entry(address).or_default() += 1;
        }
        open.all += u32::from(is_connection);
        Ok(Place { connections: self.clone(), address, is_connection })
    }
}

impl Open {
    fn refuse(&mut self, scope: Scope, now: Instant) -> Refusal {
        if let Some(refused) = self.notices.entry(scope).or_default().count(now) {
            let (what, remedy) = match scope {
                Scope::Site => ("all places for connections are taken", "raise the second number"),
                _ => (
                    "an address has as many connections as one may have",
                    "if it is a proxy of yours, add it to CHAT_TRUSTED_PROXIES; if not, raise the first number",
                ),
            };
            let remedy = format!("{remedy} of CHAT_LIMIT_CONNECTIONS if these are visitors");
            tracing::warn!(refused, remedy, "{what}: connections are refused");
        }
        Refusal { what: What::Connections, scope, wait: PLACE_WAIT }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = lock(&self.connections.open);
        open.all -= u32::from(self.is_connection);
        if let Some(address) = &self.address {
            leave(&mut open.addresses, address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(last: u8) -> AddressBlock {
        AddressBlock::of([10, 0, 0, last].into())
    }

    #[test]
    fn an_address_has_its_places_and_all_together_have_theirs() {
        let connections = Arc::new(Connections::new(MostConnections { address: 2, all: 3 }));
        let connect = |last| connections.connect(Some(block(last)), Instant::now());
        let refused = |place: Result<Place, Refusal>| place.map_err(|refusal| refusal.scope).unwrap_err();
        let (first, second) = (connect(1).unwrap(), connect(1).unwrap());
        assert_eq!(refused(connect(1)), Scope::Address, "it has its two");
        let third = connect(2).unwrap();
        assert_eq!(refused(connect(3)), Scope::Site, "all are taken");
        assert_eq!(refused(connections.connect(None, Instant::now())), Scope::Site, "for proxies too");
        drop(first);
        let again = connect(1).unwrap();
        drop((second, third, again));
        assert_eq!((connections.count(), lock(&connections.open).addresses.len()), (0, 0));
    }

    #[test]
    fn behind_a_proxy_requests_take_the_places_of_their_address() {
        let connections = Arc::new(Connections::new(MostConnections { address: 1, all: 2 }));
        let connect = || connections.connect(None, Instant::now()).unwrap();
        let request = |last| connections.request(block(last), Instant::now());
        let proxy = (connect(), connect());
        let first = request(1).unwrap();
        assert!(request(1).is_err());
        let other = request(2).unwrap();
        drop(first);
        assert!(request(1).is_ok());
        drop((proxy, other));
        assert_eq!((connections.count(), lock(&connections.open).addresses.len()), (0, 0));
    }
}
