//! Words that say nothing about what is searched for: articles, question words, polite forms.

/// In alphabetical order, for the search in [`is_stop_word`].
#[rustfmt::skip]
const STOP_WORDS: &[&str] = &[
    "a", "able", "about", "actually", "after", "afternoon", "again", "ahoj", "all", "also", "am", "an",
    "and", "another", "any", "anything", "are", "aren", "as", "ask", "asked", "at", "be", "because",
    "been", "before", "being", "best", "both", "but", "by", "bye", "can", "cannot", "change", "changed",
    "cheers", "continue", "could", "couldn", "detail", "details", "did", "didn", "do", "does", "doesn",
    "doing", "don", "done", "each", "else", "evening", "every", "everything", "exactly", "explain", "few",
    "find", "for", "from", "further", "get", "give", "go", "going", "good", "goodbye", "great",
    "greetings", "had", "hallo", "happen", "happens", "has", "have", "he", "hello", "help", "her", "here",
    "hey", "hi", "him", "his", "hiya", "how", "howdy", "i", "if", "in", "into", "is", "isn", "it", "its",
    "just", "know", "let", "like", "lot", "made", "make", "many", "may", "maybe", "me", "mean", "might",
    "mine", "more", "morning", "most", "much", "must", "my", "need", "needs", "no", "not", "now", "of",
    "off", "ok", "okay", "on", "one", "only", "or", "other", "our", "out", "over", "own", "perfect",
    "please", "possible", "really", "same", "say", "see", "shall", "she", "should", "show", "since", "so",
    "some", "something", "such", "take", "tell", "than", "thank", "thanks", "that", "the", "their",
    "them", "then", "there", "these", "they", "thing", "things", "this", "those", "thx", "to", "too",
    "understand", "up", "us", "use", "used", "using", "very", "want", "was", "way", "we", "well", "were",
    "what", "when", "where", "whether", "which", "while", "who", "whom", "whose", "why", "will", "with",
    "without", "won", "work", "working", "works", "would", "wouldn", "yes", "yet", "you", "your",
];

/// Whether a lower-case word is left out of searches.
pub fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_for_its_search() {
        assert!(STOP_WORDS.is_sorted());
        assert!(is_stop_word("how") && !is_stop_word("embed"));
    }
}
