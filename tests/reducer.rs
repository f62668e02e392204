//! The reducer: every way a conversation can go.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a failed unwrap fails its test")]

use chat_widget::chat::{
    Author, Change, ChatEvent, Citation, Conversation, Failure, Message, MessageState, Outcome, Phase,
    StreamEvent, reduce,
};
use proptest::prelude::*;

#[path = "reducer/sending.rs"]
mod sending;

fn composed() -> ChatEvent {
    ChatEvent::Composed { message_id: "m-1".into(), run_id: "r-1".into(), text: "Hello".into() }
}

fn composed_again() -> ChatEvent {
    ChatEvent::Composed { message_id: "m-1".into(), run_id: "r-2".into(), text: "Hello".into() }
}

fn refused(run_id: &str) -> ChatEvent {
    ChatEvent::SendFailed { run_id: run_id.into(), failure: Failure::offline() }
}

fn stream(seq: u64, event: StreamEvent) -> ChatEvent {
    ChatEvent::Stream { seq: Some(seq), event }
}

fn started(seq: u64) -> ChatEvent {
    let message = Some(("m-1".to_owned(), "Hello".to_owned()));
    stream(seq, StreamEvent::RunStarted { run_id: "r-1".into(), message })
}

fn text_started(seq: u64) -> ChatEvent {
    stream(seq, StreamEvent::TextStarted { message_id: "m-2".into() })
}

fn delta(seq: u64, delta: &str) -> ChatEvent {
    stream(seq, StreamEvent::TextDelta { message_id: "m-2".into(), delta: delta.into() })
}

fn finished(seq: u64, outcome: Outcome) -> ChatEvent {
    stream(seq, StreamEvent::RunFinished(outcome))
}

fn play(events: impl IntoIterator<Item = ChatEvent>) -> Conversation {
    let mut conversation = Conversation::new("t-1".into());
    for event in events {
        reduce(&mut conversation, event);
    }
    conversation
}

fn phase(conversation: &Conversation) -> Option<Phase> {
    conversation.run.as_ref().map(|run| run.phase)
}

#[test]
fn a_message_is_shown_at_once_and_marked_when_acknowledged() {
    let sent = play([composed()]);
    assert_eq!(sent.messages[0].state, MessageState::Sending);
    assert_eq!(phase(&sent), Some(Phase::Sending));

    let acknowledged = play([composed(), started(1)]);
    assert_eq!(acknowledged.messages.len(), 1);
    assert_eq!(acknowledged.messages[0].state, MessageState::Complete);
    assert_eq!(phase(&acknowledged), Some(Phase::Thinking));
}

#[test]
fn deltas_grow_the_answer_and_the_end_completes_it() {
    let writing = play([composed(), started(1), text_started(2), delta(3, "Hi "), delta(4, "there")]);
    assert_eq!(writing.messages[1].text, "Hi there");
    assert_eq!(writing.messages[1].state, MessageState::Writing);
    assert_eq!(phase(&writing), Some(Phase::Writing));

    let mut done = writing;
    reduce(&mut done, finished(5, Outcome::Success));
    assert_eq!(done.messages[1].state, MessageState::Complete);
    assert_eq!(done.run, None);
}

#[test]
fn a_delta_names_the_one_message_that_grew() {
    let mut conversation = play([composed(), started(1), text_started(2)]);
    assert_eq!(reduce(&mut conversation, delta(3, "x")), Change::Message("m-2".into()));
}

#[test]
fn numbers_that_were_seen_change_nothing() {
    let mut conversation = play([composed(), started(1), text_started(2), delta(3, "once")]);
    let before = conversation.clone();
    for event in [started(1), text_started(2), delta(3, "once")] {
        assert_eq!(reduce(&mut conversation, event), Change::Nothing);
    }
    assert_eq!(conversation, before);
}

#[test]
fn sources_may_come_before_the_text_they_belong_to() {
    let citations = vec![Citation { number: 1, title: "T".into(), url: "/t".into(), snippet: "s".into() }];
    let event = StreamEvent::Citations { message_id: "m-2".into(), citations: citations.clone() };
    let conversation = play([composed(), started(1), stream(2, event), text_started(3)]);
    assert_eq!(conversation.messages[1].citations, citations);
}

#[test]
fn a_stop_keeps_what_was_written() {
    let conversation = play([
        composed(),
        started(1),
        text_started(2),
        delta(3, "Half"),
        ChatEvent::StopRequested,
        delta(4, " more"),
        finished(5, Outcome::Cancelled),
    ]);
    assert_eq!(conversation.messages[1].text, "Half more");
    assert_eq!(conversation.messages[1].state, MessageState::Stopped);
    assert_eq!(conversation.run, None);
}

#[test]
fn an_answer_that_was_closed_because_its_run_was_stopped_is_marked_itself() {
    let ended = stream(4, StreamEvent::TextEnded { message_id: "m-2".into() });
    let conversation = play([
        composed(),
        started(1),
        text_started(2),
        delta(3, "Half"),
        ended,
        finished(5, Outcome::Cancelled),
    ]);
    assert_eq!(conversation.messages.len(), 2);
    assert_eq!(conversation.messages[1].state, MessageState::Stopped);
}

#[test]
fn a_request_to_stop_stands_while_more_text_arrives() {
    let conversation =
        play([composed(), started(1), text_started(2), ChatEvent::StopRequested, delta(3, "late")]);
    assert_eq!(phase(&conversation), Some(Phase::Stopping));
}

#[test]
fn a_broken_stream_reconnects_and_goes_on() {
    let mut conversation =
        play([composed(), started(1), text_started(2), delta(3, "Half"), ChatEvent::ConnectionLost]);
    assert_eq!(phase(&conversation), Some(Phase::Reconnecting));
    reduce(&mut conversation, delta(4, " whole"));
    assert_eq!(conversation.messages[1].text, "Half whole");
    assert_eq!(phase(&conversation), Some(Phase::Writing));
}

#[test]
fn a_failed_run_says_so_where_its_answer_would_be() {
    let failure = Failure { code: "run_lost".into(), ..Failure::offline() };
    let failed = StreamEvent::RunFailed(failure.clone());
    let conversation = play([composed(), started(1), stream(2, failed)]);
    assert_eq!(conversation.messages[1].author, Author::Assistant);
    assert_eq!(conversation.messages[1].state, MessageState::Broken(failure));
}

#[test]
fn a_run_of_another_tab_brings_its_question_along() {
    let message = Some(("m-9".to_owned(), "From elsewhere".to_owned()));
    let conversation = play([stream(1, StreamEvent::RunStarted { run_id: "r-9".into(), message })]);
    assert_eq!(conversation.messages[0].text, "From elsewhere");
    assert_eq!(phase(&conversation), Some(Phase::Thinking));
}

#[test]
fn a_delta_without_a_start_opens_its_message() {
    let conversation = play([composed(), started(1), delta(2, "Hi")]);
    assert_eq!(conversation.messages[1].text, "Hi");
}

#[test]
fn an_earlier_page_goes_before_what_is_shown_and_each_message_stays_once() {
    let page = |ids: &[&str], earlier_than| {
        let mut page = Conversation::new("t-1".into());
        page.earlier_than = earlier_than;
        page.messages =
            ids.iter().map(|id| Message::new(id, Author::Visitor, id, MessageState::Complete)).collect();
        page
    };
    let conversation = play([
        ChatEvent::Loaded(page(&["m-3", "m-4"], Some(7))),
        ChatEvent::LoadedEarlier(page(&["m-1", "m-2", "m-3"], None)),
    ]);
    let ids: Vec<_> = conversation.messages.iter().map(|message| message.id.as_str()).collect();
    assert_eq!(ids, ["m-1", "m-2", "m-3", "m-4"]);
    assert_eq!(conversation.earlier_than, None);
}

#[test]
fn giving_up_to_follow_marks_the_answer() {
    let conversation = play([
        composed(),
        started(1),
        text_started(2),
        ChatEvent::ConnectionLost,
        ChatEvent::FollowFailed(Failure::offline()),
    ]);
    assert_eq!(conversation.messages[1].state, MessageState::Broken(Failure::offline()));
    assert_eq!(conversation.run, None);
}

#[test]
fn a_busy_backend_is_waited_for_and_the_message_stays_on_its_way() {
    let waiting = |seconds| ChatEvent::Waiting { seconds };
    let mut conversation = play([composed(), waiting(12)]);
    assert_eq!(phase(&conversation), Some(Phase::Waiting(12)));
    assert_eq!(reduce(&mut conversation, waiting(11)), Change::Run);
    assert_eq!(phase(&conversation), Some(Phase::Waiting(11)));
    assert_eq!(conversation.messages[0].state, MessageState::Sending);

    reduce(&mut conversation, waiting(0));
    assert_eq!(conversation, play([composed()]));
}

#[test]
fn a_wait_for_the_rest_of_an_answer_keeps_what_was_written() {
    let writing = || [composed(), started(1), text_started(2), delta(3, "Half")];
    let mut conversation = play(writing().into_iter().chain([ChatEvent::Waiting { seconds: 1 }]));
    assert_eq!(conversation.messages[1].text, "Half");
    reduce(&mut conversation, delta(4, " whole"));
    assert_eq!(phase(&conversation), Some(Phase::Writing));
    assert_eq!(conversation.messages[1].text, "Half whole");
}

#[test]
fn a_visitor_who_stops_is_not_made_to_wait() {
    let stopped = play([composed(), started(1), ChatEvent::StopRequested, ChatEvent::Waiting { seconds: 9 }]);
    assert_eq!(phase(&stopped), Some(Phase::Stopping));
}

#[test]
fn an_event_that_comes_too_early_is_a_gap_and_changes_nothing() {
    let mut conversation = play([composed(), started(1), text_started(2)]);
    let before = conversation.clone();
    assert_eq!(reduce(&mut conversation, delta(4, "late")), Change::Gap);
    assert_eq!(conversation, before);
    for event in [delta(3, "in "), delta(4, "order")] {
        reduce(&mut conversation, event);
    }
    assert_eq!(conversation.messages[1].text, "in order");
}

fn elsewhere(seq: u64) -> [ChatEvent; 3] {
    let message = Some(("m-8".to_owned(), "From elsewhere".to_owned()));
    let text = StreamEvent::TextDelta { message_id: "m-9".into(), delta: "Its answer".into() };
    [
        stream(seq, StreamEvent::RunStarted { run_id: "r-9".into(), message }),
        stream(seq + 1, text),
        finished(seq + 2, Outcome::Success),
    ]
}

#[test]
fn what_was_asked_elsewhere_stands_before_what_is_still_on_its_way() {
    let conversation = play([composed()].into_iter().chain(elsewhere(1)));
    let ids: Vec<_> = conversation.messages.iter().map(|message| message.id.as_str()).collect();
    assert_eq!(ids, ["m-8", "m-9", "m-1"]);
    assert_eq!(conversation.messages[2].state, MessageState::Sending);
    assert_eq!(conversation.run.as_ref().map(|run| run.id.as_str()), Some("r-1"));
    assert!(conversation.is_unsent("r-1"));

    let mut answered = conversation;
    reduce(&mut answered, started(4));
    assert_eq!(answered.messages[2].state, MessageState::Complete);
    assert!(!answered.is_unsent("r-1"));
}

proptest! {
    #[test]
    fn a_stream_replayed_from_anywhere_gives_the_same_conversation(cut in 0_usize..6, from in 0_usize..6) {
        let events = || [started(1), text_started(2), delta(3, "a"), delta(4, "b"), delta(5, "c"),
            finished(6, Outcome::Success)];
        let whole = play(std::iter::once(composed()).chain(events()));
        let mut resumed = play(std::iter::once(composed()).chain(events().into_iter().take(cut + 1)));
        for event in events().into_iter().skip(from.min(cut)) {
            reduce(&mut resumed, event);
        }
        prop_assert_eq!(resumed, whole);
    }
}

fn unnumbered(event: StreamEvent) -> ChatEvent {
    ChatEvent::Stream { seq: None, event }
}

#[test]
fn a_run_that_says_nothing_of_its_message_has_taken_it() {
    let begun = StreamEvent::RunStarted { run_id: "r-1".into(), message: None };
    let taken = play([composed(), unnumbered(begun)]);
    assert_eq!(taken.messages[0].state, MessageState::Complete);
    assert_eq!(phase(&taken), Some(Phase::Thinking));
}

#[test]
fn chunks_open_their_message_and_may_then_leave_its_id_out() {
    let chunk = |id: &str, delta: &str| {
        unnumbered(StreamEvent::TextDelta { message_id: id.into(), delta: delta.into() })
    };
    let ended = unnumbered(StreamEvent::RunFinished(Outcome::Success));
    let answered =
        play([composed(), started(1), chunk("", "lost"), chunk("m-2", "Hel"), chunk("", "lo"), ended]);
    assert_eq!(answered.messages.len(), 2);
    assert_eq!(answered.messages[1].text, "Hello");
    assert_eq!(answered.messages[1].state, MessageState::Complete);
}
