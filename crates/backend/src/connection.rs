//! Connections that can't be held for nothing.
//!
//! Limits inside a response's body never fire: the body is asked for more only while the socket takes
//! something. So they sit here, below HTTP: a peer that takes nothing for too long is cut, and so is a
//! connection on which nothing was written for too long since the last request, however many bytes a peer trickles in.

mod accept;
mod head;

use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

pub use accept::Doors;
use head::Heads;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// How long a connection may be held.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How long the head of a request may take, from its first byte, or from the connection's beginning.
    pub head: Duration,
    /// How long the peer may take nothing while something is to be written.
    pub write_stall: Duration,
    /// How long nothing may be written after a request. Longer than the pause between two signs of life of a stream.
    pub idle: Duration,
}

/// A stream that fails when its peer takes nothing, or when nothing is written, for too long.
pub struct LimitedStream<S> {
    stream: S,
    patience: Patience,
    stalled: Option<Pin<Box<Sleep>>>,
    idle: Pin<Box<Sleep>>,
    heads: Heads,
}

impl<S> LimitedStream<S> {
    /// Limits a stream from now on. `heads` is told when the peer says something, and tells when that was a request.
    fn new(stream: S, patience: Patience, heads: Heads) -> Self {
        Self { stream, patience, stalled: None, idle: Box::pin(sleep(patience.idle)), heads }
    }

    fn restart_idle(&mut self) {
        let deadline = Instant::now() + self.patience.idle;
        self.idle.as_mut().reset(deadline);
    }

    fn judge_write(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(count)) => {
                self.stalled = None;
                self.restart_idle();
                Poll::Ready(Ok(count))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                let write_stall = self.patience.write_stall;
                let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(write_stall)));
                ready!(stalled.as_mut().poll(cx));
                Poll::Ready(Err(timed_out("the peer takes nothing")))
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for LimitedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(cx, buffer) {
            self.heads.begun();
            return Poll::Ready(read);
        }
        // The rest before a request is not to be missing from the time for its answer.
        if self.heads.take_whole() {
            self.restart_idle();
        }
        ready!(self.idle.as_mut().poll(cx));
        Poll::Ready(Err(timed_out("the connection is held for nothing")))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for LimitedStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.judge_write(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.judge_write(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

fn timed_out(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, what)
}

/// The settings' own.
#[cfg(test)]
const PATIENCE: Patience = Patience {
    head: Duration::from_secs(10),
    write_stall: Duration::from_secs(30),
    idle: Duration::from_secs(75),
};

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    fn pair() -> (LimitedStream<DuplexStream>, DuplexStream) {
        let (ours, theirs) = duplex(8);
        (LimitedStream::new(ours, PATIENCE, Heads::default()), theirs)
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_takes_nothing_is_cut() {
        let (mut ours, theirs) = pair();
        let started = Instant::now();
        let error = ours.write_all(&[0; 64]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(started.elapsed().as_secs(), 30);
        drop(theirs);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_reader_is_served_as_long_as_it_takes_something() {
        let (mut ours, mut theirs) = pair();
        let reader = tokio::spawn(async move {
            let mut taken = 0;
            while taken < 64 {
                sleep(Duration::from_secs(29)).await;
                taken += theirs.read(&mut [0; 8]).await.unwrap();
            }
        });
        ours.write_all(&[0; 64]).await.unwrap();
        reader.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_trickles_bytes_is_cut_all_the_same() {
        let (mut ours, mut theirs) = pair();
        let trickle = tokio::spawn(async move {
            while theirs.write_all(b"x").await.is_ok() {
                sleep(Duration::from_secs(7)).await;
            }
        });
        let started = Instant::now();
        let mut buffer = [0; 1];
        let error = loop {
            if let Err(error) = ours.read_exact(&mut buffer).await {
                break error;
            }
        };
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(started.elapsed().as_secs(), 75);
        drop(ours);
        trickle.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_written_keeps_a_connection_alive() {
        let (mut ours, mut theirs) = pair();
        for _ in 0..10 {
            sleep(Duration::from_secs(15)).await;
            ours.write_all(b":").await.unwrap();
            theirs.read_exact(&mut [0; 1]).await.unwrap();
        }
        let mut byte = [0; 1];
        tokio::select! {
            read = ours.read_exact(&mut byte) => panic!("{read:?}"),
            () = sleep(Duration::from_secs(59)) => {}
        }
    }
}
