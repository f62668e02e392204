//! What to do about the connection when the world around it changes. Pure: how long it has been silent is a parameter.

/// Something that says how the connection may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Some seconds have passed.
    Tick,
    /// The network is back, or another one.
    Online,
    /// The visitor looks at the page again.
    Visible,
}

/// What is under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Connection {
    /// None: nobody writes. So many milliseconds ago something was heard.
    Idle(f64),
    /// A pause before the next attempt.
    Pausing,
    /// A request or a stream that was heard of so many milliseconds ago.
    Open(f64),
    /// Another page of this browser has the connection, and was heard of so many milliseconds ago.
    Elsewhere(f64),
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    Nothing,
    /// End the pause.
    TryNow,
    /// Give the connection up and make another.
    Reconnect,
    /// Ask once for what was missed.
    CatchUp,
}

/// After so many milliseconds without a word a connection is dead: the backend says every 15 seconds that it lives.
const DEAD_MS: f64 = 40_000.0;
/// After so many it may be, and whoever looks is not made to wait.
const DOUBTFUL_MS: f64 = 20_000.0;

/// What a signal asks for.
pub fn react(signal: Signal, connection: Connection) -> Action {
    let patience = if signal == Signal::Tick { DEAD_MS } else { DOUBTFUL_MS };
    match (signal, connection) {
        (Signal::Tick, Connection::Pausing | Connection::Idle(_)) => Action::Nothing,
        (_, Connection::Pausing) => Action::TryNow,
        (Signal::Online, Connection::Idle(_)) => Action::CatchUp,
        (_, Connection::Idle(silent)) if silent > patience => Action::CatchUp,
        // A connection over the network that is gone does not always say so.
        (Signal::Online, Connection::Open(_)) => Action::Reconnect,
        (_, Connection::Open(silent)) if silent > patience => Action::Reconnect,
        (_, Connection::Elsewhere(silent)) if silent > patience => Action::CatchUp,
        _ => Action::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_signal_asks_for_what_helps() {
        use {Action as A, Connection as C, Signal as S};
        let rows = [
            (S::Tick, C::Idle(90_000.0), A::Nothing),
            (S::Tick, C::Pausing, A::Nothing),
            (S::Tick, C::Open(39_000.0), A::Nothing),
            (S::Tick, C::Open(41_000.0), A::Reconnect),
            (S::Tick, C::Elsewhere(39_000.0), A::Nothing),
            (S::Tick, C::Elsewhere(41_000.0), A::CatchUp),
            (S::Online, C::Idle(0.0), A::CatchUp),
            (S::Online, C::Pausing, A::TryNow),
            (S::Online, C::Open(0.0), A::Reconnect),
            (S::Online, C::Elsewhere(0.0), A::Nothing),
            (S::Visible, C::Idle(10_000.0), A::Nothing),
            (S::Visible, C::Idle(21_000.0), A::CatchUp),
            (S::Visible, C::Pausing, A::TryNow),
            (S::Visible, C::Open(10_000.0), A::Nothing),
            (S::Visible, C::Open(21_000.0), A::Reconnect),
            (S::Visible, C::Elsewhere(21_000.0), A::CatchUp),
        ];
        for (signal, connection, expected) in rows {
            assert_eq!(react(signal, connection), expected, "{signal:?} {connection:?}");
        }
    }
}
