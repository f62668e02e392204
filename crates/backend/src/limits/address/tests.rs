//! What a request's address is taken for, whatever its headers say.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

use super::{AddressBlock, TrustedProxies};

fn proxies(entries: &[&str]) -> TrustedProxies {
    TrustedProxies::new(entries.iter().map(|entry| TrustedProxies::parse_network(entry).unwrap()).collect())
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn the_list_is_read_from_its_end_as_long_as_its_writers_are_trusted() {
    let check = |peer: &str, forwarded: &[&str], expected: &str| {
        let client = proxies(&["10.0.0.0/8", "fd00::/8"]).client(ip(peer), forwarded.iter().copied());
        assert_eq!(client, ip(expected), "{peer} {forwarded:?}");
    };
    check("203.0.113.7", &[], "203.0.113.7");
    check("203.0.113.7", &["198.51.100.1"], "203.0.113.7");
    check("10.0.0.1", &[], "10.0.0.1");
    check("10.0.0.1", &["198.51.100.1"], "198.51.100.1");
    check("10.0.0.1", &["6.6.6.6, 198.51.100.1"], "198.51.100.1");
    check("10.0.0.1", &["6.6.6.6", "198.51.100.1,10.0.0.2"], "198.51.100.1");
    check("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3");
    check("10.0.0.1", &["6.6.6.6, unknown"], "10.0.0.1");
    check("10.0.0.1", &["6.6.6.6, "], "10.0.0.1");
    check("10.0.0.1", &["198.51.100.1:4711"], "198.51.100.1");
    check("10.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1");
    check("10.0.0.1", &["[2001:db8::1]"], "2001:db8::1");
    check("fd00::1", &["2001:db8::1"], "2001:db8::1");
    // One address in two spellings.
    check("::ffff:10.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1");
}

#[test]
fn the_addresses_of_one_64_count_as_one_and_ipv4_addresses_each() {
    let block = |text: &str| AddressBlock::of(ip(text));
    assert_eq!(block("2001:db8:1:2::1"), block("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    assert_ne!(block("2001:db8:1:2::1"), block("2001:db8:1:3::1"));
    assert_ne!(block("198.51.100.1"), block("198.51.100.2"));
    assert_eq!(block("::ffff:198.51.100.1"), block("198.51.100.1"));
    assert_ne!(block("::ffff:198.51.100.1"), block("::ffff:198.51.100.2"));
}

#[test]
fn networks_and_single_addresses_can_be_trusted() {
    assert!(proxies(&["10.1.2.3"]).trusts(ip("10.1.2.3")));
    assert!(!proxies(&["10.1.2.3"]).trusts(ip("10.1.2.4")));
    for wrong in ["", "proxy", "10.0.0.0/33", "10.0.0", "10.0.0.1:80", "*"] {
        assert_eq!(TrustedProxies::parse_network(wrong), None, "{wrong}");
    }
}

fn address() -> impl Strategy<Value = IpAddr> {
    prop_oneof![
        any::<u32>().prop_map(|bits| IpAddr::V4(Ipv4Addr::from(bits))),
        any::<u128>().prop_map(|bits| IpAddr::V6(Ipv6Addr::from(bits))),
    ]
}

proptest! {
    #[test]
    fn whoever_no_proxy_speaks_for_cannot_choose_an_address(
        peer in address(),
        forged in prop::collection::vec(".{0,40}", 0..4),
    ) {
        let trusted = proxies(&["192.0.2.0/24"]);
        prop_assume!(!trusted.trusts(peer));
        let client = trusted.client(peer, forged.iter().map(String::as_str));
        prop_assert_eq!(client, peer.to_canonical());
    }

    #[test]
    fn nothing_a_caller_writes_before_the_proxys_entry_counts(
        client in address(),
        forged in prop::collection::vec("[^,]{0,40}|192\\.0\\.2\\.[0-9]{1,2}", 0..6),
        split in any::<bool>(),
    ) {
        let trusted = proxies(&["192.0.2.0/24"]);
        prop_assume!(!trusted.trusts(client));
        let own = client.to_string();
        let forged = forged.join(", ");
        let joined = [forged.as_str(), own.as_str()].join(", ");
        let headers = if split { vec![forged.as_str(), own.as_str()] } else { vec![joined.as_str()] };
        let found = trusted.client(ip("192.0.2.1"), headers.into_iter());
        prop_assert_eq!(found, client.to_canonical());
    }

    #[test]
    fn nobody_is_more_than_one_block_in_a_64(network in any::<u64>(), a in any::<u64>(), b in any::<u64>()) {
        let of = |host: u64| {
            let bits = u128::from(network) << 64 | u128::from(host);
            AddressBlock::of(IpAddr::V6(Ipv6Addr::from(bits)))
        };
        // The first 80 bits of ::ffff:0:0/96 are no network of anybody.
        prop_assume!(network != 0);
        prop_assert_eq!(of(a), of(b));
    }
}
