//! How long a run may take: `CHAT_RUN_DEADLINE_SECONDS`, `CHAT_RUN_IDLE_SECONDS`.

use std::time::Duration;

use super::source::Source;

/// How long a run may take.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RunSettings {
    /// `CHAT_RUN_DEADLINE_SECONDS`, default 120 s: longest run.
    pub deadline: Duration,
    /// `CHAT_RUN_IDLE_SECONDS`, default 60 s: longest silence of the agent within a run.
    pub idle: Duration,
    /// How long a cancelled run waits for the agent's consent before it ends anyway. 2 s.
    pub cancel_grace: Duration,
}

impl RunSettings {
    pub(super) fn read(source: &mut Source) -> Option<Self> {
        let deadline = source.seconds("CHAT_RUN_DEADLINE_SECONDS", 120, 1, 1800);
        let idle = source.seconds("CHAT_RUN_IDLE_SECONDS", 60, 1, 1800);
        Some(Self { deadline: deadline?, idle: idle?, cancel_grace: Duration::from_secs(2) })
    }
}
