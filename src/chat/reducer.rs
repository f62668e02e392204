//! `(conversation, event) → conversation`, and what changed.

use super::{
    Author, ChatEvent, Conversation, Failure, Message, MessageState, OFFLINE, Outcome, Phase, Run,
    StreamEvent, Unsent,
};

/// What the view has to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    Nothing,
    /// The run's state only.
    Run,
    /// One message, by id; its text only grew. Also the run's state.
    Message(String),
    /// Messages came or went.
    List,
    /// Another conversation.
    Everything,
    /// Events before this one are missing, so that it was not taken in.
    Gap,
}

/// Takes in an event. Numbered events count once and in order: what was seen already changes nothing, and what
/// comes too early is [`Change::Gap`].
pub fn reduce(conversation: &mut Conversation, event: ChatEvent) -> Change {
    match event {
        ChatEvent::Composed { message_id, run_id, text } => composed(conversation, message_id, run_id, &text),
        ChatEvent::SendFailed { run_id, failure } => {
            no_longer_sent(conversation, &run_id, MessageState::NotSent(failure))
        }
        ChatEvent::StopRequested => set_phase(conversation, Phase::Stopping),
        ChatEvent::Waiting { seconds: 0 } => set_phase(conversation, Phase::Sending),
        ChatEvent::Waiting { seconds } => set_phase(conversation, Phase::Waiting(seconds)),
        ChatEvent::ConnectionLost => set_phase(conversation, Phase::Reconnecting),
        ChatEvent::FollowFailed(failure) => end_run(conversation, MessageState::Broken(failure)),
        ChatEvent::Loaded(loaded) => {
            *conversation = loaded;
            Change::Everything
        }
        ChatEvent::LoadedEarlier(page) => {
            conversation.earlier_than = page.earlier_than;
            let known = std::mem::replace(&mut conversation.messages, page.messages);
            // A question that was asked again is stored with each of its runs; its first place counts.
            for message in known {
                if conversation.message(&message.id).is_none() {
                    conversation.messages.push(message);
                }
            }
            Change::List
        }
        ChatEvent::Stream { seq, event } => {
            if let Some(seq) = seq {
                if seq <= conversation.last_seq {
                    // The history had its message already, while it was sent once more.
                    return match event {
                        StreamEvent::RunStarted { run_id, .. } => {
                            no_longer_sent(conversation, &run_id, MessageState::Complete)
                        }
                        _ => Change::Nothing,
                    };
                }
                if seq > conversation.last_seq + 1 {
                    return Change::Gap;
                }
                conversation.last_seq = seq;
            }
            stream(conversation, event)
        }
    }
}

fn stream(conversation: &mut Conversation, event: StreamEvent) -> Change {
    match event {
        StreamEvent::RunStarted { run_id, message } => run_started(conversation, run_id, message),
        StreamEvent::TextStarted { message_id } => {
            set_phase(conversation, Phase::Writing);
            open_answer(conversation, &message_id);
            Change::List
        }
        StreamEvent::TextDelta { message_id, delta } => {
            set_phase(conversation, Phase::Writing);
            let Some(message_id) = named_or_open(conversation, message_id) else { return Change::Nothing };
            if let Some(message) = conversation.message_mut(&message_id) {
                message.text.push_str(&delta);
                return Change::Message(message_id);
            }
            if conversation.run.is_none() {
                return Change::Nothing;
            }
            open_answer(conversation, &message_id).text.push_str(&delta);
            Change::List
        }
        StreamEvent::TextEnded { message_id } => match conversation.message_mut(&message_id) {
            Some(message) => {
                message.state = MessageState::Complete;
                Change::Message(message_id)
            }
            None => Change::Nothing,
        },
        StreamEvent::Citations { message_id, citations } => match conversation.message_mut(&message_id) {
            Some(message) => {
                message.citations = citations;
                Change::Message(message_id)
            }
            None => {
                conversation.early_citations.push((message_id, citations));
                Change::Nothing
            }
        },
        StreamEvent::RunFinished(Outcome::Success) => end_run(conversation, MessageState::Complete),
        StreamEvent::RunFinished(Outcome::Cancelled) => end_run(conversation, MessageState::Stopped),
        StreamEvent::RunFailed(failure) => end_run(conversation, MessageState::Broken(failure)),
        StreamEvent::Other => Change::Nothing,
    }
}

fn composed(conversation: &mut Conversation, message_id: String, run_id: String, text: &str) -> Change {
    if conversation.is_unsent(&run_id) {
        return Change::Nothing;
    }
    match conversation.messages.iter().position(|message| message.id == message_id) {
        Some(at) => {
            conversation.messages[at].state = MessageState::Sending;
            // An answer of its own that never began says nothing; one that broke off in the middle stays readable.
            let (mut index, mut is_own) = (0, true);
            conversation.messages.retain(|answer| {
                index += 1;
                is_own &= index <= at + 1 || answer.author == Author::Assistant;
                index <= at + 1 || !is_own || !answer.text.is_empty()
            });
        }
        None => {
            let message = Message::new(&message_id, Author::Visitor, text, MessageState::Sending);
            conversation.messages.push(message);
        }
    }
    // A message is on its way once: in the newest run.
    let before = conversation.unsent.iter().position(|unsent| unsent.message_id == message_id);
    let before = before.map(|at| conversation.unsent.remove(at).run_id);
    conversation.unsent.push(Unsent { run_id, message_id });
    if conversation.run.as_ref().is_none_or(|run| before.as_ref() == Some(&run.id)) {
        conversation.run = next_run(conversation);
    }
    Change::List
}

fn run_started(conversation: &mut Conversation, run_id: String, message: Option<(String, String)>) -> Change {
    let stopping =
        conversation.run.as_ref().is_some_and(|run| run.id == run_id && run.phase == Phase::Stopping);
    let phase = if stopping { Phase::Stopping } else { Phase::Thinking };
    let own = acknowledge(conversation, &run_id);
    conversation.run = Some(Run::new(run_id, phase));
    match (message, own) {
        (Some((id, text)), _) if conversation.message(&id).is_none() => {
            insert(conversation, Message::new(&id, Author::Visitor, &text, MessageState::Complete));
            Change::List
        }
        (Some((id, _)), _) | (None, Some(id)) => settle(conversation, id, MessageState::Complete),
        (None, None) => Change::Run,
    }
}

/// The message that starts a run is no longer on its way: its id, if it was.
fn acknowledge(conversation: &mut Conversation, run_id: &str) -> Option<String> {
    let at = conversation.unsent.iter().position(|unsent| unsent.run_id == run_id)?;
    Some(conversation.unsent.remove(at).message_id)
}

/// The message that starts a run is no longer on its way, and its run is not the one that is waited for.
fn no_longer_sent(conversation: &mut Conversation, run_id: &str, state: MessageState) -> Change {
    let Some(message_id) = acknowledge(conversation, run_id) else { return Change::Nothing };
    if conversation.run.as_ref().is_some_and(|run| run.id == run_id) {
        conversation.run = next_run(conversation);
    }
    settle(conversation, message_id, state)
}

/// The run of the message that is to be sent next.
fn next_run(conversation: &Conversation) -> Option<Run> {
    conversation.unsent.first().map(|unsent| Run::new(unsent.run_id.clone(), Phase::Sending))
}

fn settle(conversation: &mut Conversation, message_id: String, state: MessageState) -> Change {
    match conversation.message_mut(&message_id) {
        Some(message) => {
            message.state = state;
            Change::Message(message_id)
        }
        None => Change::Run,
    }
}

/// Adds what the backend has: before what it doesn't have yet.
fn insert(conversation: &mut Conversation, message: Message) -> usize {
    let unsent = conversation.unsent.first().map(|unsent| &unsent.message_id);
    let messages = &mut conversation.messages;
    let at = messages.iter().position(|it| Some(&it.id) == unsent).unwrap_or(messages.len());
    messages.insert(at, message);
    at
}

/// The message that a piece of text belongs to.
fn named_or_open(conversation: &Conversation, id: String) -> Option<String> {
    if id.is_empty() { conversation.run.as_ref()?.answer.clone() } else { Some(id) }
}

fn open_answer<'a>(conversation: &'a mut Conversation, id: &str) -> &'a mut Message {
    let mut message = Message::new(id, Author::Assistant, "", MessageState::Writing);
    if let Some(run) = &mut conversation.run {
        run.answer = Some(id.to_owned());
    }
    if let Some(early) = conversation.early_citations.iter().position(|(message_id, _)| message_id == id) {
        message.citations = conversation.early_citations.swap_remove(early).1;
    }
    let at = match conversation.messages.iter().position(|message| message.id == id) {
        Some(at) => {
            conversation.messages[at] = message;
            at
        }
        None => insert(conversation, message),
    };
    &mut conversation.messages[at]
}

/// A request to stop stands until the run has ended.
fn set_phase(conversation: &mut Conversation, phase: Phase) -> Change {
    match &mut conversation.run {
        Some(run) if run.phase != phase && run.phase != Phase::Stopping => {
            run.phase = phase;
            Change::Run
        }
        _ => Change::Nothing,
    }
}

fn end_run(conversation: &mut Conversation, state: MessageState) -> Change {
    conversation.early_citations.clear();
    let Some(run) = conversation.run.take() else { return Change::Nothing };
    conversation.run = next_run(conversation);
    // Its text may have ended before the run did: it is the run's fate that counts.
    match run.answer {
        Some(id) => settle(conversation, id, state),
        None if state == MessageState::Complete => Change::Run,
        None => {
            let id = run.id + ":end";
            insert(conversation, Message::new(&id, Author::Assistant, "", state));
            Change::List
        }
    }
}

impl Failure {
    /// The network is away or the backend doesn't answer.
    pub fn offline() -> Self {
        Self {
            code: OFFLINE.to_owned(),
            text: "The chat can’t be reached right now. Your message is kept here.".to_owned(),
            retry_after: None,
            can_retry: true,
        }
    }
}
