//! What the dev agent knows, unless a case says otherwise.

/// The file with the sections below.
pub const FILE: &str = "embedding.md";

/// Two sections whose words don't meet.
pub fn standard() -> Vec<(&'static str, String)> {
    let text = "# Embedding\n\n\
        ## The tag\n\n\
        Put one script tag into the page to embed the chat. It loads nothing until somebody opens it:\n\n\
        ```html\n<script src=\"https://chat.example.com/chat-widget.js\" async></script>\n```\n\n\
        ## Colours\n\n\
        The accent colour of the bubble comes from the manifest.\n\n\
        - Choose a **dark** accent for light pages.\n\
        - Choose a light accent for dark pages.\n";
    let table = "# Limits\n\n\
        ## Message length\n\n\
        A message may have 8000 characters.\n\n\
        | limit | value |\n|---|---|\n| message length | 8000 characters |\n| context size | 8 KB |\n";
    vec![(FILE, text.to_owned()), ("limits.md", table.to_owned())]
}

/// One plain paragraph of this many words, all about an orchard. Without a stop, so that it stays one sentence.
pub fn long_paragraph(words: usize) -> String {
    let vocabulary = ["orchard", "apple", "harvest", "ladder", "basket", "autumn", "branch", "meadow"];
    let word = |number: usize| format!("{}{number}", vocabulary[number % vocabulary.len()]);
    let body: Vec<_> = (1..words).map(word).collect();
    format!("Orchard {}.", body.join(" "))
}

/// A knowledge folder whose answer to [`LONG_QUESTION`] is that paragraph.
pub fn long(words: usize) -> Vec<(&'static str, String)> {
    vec![("orchard.md", format!("# Orchard story\n\n{}\n", long_paragraph(words)))]
}

/// Asks for the long paragraph.
pub const LONG_QUESTION: &str = "Tell me the orchard story";
