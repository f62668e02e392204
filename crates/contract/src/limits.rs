//! Sizes that widget and backend agree on.

/// Longest message a visitor may send, in characters (Unicode scalar values).
pub const MESSAGE_CHARS: usize = 8_000;

/// Longest name that a visitor may give a conversation, in characters (Unicode scalar values).
pub const TITLE_CHARS: usize = 100;

/// Longest reason for what a visitor thinks of an answer, in characters (Unicode scalar values).
pub const FEEDBACK_REASON_CHARS: usize = 100;

/// Longest comment on an answer, in characters (Unicode scalar values).
pub const FEEDBACK_COMMENT_CHARS: usize = 2_000;

/// Longest result of a client tool, in characters (Unicode scalar values).
pub const TOOL_RESULT_CHARS: usize = 16_000;

/// Longest body of a chat request, in bytes: stock clients send the whole conversation each time.
pub const BODY_BYTES: usize = 512 * 1024;

/// Longest single frame of an event stream, in bytes: a frame beyond it is a broken stream.
pub const FRAME_BYTES: usize = 1024 * 1024;

/// The AG-UI protocol version both sides speak.
pub const PROTOCOL_VERSION: &str = "1.0";
