//! What the visitor sends, until the backend has it: once, again, or not.

use chat_widget::chat::{
    Author, Change, ChatEvent, Conversation, Failure, Message, MessageState, Outcome, Phase, StreamEvent,
    reduce,
};

use super::{composed, composed_again, delta, finished, phase, play, refused, started, stream, text_started};

#[test]
fn a_message_that_was_not_taken_is_kept_and_can_be_sent_again() {
    let mut conversation = play([composed(), refused("r-1")]);
    assert_eq!(conversation.messages[0].state, MessageState::NotSent(Failure::offline()));
    assert_eq!(conversation.to_retry("m-1").unwrap().text, "Hello");
    assert_eq!(conversation.run, None);

    reduce(&mut conversation, composed_again());
    assert_eq!(conversation.messages[0].state, MessageState::Sending);
    assert_eq!(conversation.messages.len(), 1);
}

#[test]
fn a_retry_removes_the_empty_answer_and_keeps_the_half_one() {
    let failed = |seq| stream(seq, StreamEvent::RunFailed(Failure::offline()));
    let empty = play([composed(), started(1), failed(2), composed_again()]);
    assert_eq!(empty.messages.len(), 1);
    let half = play([composed(), started(1), text_started(2), delta(3, "Half"), failed(4), composed_again()]);
    assert_eq!(half.messages.len(), 2);
}

#[test]
fn what_is_sent_again_is_the_message_or_the_question_of_the_answer_that_says_so() {
    let second =
        ChatEvent::Composed { message_id: "m-8".into(), run_id: "r-9".into(), text: "Second".into() };
    let failed = stream(2, StreamEvent::RunFailed(Failure::offline()));
    let conversation = play([composed(), started(1), failed, second, refused("r-9")]);
    let ids: Vec<_> = conversation.messages.iter().map(|message| message.id.as_str()).collect();
    assert_eq!(ids, ["m-1", "r-1:end", "m-8"]);
    for (id, expected) in [("m-1", "m-1"), ("r-1:end", "m-1"), ("m-8", "m-8")] {
        assert_eq!(conversation.to_retry(id).unwrap().id, expected, "{id}");
    }
    assert_eq!(conversation.to_retry("m-7"), None);
}

#[test]
fn a_retry_leaves_the_broken_answers_of_other_questions_alone() {
    let second = |run_id: &str| ChatEvent::Composed {
        message_id: "m-8".into(),
        run_id: run_id.into(),
        text: "Second".into(),
    };
    let begun = stream(3, StreamEvent::RunStarted { run_id: "r-8".into(), message: None });
    let failed = |seq| stream(seq, StreamEvent::RunFailed(Failure::offline()));
    let conversation =
        play([composed(), started(1), failed(2), second("r-8"), begun, failed(4), composed_again()]);
    let ids: Vec<_> = conversation.messages.iter().map(|message| message.id.as_str()).collect();
    assert_eq!(ids, ["m-1", "m-8", "r-8:end"]);
}

#[test]
fn a_message_that_the_history_has_is_not_sent_for_ever() {
    // Loaded while nobody had heard yet that it was taken, and then sent once more.
    let mut loaded = Conversation::new("t-1".into());
    loaded.last_seq = 3;
    loaded.messages = vec![
        Message::new("m-1", Author::Visitor, "Hello", MessageState::Complete),
        Message::new("m-2", Author::Assistant, "Hi", MessageState::Complete),
    ];
    let mut conversation = play([ChatEvent::Loaded(loaded.clone()), composed()]);
    assert_eq!(phase(&conversation), Some(Phase::Sending));
    reduce(&mut conversation, started(1));
    assert_eq!(conversation, loaded);
}

#[test]
fn a_message_is_on_its_way_in_its_newest_run_alone() {
    let message = Some(("m-1".to_owned(), "Hello".to_owned()));
    let begun = stream(1, StreamEvent::RunStarted { run_id: "r-2".into(), message });
    let sending = play([composed(), composed_again()]);
    assert_eq!(sending.run.as_ref().map(|run| run.id.as_str()), Some("r-2"));
    let done = play([composed(), composed_again(), begun, finished(2, Outcome::Success)]);
    assert_eq!((done.run, done.unsent), (None, vec![]));
}

#[test]
fn two_messages_on_their_way_are_answered_one_after_the_other() {
    let second =
        || ChatEvent::Composed { message_id: "m-8".into(), run_id: "r-9".into(), text: "Second".into() };
    let mut conversation = play([composed(), second(), second(), started(1), text_started(2)]);
    let ids = |chat: &Conversation| chat.messages.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&conversation), ["m-1", "m-2", "m-8"]);
    reduce(&mut conversation, finished(3, Outcome::Success));
    assert_eq!(
        conversation.run.as_ref().map(|run| (run.id.as_str(), run.phase)),
        Some(("r-9", Phase::Sending))
    );
    reduce(&mut conversation, refused("r-9"));
    assert_eq!(conversation.run, None);
    assert_eq!(conversation.messages[1].state, MessageState::Complete);
    assert_eq!(conversation.messages[2].state, MessageState::NotSent(Failure::offline()));
}

#[test]
fn a_message_refused_elsewhere_leaves_the_answer_under_way_alone() {
    let mut conversation = play([composed(), started(1), text_started(2), delta(3, "Half")]);
    let before = conversation.clone();
    assert_eq!(reduce(&mut conversation, refused("r-7")), Change::Nothing);
    assert_eq!(conversation, before);
}
