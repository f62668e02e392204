//! The event stream's codec.

use contract::limits::FRAME_BYTES;
use contract::sse::{DecodeError, Decoder, Frame, KEEP_ALIVE, encode};
use proptest::prelude::*;

fn decode(chunks: &[&[u8]]) -> Result<Vec<Frame>, DecodeError> {
    let mut decoder = Decoder::default();
    let mut frames = Vec::new();
    for chunk in chunks {
        decoder.push(chunk, &mut |frame| frames.push(frame))?;
    }
    Ok(frames)
}

fn frame(id: Option<u64>, data: &str) -> Frame {
    Frame { id, data: data.to_owned() }
}

#[test]
fn fields_comments_and_line_endings_follow_the_standard() {
    let cases: &[(&str, Vec<Frame>)] = &[
        ("data: a\n\n", vec![frame(None, "a")]),
        ("data:a\r\rdata:b\r\n\r\n", vec![frame(None, "a"), frame(None, "b")]),
        ("\u{feff}data: a\n\n", vec![frame(None, "a")]),
        ("id: 7\ndata: a\ndata: b\n\n", vec![frame(Some(7), "a\nb")]),
        (":comment\n\nretry: 10\nevent: x\ndata\n\n", vec![frame(None, "")]),
        ("id: 7\n\ndata: a\n\n", vec![frame(None, "a")]),
        ("id: 99999999999999999999\ndata: a\n\n", vec![frame(None, "a")]),
        ("data:  two spaces\n\n", vec![frame(None, " two spaces")]),
        ("data: unfinished\n", vec![]),
    ];
    for (stream, expected) in cases {
        assert_eq!(&decode(&[stream.as_bytes()]).unwrap(), expected, "{stream:?}");
    }
}

#[test]
fn a_keep_alive_is_no_event() {
    assert_eq!(decode(&[KEEP_ALIVE.as_bytes()]).unwrap(), []);
}

#[test]
fn an_endless_line_is_refused_and_memory_stays_bounded() {
    let mut decoder = Decoder::default();
    let chunk = vec![b'x'; 64 * 1024];
    let fed = std::iter::repeat_n(&chunk, FRAME_BYTES / chunk.len() + 1)
        .map(|chunk| decoder.push(chunk, &mut |_| {}))
        .find(Result::is_err);
    assert_eq!(fed, Some(Err(DecodeError::TooLong)));
}

#[test]
fn bytes_that_are_no_utf8_are_refused() {
    assert_eq!(decode(&[b"data: \xff\n"]), Err(DecodeError::NotUtf8));
}

proptest! {
    #[test]
    fn what_is_encoded_is_decoded_whatever_the_split(
        events in prop::collection::vec((any::<u64>(), any::<String>()), 0..6),
        splits in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let json = |text: &String| serde_json::to_string(text).unwrap();
        let bytes: Vec<u8> =
            events.iter().flat_map(|(id, text)| encode(*id, &json(text)).into_bytes()).collect();
        let mut cuts: Vec<usize> = splits.iter().map(|split| split.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let chunks: Vec<&[u8]> = cuts.windows(2).map(|cut| &bytes[cut[0]..cut[1]]).collect();
        let expected: Vec<Frame> = events.iter().map(|(id, text)| frame(Some(*id), &json(text))).collect();
        prop_assert_eq!(decode(&chunks).unwrap(), expected);
    }

    #[test]
    fn any_bytes_give_the_same_result_for_every_split(
        bytes in "[:\r\n datidx0-9é]{0,60}".prop_map(String::into_bytes),
        at in any::<prop::sample::Index>(),
    ) {
        let at = at.index(bytes.len() + 1);
        prop_assert_eq!(decode(&[&bytes]), decode(&[&bytes[..at], &bytes[at..]]));
    }
}
