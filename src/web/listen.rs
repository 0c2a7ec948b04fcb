//! Accepting connections. A client that sends too slowly or not at all is let go, so that it holds nothing that others need.

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

/// Connections at once. Each waiting one costs a few kilobytes; beyond it new ones wait to be accepted.
const CONNECTIONS_MAX: usize = 4_000;
/// Time for a client to send a request, for us to answer it, and for a quiet connection to stay open.
const GRACE: Duration = Duration::from_mins(1);
/// Sending must be at least this fast once the grace is over. Unit: bytes a second.
const RATE_MIN: u64 = 2_000;

/// Listens, and gives each connection its clock.
#[derive(Debug)]
pub(super) struct Patient {
    inner: TcpListener,
    room: Arc<Semaphore>,
}

impl Patient {
    pub(super) fn new(inner: TcpListener) -> Self {
        Self { inner, room: Arc::new(Semaphore::new(CONNECTIONS_MAX)) }
    }
}

impl Listener for Patient {
    type Io = Timed;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Timed, SocketAddr) {
        // The semaphore is never closed; should it be, a connection without a permit is still served.
        let permit = Arc::clone(&self.room).acquire_owned().await.ok();
        let (stream, peer) = Listener::accept(&mut self.inner).await;
        if let Err(e) = stream.set_nodelay(true) {
            tracing::debug!(error = %e, "A connection keeps its delay.");
        }
        (Timed::new(stream, permit), peer)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }
}

/// Where a request came from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) SocketAddr);

impl Connected<IncomingStream<'_, Patient>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Patient>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// A connection that fails where its client sends less than [`RATE_MIN`] since the last answer.
#[derive(Debug)]
pub(super) struct Timed {
    stream: TcpStream,
    /// When the last answer (or the connection) began.
    since: Instant,
    received: u64,
    alarm: Pin<Box<Sleep>>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Timed {
    fn new(stream: TcpStream, permit: Option<OwnedSemaphorePermit>) -> Self {
        let since = Instant::from_std(std_now());
        Self { stream, since, received: 0, alarm: Box::pin(tokio::time::sleep(GRACE)), _permit: permit }
    }

    /// When the client will have been too slow, unless more comes.
    fn deadline(&self) -> Instant {
        self.since + GRACE + Duration::from_millis(self.received.saturating_mul(1_000) / RATE_MIN)
    }
}

#[expect(clippy::disallowed_methods, reason = "time-outs run on the machine's monotonic clock; nothing of it is kept")]
fn std_now() -> std::time::Instant {
    std::time::Instant::now()
}

impl AsyncRead for Timed {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        if let Poll::Ready(result) = Pin::new(&mut self.stream).poll_read(cx, buf) {
            if self.received == 0 {
                self.since = Instant::from_std(std_now());
            }
            self.received = self.received.saturating_add((buf.filled().len() - before) as u64);
            return Poll::Ready(result);
        }
        loop {
            let deadline = self.deadline();
            if self.alarm.deadline() != deadline {
                self.alarm.as_mut().reset(deadline);
            }
            ready!(self.alarm.as_mut().poll(cx));
            if self.deadline() <= deadline {
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client sends too slowly")));
            }
        }
    }
}

impl AsyncWrite for Timed {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write(cx, buf);
        if matches!(done, Poll::Ready(Ok(_))) {
            self.since = Instant::from_std(std_now());
            self.received = 0;
        }
        done
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
