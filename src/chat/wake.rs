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

/// Where the connection of the conversation that is shown is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Nowhere: nobody writes.
    #[default]
    Idle,
    /// Here, after a pause.
    Pausing,
    /// Here: a request or a stream.
    Open,
    /// On another page of this browser.
    Elsewhere,
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
    /// Go on without the other page, which may have fallen asleep.
    Lead,
}

/// After so many milliseconds without a word a connection is dead: the backend says every 15 seconds that it lives.
const DEAD_MS: f64 = 40_000.0;
/// After so many it may be, and whoever looks is not made to wait.
const DOUBTFUL_MS: f64 = 20_000.0;

/// What a signal asks for, where something was heard last so many milliseconds ago.
pub fn react(signal: Signal, place: Place, silent: f64) -> Action {
    let patience = if signal == Signal::Tick { DEAD_MS } else { DOUBTFUL_MS };
    match (signal, place) {
        (Signal::Tick, Place::Pausing | Place::Idle) => Action::Nothing,
        (_, Place::Pausing) => Action::TryNow,
        (Signal::Online, Place::Idle) => Action::CatchUp,
        // A connection over the network that is gone does not always say so.
        (Signal::Online, Place::Open) => Action::Reconnect,
        (_, Place::Idle) if silent > patience => Action::CatchUp,
        (_, Place::Open) if silent > patience => Action::Reconnect,
        (_, Place::Elsewhere) if silent > patience => Action::Lead,
        _ => Action::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_signal_asks_for_what_helps() {
        use {Action as A, Place as P, Signal as S};
        let rows = [
            (S::Tick, P::Idle, 90_000.0, A::Nothing),
            (S::Tick, P::Pausing, 0.0, A::Nothing),
            (S::Tick, P::Open, 39_000.0, A::Nothing),
            (S::Tick, P::Open, 41_000.0, A::Reconnect),
            (S::Tick, P::Elsewhere, 39_000.0, A::Nothing),
            (S::Tick, P::Elsewhere, 41_000.0, A::Lead),
            (S::Online, P::Idle, 0.0, A::CatchUp),
            (S::Online, P::Pausing, 0.0, A::TryNow),
            (S::Online, P::Open, 0.0, A::Reconnect),
            (S::Online, P::Elsewhere, 0.0, A::Nothing),
            (S::Visible, P::Idle, 10_000.0, A::Nothing),
            (S::Visible, P::Idle, 21_000.0, A::CatchUp),
            (S::Visible, P::Pausing, 0.0, A::TryNow),
            (S::Visible, P::Open, 10_000.0, A::Nothing),
            (S::Visible, P::Open, 21_000.0, A::Reconnect),
            (S::Visible, P::Elsewhere, 21_000.0, A::Lead),
        ];
        for (signal, place, silent, expected) in rows {
            assert_eq!(react(signal, place, silent), expected, "{signal:?} {place:?} {silent}");
        }
    }
}
