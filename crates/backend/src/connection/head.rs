//! When to give up on the head of a request.
//!
//! hyper starts one timer when it begins to wait for a head, and can't tell a connection that rests between two
//! requests from a head that trickles in. The stream below it can: it sees when something comes.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::rt::{Sleep, Timer};
use tokio::time::{Instant, sleep};

use super::Patience;

/// What is seen of the head that is waited for. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Heads(Arc<Seen>);

#[derive(Debug, Default)]
struct Seen {
    begun: AtomicBool,
    whole: AtomicBool,
}

impl Heads {
    /// Something has come.
    pub(super) fn begun(&self) {
        self.0.begun.store(true, Ordering::Relaxed);
    }

    /// All of it has come.
    pub(super) fn whole(&self) {
        self.0.whole.store(true, Ordering::Relaxed);
    }

    /// Whether all of one has come since this was asked.
    pub(super) fn take_whole(&self) -> bool {
        self.0.whole.load(Ordering::Relaxed) && self.0.whole.swap(false, Ordering::Relaxed)
    }
}

/// The timer of one connection: a head has its time from its first byte on. The first one has it from the
/// connection's beginning, and before later ones the connection may rest.
pub(super) struct HeadTimer {
    patience: Patience,
    heads: Heads,
    is_first: AtomicBool,
}

impl HeadTimer {
    /// The timer of the connection whose stream tells `heads` that something has come.
    pub(super) fn new(patience: Patience, heads: Heads) -> Self {
        Self { patience, heads, is_first: AtomicBool::new(true) }
    }
}

impl Timer for HeadTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        Box::pin(HeadSleep { sleep: Box::pin(sleep(duration)), head: duration, awaited: None })
    }

    /// hyper asks for this when it begins to wait for a head, and for nothing else.
    fn sleep_until(&self, _: std::time::Instant) -> Pin<Box<dyn Sleep>> {
        let head = self.patience.head;
        if self.is_first.swap(false, Ordering::Relaxed) {
            return self.sleep(head);
        }
        self.heads.0.begun.store(false, Ordering::Relaxed);
        let sleep = Box::pin(sleep(self.patience.idle));
        Box::pin(HeadSleep { sleep, head, awaited: Some(self.heads.clone()) })
    }

    fn now(&self) -> std::time::Instant {
        Instant::now().into_std()
    }
}

struct HeadSleep {
    sleep: Pin<Box<tokio::time::Sleep>>,
    head: Duration,
    /// `None` once the head has begun.
    awaited: Option<Heads>,
}

impl Sleep for HeadSleep {}

impl Future for HeadSleep {
    type Output = ();

    /// Polled whenever what has come was not all of a head.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.awaited.take_if(|heads| heads.0.begun.load(Ordering::Relaxed)).is_some() {
            let deadline = Instant::now() + self.head;
            self.sleep.as_mut().reset(deadline);
        }
        self.sleep.as_mut().poll(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::super::PATIENCE;
    use super::*;

    /// How many seconds a head is waited for, when its first byte comes after so many.
    async fn waits(timer: &HeadTimer, heads: &Heads, first_byte: Option<u64>) -> u64 {
        let started = Instant::now();
        let mut patience = timer.sleep_until(timer.now());
        if let Some(seconds) = first_byte {
            tokio::select! {
                () = &mut patience => panic!("too early"),
                () = sleep(Duration::from_secs(seconds)) => heads.begun(),
            }
        }
        patience.await;
        started.elapsed().as_secs()
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_may_rest_and_a_head_that_has_begun_may_not() {
        let heads = Heads::default();
        let timer = HeadTimer::new(PATIENCE, heads.clone());
        assert_eq!(waits(&timer, &heads, Some(3)).await, 10, "the first one");
        assert_eq!(waits(&timer, &heads, None).await, 75);
        assert_eq!(waits(&timer, &heads, Some(70)).await, 80);
        assert_eq!(waits(&timer, &heads, Some(1)).await, 11);
    }
}
