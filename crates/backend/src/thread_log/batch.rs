//! What waits to be written, put in the order in which one transaction writes it.

use std::collections::BTreeMap;

use contract::agui::Event;
use time::OffsetDateTime;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::{Begun, Erasure, Feedback, NewRun, Which};
use crate::store::{Answered, StoreError};

/// Text beyond this many bytes starts a new event, so that merged ones stay far below a frame's limit.
const MERGED_BYTES: usize = 16 * 1024;

/// What an event takes besides its text.
const FRAME_BYTES: usize = 256;

pub(super) type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// What a run ends with.
#[derive(Debug)]
pub(super) struct Ending {
    pub(super) terminal: Event,
    /// The messages that all its events made, as JSON; `None` when it was given up.
    pub(super) messages: Option<String>,
}

/// A request to the writer.
#[derive(Debug)]
pub(super) enum Job {
    Begin { run: Box<NewRun>, reply: Reply<Begun> },
    Append { thread_id: String, run_id: String, event: Event, room: OwnedSemaphorePermit },
    End { thread_id: String, run_id: String, ending: Ending, reply: Reply<()> },
    Lose { thread_id: String, run_id: String, now: OffsetDateTime, reply: Reply<bool> },
    Delete { thread_id: String, which: Which, reply: Reply<bool> },
    Erase { erasure: Erasure, reply: Reply<()> },
    Rate { thread_id: String, feedback: Box<Feedback>, reply: Reply<Answered> },
    Stop { reply: oneshot::Sender<()> },
}

/// One thing to write to a thread. The room that it takes is given back with it.
#[derive(Debug)]
pub(super) enum Step {
    Begin { run: Box<NewRun>, reply: Reply<Begun> },
    Append { run_id: String, events: Vec<Event>, room: OwnedSemaphorePermit },
    End { run_id: String, ending: Ending, reply: Reply<()> },
    Lose { run_id: String, now: OffsetDateTime, reply: Reply<bool> },
    Delete { which: Which, reply: Reply<bool> },
    Erase { erasure: Erasure, reply: Reply<()> },
    Rate { feedback: Box<Feedback>, reply: Reply<Answered> },
}

/// Steps of one transaction, by thread: nodes that lock threads in one order don't lock each other out.
pub(super) type Batch = Vec<(String, Step)>;

/// Orders jobs by thread, keeps their order within one, and merges text that follows text.
pub(super) fn plan(jobs: impl IntoIterator<Item = Job>) -> (Batch, Vec<oneshot::Sender<()>>) {
    let mut threads = BTreeMap::<String, Vec<Step>>::new();
    let mut stops = Vec::new();
    for job in jobs {
        let (thread_id, step) = match job {
            Job::Begin { run, reply } => (run.input.thread_id.clone(), Step::Begin { run, reply }),
            Job::Append { thread_id, run_id, event, room } => {
                (thread_id, Step::Append { run_id, events: vec![event], room })
            }
            Job::End { thread_id, run_id, ending, reply } => (thread_id, Step::End { run_id, ending, reply }),
            Job::Lose { thread_id, run_id, now, reply } => (thread_id, Step::Lose { run_id, now, reply }),
            Job::Delete { thread_id, which, reply } => (thread_id, Step::Delete { which, reply }),
            Job::Rate { thread_id, feedback, reply } => (thread_id, Step::Rate { feedback, reply }),
            // Before all threads: what waits with it is dropped, or refused.
            Job::Erase { erasure, reply } => (String::new(), Step::Erase { erasure, reply }),
            Job::Stop { reply } => {
                stops.push(reply);
                continue;
            }
        };
        push(threads.entry(thread_id).or_default(), step);
    }
    let batch = threads
        .into_iter()
        .flat_map(|(thread_id, steps)| steps.into_iter().map(move |step| (thread_id.clone(), step)))
        .collect();
    (batch, stops)
}

/// How much memory an event takes while it waits, roughly.
pub(super) fn weight(event: &Event) -> u32 {
    let text = match event {
        Event::TextMessageContent(body) => body.delta.len(),
        Event::ToolCallArgs(body) => body.delta.len(),
        Event::TextMessageStart(_) | Event::TextMessageEnd(_) | Event::ToolCallEnd(_) => 0,
        other => serde_json::to_string(other).map_or(0, |json| json.len()),
    };
    u32::try_from(FRAME_BYTES + text).unwrap_or(u32::MAX)
}

fn push(steps: &mut Vec<Step>, step: Step) {
    match (steps.last_mut(), step) {
        (
            Some(Step::Append { run_id, events, room }),
            Step::Append { run_id: same, events: more, room: more_room },
        ) if *run_id == same => {
            room.merge(more_room);
            more.into_iter().for_each(|event| push_event(events, event));
        }
        (_, step) => steps.push(step),
    }
}

fn push_event(events: &mut Vec<Event>, event: Event) {
    if let (Some(Event::TextMessageContent(last)), Event::TextMessageContent(next)) =
        (events.last_mut(), &event)
        && last.message_id == next.message_id
        && last.extra.is_empty()
        && next.extra.is_empty()
        && last.delta.len() + next.delta.len() <= MERGED_BYTES
    {
        last.delta.push_str(&next.delta);
        return;
    }
    events.push(event);
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, LazyLock};

    use tokio::sync::Semaphore;

    use super::*;

    fn append(thread_id: &str, run_id: &str, event: Event) -> Job {
        static ROOM: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1 << 20)));
        let room = ROOM.clone().try_acquire_many_owned(weight(&event)).unwrap();
        Job::Append { thread_id: thread_id.into(), run_id: run_id.into(), event, room }
    }

    fn text(delta: &str) -> Event {
        Event::text("m", delta)
    }

    fn events(jobs: Vec<Job>) -> Vec<(String, String, Vec<Event>)> {
        let appended = |(thread_id, step)| match step {
            Step::Append { run_id, events, .. } => Some((thread_id, run_id, events)),
            _ => None,
        };
        plan(jobs).0.into_iter().filter_map(appended).collect()
    }

    #[test]
    fn waiting_text_of_one_message_becomes_one_event() {
        let jobs =
            vec![append("t", "r", text("a")), append("t", "r", text("b")), append("t", "r", text("c"))];
        assert_eq!(events(jobs), [("t".into(), "r".into(), vec![text("abc")])]);
    }

    #[test]
    fn text_is_merged_across_other_threads_but_not_across_other_events() {
        let jobs = vec![
            append("t", "r", text("a")),
            append("s", "q", text("x")),
            append("t", "r", text("b")),
            append("t", "r", Event::text_end("m")),
            append("t", "r", Event::text("n", "c")),
        ];
        let expected = [
            ("s".into(), "q".into(), vec![text("x")]),
            ("t".into(), "r".into(), vec![text("ab"), Event::text_end("m"), Event::text("n", "c")]),
        ];
        assert_eq!(events(jobs), expected);
    }

    #[test]
    fn text_with_fields_of_a_newer_version_is_left_alone() {
        let mut marked = text("b");
        if let Event::TextMessageContent(body) = &mut marked {
            body.extra.insert("new".into(), true.into());
        }
        let jobs =
            vec![append("t", "r", text("a")), append("t", "r", marked.clone()), append("t", "r", text("c"))];
        assert_eq!(events(jobs)[0].2, [text("a"), marked, text("c")]);
    }

    #[test]
    fn merged_text_is_bounded_and_whole() {
        let piece = "x".repeat(MERGED_BYTES / 2 + 1);
        let merged = &events(vec![append("t", "r", text(&piece)), append("t", "r", text(&piece))])[0].2;
        assert_eq!(*merged, [text(&piece), text(&piece)]);
    }
}
