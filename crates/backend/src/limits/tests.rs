//! Callers and what they may use.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::address::AddressBlock;
use super::{Caller, Each, Limits, Refusal, Scope, What};

const NOW: Duration = Duration::from_secs(100);

fn limits(visitor: u32, address: u32, site: u32) -> Limits {
    let each = Each { visitor, address, site };
    Limits::new(each.into(), each.into(), each)
}

fn caller(visitor: Option<u8>, address: u8) -> Caller {
    Caller {
        visitor: visitor.map(|visitor| visitor.to_string()),
        address: AddressBlock::of([10, 0, 0, address].into()),
        site: "site".to_owned(),
    }
}

fn scope(result: Result<(), Refusal>) -> Option<Scope> {
    result.err().map(|refusal| refusal.scope)
}

#[test]
fn visitor_address_and_site_are_counted_each() {
    let limits = limits(1, 2, 3);
    let count = |visitor, address| scope(limits.count_request(&caller(visitor, address), NOW));
    assert_eq!(count(Some(1), 1), None);
    assert_eq!(count(Some(1), 2), Some(Scope::Visitor));
    assert_eq!(count(Some(2), 1), None);
    assert_eq!(count(None, 1), Some(Scope::Address));
    assert_eq!(count(None, 3), None);
    assert_eq!(count(None, 4), Some(Scope::Site));
}

#[test]
fn requests_and_runs_are_counted_apart() {
    let limits = limits(1, 1, 1);
    let caller = caller(Some(1), 1);
    assert_eq!(limits.count_request(&caller, NOW), Ok(()));
    assert_eq!(limits.count_run(&caller, NOW), Ok(()));
    assert_eq!(limits.count_run(&caller, NOW).unwrap_err().what, What::Runs);
}

#[test]
fn a_wait_is_told_in_whole_seconds_and_never_none() {
    let check = |wait: Duration, expected: u64| {
        assert_eq!(Refusal { what: What::Runs, scope: Scope::Visitor, wait }.seconds(), expected);
    };
    check(Duration::from_nanos(1), 1);
    check(Duration::from_secs(3), 3);
    check(Duration::from_millis(3_001), 4);
}

#[test]
fn one_reason_does_not_keep_the_log_from_naming_another() {
    let (limits, now) = (limits(1, 1, 1), Instant::now());
    let reasons =
        [(What::Runs, Scope::Site), (What::Requests, Scope::Site), (What::Requests, Scope::Address)];
    for (what, scope) in reasons {
        assert_eq!(limits.notice(what, scope, now), Some(1));
        assert_eq!(limits.notice(what, scope, now), None);
    }
}

proptest! {
    #[test]
    fn what_is_refused_uses_up_nothing(uses in prop::collection::vec((0_u8..4, 0_u8..4), 0..60)) {
        let (one, other) = (limits(3, 5, 9), limits(3, 5, 9));
        for (visitor, address) in uses {
            let caller = caller(Some(visitor), address);
            let first = one.count_run(&caller, NOW);
            // The other one hears refused requests over and over.
            let repeated: Vec<_> = (0..3).map_while(|_| match other.count_run(&caller, NOW) {
                Ok(()) => None,
                refused => Some(refused),
            }).collect();
            prop_assert_eq!(first.is_err(), !repeated.is_empty());
        }
    }
}
