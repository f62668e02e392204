//! Answers a message: decides what it is, searches, and writes the answer with its citations.

mod compose;
mod passages;
pub mod pieces;

use crate::knowledge::{Knowledge, KnowledgeError, Outcome, PageLink, Reading};
use crate::question::{self, Query, Question};
use crate::wire::Citation;

/// How many pages a greeting names.
const GREETING_PAGES: usize = 3;
const NOT_FOUND: &str = "I couldn't find anything about that in the documentation.";

/// What the agent says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Markdown.
    pub text: String,
    /// What it quotes, numbered from 1.
    pub citations: Vec<Citation>,
}

impl Answer {
    fn without_citations(text: impl Into<String>) -> Self {
        Self { text: text.into(), citations: Vec::new() }
    }
}

/// Answers `message` from the documentation. `before` is what the visitor and the agent said before
/// it; `context` are texts about the visitor's page, which only tip the ranking.
pub async fn answer_question(
    knowledge: &Knowledge,
    reading: &Reading,
    before: (&[&str], &[&str]),
    message: &str,
    context: &[String],
) -> Result<Answer, KnowledgeError> {
    let (asked, answered) = before;
    let text = match question::read(message, asked, context) {
        Question::Search(query) => return look_up(knowledge, reading, &query, answered).await,
        Question::Greeting => format!("Hello! {}", offer(knowledge, reading).await?),
        Question::Unclear => format!("What would you like to know? {}", offer(knowledge, reading).await?),
        Question::Thanks => "You're welcome. Ask on whenever you like.".to_owned(),
        Question::RecallLast => recall(asked.last(), "Your last question was:"),
        Question::RecallFirst => recall(asked.first(), "Your first question was:"),
        Question::RecallAll => recall_all(asked),
    };
    Ok(Answer::without_citations(text))
}

/// Looks something up for a model; sources are numbered from `known + 1`.
pub async fn search(
    knowledge: &Knowledge,
    reading: &Reading,
    text: &str,
    known: usize,
) -> Result<Answer, KnowledgeError> {
    let Question::Search(query) = question::read(text, &[], &[]) else {
        return Ok(Answer::without_citations("Nothing to search for: name a subject."));
    };
    let mut answer = look_up(knowledge, reading, &query, &[]).await?;
    for citation in answer.citations.iter_mut().rev() {
        let number = citation.number + u32::try_from(known).unwrap_or_default();
        answer.text = answer.text.replace(&format!("[{}]", citation.number), &format!("[{number}]"));
        citation.number = number;
    }
    Ok(answer)
}

async fn look_up(
    knowledge: &Knowledge,
    reading: &Reading,
    query: &Query,
    said: &[&str],
) -> Result<Answer, KnowledgeError> {
    if !knowledge.is_there(reading) {
        let text = "I have no documentation to answer from: start the dev agent with `--knowledge DIR`.";
        return Ok(Answer::without_citations(text));
    }
    match knowledge.search(query, reading).await? {
        Outcome::Found(hits) => {
            let said: &[&str] = if query.more { said } else { &[] };
            let quotes = passages::choose(&hits, query, said);
            if quotes.is_empty() {
                return Ok(Answer::without_citations("That is all that the documentation says about it."));
            }
            Ok(compose::compose(&quotes))
        }
        Outcome::Nothing(near) if near.is_empty() => Ok(Answer::without_citations(NOT_FOUND)),
        Outcome::Nothing(near) => {
            let text = format!("{NOT_FOUND} The nearest pages are:\n\n{}", list(&near));
            Ok(Answer::without_citations(text))
        }
    }
}

async fn offer(knowledge: &Knowledge, reading: &Reading) -> Result<String, KnowledgeError> {
    let pages = knowledge.pages(GREETING_PAGES, reading).await?;
    if pages.is_empty() {
        return Ok("I answer from the documentation, but there is none yet.".to_owned());
    }
    Ok(format!("I answer from the documentation, for example about:\n\n{}", list(&pages)))
}

fn list(links: &[PageLink]) -> String {
    let line = |link: &PageLink| format!("- [{}]({})", escape(&link.title), link.url);
    links.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Plain text inside a link's brackets.
fn escape(text: &str) -> String {
    let special = |c: char| matches!(c, '\\' | '[' | ']' | '*' | '_' | '`' | '<');
    text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

fn recall(question: Option<&&str>, lead: &str) -> String {
    match question {
        Some(question) => format!("{lead}\n\n{}", quote(question)),
        None => "You haven't asked anything in this conversation yet.".to_owned(),
    }
}

fn recall_all(asked: &[&str]) -> String {
    match asked {
        [] => recall(None, ""),
        asked => {
            let quotes: Vec<String> = asked.iter().map(|question| quote(question)).collect();
            format!("You asked:\n\n{}", quotes.join("\n\n"))
        }
    }
}

/// A visitor's words as a block quote.
fn quote(text: &str) -> String {
    text.trim().lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}
