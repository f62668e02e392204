//! A port for people to type.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result};

/// How many ports after the preferred one are tried before any free one will do.
const NEIGHBOURS: u16 = 20;

/// The preferred loopback port if it is free, else the next free one; says so on stderr.
pub fn choose(preferred: u16) -> Result<u16> {
    let neighbours = preferred..=preferred.saturating_add(NEIGHBOURS);
    let port = neighbours.chain([0]).find_map(free).context("no port is free on 127.0.0.1")?;
    if port != preferred && preferred != 0 {
        eprintln!("    port {preferred} is taken: using {port}");
    }
    Ok(port)
}

/// The port itself if nobody listens there; for 0, a free one.
fn free(port: u16) -> Option<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok()?;
    Some(listener.local_addr().ok()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_passed_over() -> Result<()> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let taken = listener.local_addr()?.port();
        let chosen = choose(taken)?;
        assert_ne!(chosen, taken);
        assert_eq!(free(chosen), Some(chosen));
        Ok(())
    }

    #[test]
    fn zero_means_any_free_port() -> Result<()> {
        assert_ne!(choose(0)?, 0);
        Ok(())
    }
}
