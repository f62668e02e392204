//! Places for connections: so many for one address, and so many in all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::address::AddressBlock;
use super::lock;
use super::notice::Notice;

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
    notice: Notice,
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
    pub fn connect(self: &Arc<Self>, address: Option<AddressBlock>) -> Option<Place> {
        self.enter(address, true)
    }

    /// A place for a request of this address that came through a trusted proxy.
    pub fn request(self: &Arc<Self>, address: AddressBlock) -> Option<Place> {
        self.enter(Some(address), false)
    }

    /// How many connections are open.
    pub fn count(&self) -> u32 {
        lock(&self.open).all
    }

    fn enter(self: &Arc<Self>, address: Option<AddressBlock>, is_connection: bool) -> Option<Place> {
        let mut open = lock(&self.open);
        let of_address =
            address.and_then(|address| open.addresses.get(&address)).copied().unwrap_or_default();
        if is_connection && open.all >= self.most.all {
            open.tell("all places for connections are taken", "raise the second number");
            return None;
        }
        if of_address >= self.most.address {
            let remedy =
                "if it is a proxy of yours, add it to CHAT_TRUSTED_PROXIES; if not, raise the first number";
            open.tell("an address has as many connections as one may have", remedy);
            return None;
        }
        if let Some(address) = address {
            *open.addresses.entry(address).or_default() += 1;
        }
        open.all += u32::from(is_connection);
        Some(Place { connections: self.clone(), address, is_connection })
    }
}

impl Open {
    fn tell(&mut self, what: &'static str, remedy: &'static str) {
        if let Some(refused) = self.notice.count() {
            let remedy = format!("{remedy} of CHAT_LIMIT_CONNECTIONS if these are visitors");
            tracing::warn!(refused, remedy, "{what}: connections are refused");
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = lock(&self.connections.open);
        open.all -= u32::from(self.is_connection);
        if let Some(address) = self.address
            && let Some(count) = open.addresses.get_mut(&address)
        {
            *count -= 1;
            if *count == 0 {
                open.addresses.remove(&address);
            }
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
        let connect = |last| connections.connect(Some(block(last)));
        let (first, second) = (connect(1).unwrap(), connect(1).unwrap());
        assert!(connect(1).is_none(), "the address has its two");
        let third = connect(2).unwrap();
        assert!(connect(3).is_none(), "all are taken");
        assert!(connections.connect(None).is_none(), "for proxies too");
        drop(first);
        let again = connect(1).unwrap();
        drop((second, third, again));
        assert_eq!((connections.count(), lock(&connections.open).addresses.len()), (0, 0));
    }

    #[test]
    fn behind_a_proxy_requests_take_the_places_of_their_address() {
        let connections = Arc::new(Connections::new(MostConnections { address: 1, all: 2 }));
        let proxy = (connections.connect(None).unwrap(), connections.connect(None).unwrap());
        let request = connections.request(block(1)).unwrap();
        assert!(connections.request(block(1)).is_none());
        let other = connections.request(block(2)).unwrap();
        drop(request);
        assert!(connections.request(block(1)).is_some());
        drop((proxy, other));
        assert_eq!((connections.count(), lock(&connections.open).addresses.len()), (0, 0));
    }
}
