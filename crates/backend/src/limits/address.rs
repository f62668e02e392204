//! Where a request comes from, as far as that can be known: the connection's other end, or what a trusted proxy
//! says of it.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use ipnet::IpNet;

/// The network that is counted as one: an IPv4 address, or the /64 that an IPv6 address is in, since whoever has
/// one address of a /64 has them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AddressBlock(IpAddr);

impl AddressBlock {
    /// The block of an address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let network = u128::from(address) >> 64 << 64;
                Self(IpAddr::V6(Ipv6Addr::from(network)))
            }
            address => Self(address),
        }
    }
}

/// The proxies in front of the backend: `CHAT_TRUSTED_PROXIES`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// These networks.
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// An entry of the setting: a network (`10.0.0.0/8`) or one address.
    pub fn parse_network(entry: &str) -> Option<IpNet> {
        entry.parse().ok().or_else(|| entry.parse::<IpAddr>().ok().map(IpNet::from))
    }

    /// Whether what this address says of a request's way is believed.
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The address of whoever asks. `forwarded` are the values of the `X-Forwarded-For` headers in their order.
    ///
    /// Each proxy appends the address that it was called from. So the list is read from its end for as long as
    /// the one that wrote the entry is trusted; what stands before was written by anybody. What can't be read
    /// counts as the proxy's own.
    pub fn client<'a>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>) -> IpAddr {
        let mut client = peer.to_canonical();
        for entry in forwarded.rev().flat_map(|value| value.rsplit(',')) {
            if !self.trusts(client) {
                break;
            }
            match parse_entry(entry) {
                Some(address) => client = address.to_canonical(),
                None => break,
            }
        }
        client
    }
}

/// An address, with a port or without, in brackets or without.
fn parse_entry(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    bare.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests;
