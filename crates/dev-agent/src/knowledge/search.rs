//! Ranks sections and their blocks for a query, and decides whether anything is good enough.

use super::folder::encode;
use super::index::kind_of;
use super::markdown_sections::BlockKind;
use crate::question::{Query, Term};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use std::collections::{BTreeMap, BTreeSet};

/// How much of the question a section has to cover, by the rarity of the words: below it, a common
/// word or two happen to stand there, and the section is no answer.
const COVERAGE_MIN: f64 = 0.25;
/// The same where only one of several words stands there, and not in the heading: most likely by
/// chance.
const COVERAGE_MIN_SINGLE: f64 = 0.5;
/// The same for a visitor who asks for more: what is near the subject will do.
const COVERAGE_MIN_MORE: f64 = 0.1;
/// Weight of a term that a follow-up takes along.
const CARRIED: f64 = 0.6;
/// Weight of a term of the visitor's page.
const CONTEXT: f64 = 0.15;
/// Sections that score less than this part of the best are left out.
const RELATIVE_MIN: f64 = 0.5;
/// The same for a visitor who asks for more, once the best has been said.
const RELATIVE_MIN_MORE: f64 = 0.15;
/// Most sections that are looked at for an answer, and when more is asked for.
const SECTIONS_MAX: usize = 3;
const SECTIONS_MAX_MORE: usize = 8;
/// A section with an example counts that much more where an example is wanted.
const EXAMPLE: f64 = 1.3;
/// Most pages that are suggested.
const SUGGESTIONS_MAX: usize = 3;

/// What a search found.
#[derive(Debug)]
pub enum Outcome {
    /// Sections that answer, best first, never empty.
    Found(Vec<Hit>),
    /// Nothing that answers, but pages that come near; may be empty.
    Nothing(Vec<PageLink>),
}

/// A page, or a place on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLink {
    /// Page, and heading where there is one: `Embedding › The tag`.
    pub title: String,
    /// Link base, file, anchor.
    pub url: String,
}

/// Which pages count.
#[derive(Debug)]
pub struct Scope {
    /// Those of the knowledge folder.
    pub folder: bool,
    /// Keys of uploaded files.
    pub uploads: Vec<String>,
}

impl Scope {
    /// Whether a page counts; `url` is where it is, of an uploaded one.
    fn has(&self, file: &str, url: Option<&str>) -> bool {
        if url.is_none() { self.folder } else { self.uploads.iter().any(|key| key == file) }
    }
}

/// A section that answers.
#[derive(Debug)]
pub struct Hit {
    /// Where it is.
    pub link: PageLink,
    /// Its own heading; empty before the first.
    pub heading: String,
    /// Rarity of the terms that its heading has.
    pub heading_score: f64,
    /// All its blocks, in order.
    pub passages: Vec<Passage>,
}

/// A block of a section.
#[derive(Debug, Clone)]
pub struct Passage {
    /// What it is.
    pub kind: BlockKind,
    /// Markdown to quote.
    pub source: String,
    /// Head of a row's table.
    pub head: String,
    /// Its words.
    pub text: String,
    /// Rarity of the terms in it; 0 without any.
    pub score: f64,
}

/// What one term matches.
struct Weighted {
    expression: String,
    /// Rarity × weight of where the term is from.
    weight: f64,
    sections: BTreeSet<i64>,
    headings: BTreeSet<i64>,
}

/// Searches the index.
pub async fn search(
    index: &mut SqliteConnection,
    query: &Query,
    link_base: &str,
    scope: &Scope,
) -> Result<Outcome, sqlx::Error> {
    let within = sections_within(index, scope).await?;
    let count = within.len();
    let own = weigh(index, &query.own, 1.0, count).await?;
    let carried = weigh(index, &query.carried, CARRIED, count).await?;
    let context = weigh(index, &query.context, CONTEXT, count).await?;

    let mut scores: BTreeMap<i64, f64> = BTreeMap::new();
    for (terms, weight) in [(&own, 1.0), (&carried, CARRIED), (&context, CONTEXT)] {
        for (section, score) in bm25(index, terms).await? {
            *scores.entry(section).or_default() += weight * score;
        }
        for term in terms {
            for section in &term.sections {
                *scores.entry(*section).or_default() += term.weight;
            }
            for section in &term.headings {
                *scores.entry(*section).or_default() += term.weight;
            }
        }
    }
    scores.retain(|section, _| within.contains(section));
    if query.wants_code {
        for section in sections_with_code(index).await? {
            scores.entry(section).and_modify(|score| *score *= EXAMPLE);
        }
    }
    let asked: f64 = own.iter().map(|term| term.weight).sum();
    let coverage = |section: &i64| {
        let met = own.iter().filter(|term| term.sections.contains(section));
        met.map(|term| term.weight).sum::<f64>() / asked
    };
    let mut ranked: Vec<(i64, f64)> = scores.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));

    let answers_it = |section: &i64| {
        let met = own.iter().filter(|term| term.sections.contains(section)).count();
        let by_chance = own.len() > 1 && met == 1 && !own.iter().any(|it| it.headings.contains(section));
        match (query.more, by_chance) {
            (true, _) => coverage(section) >= COVERAGE_MIN_MORE,
            (false, true) => coverage(section) > COVERAGE_MIN_SINGLE,
            (false, false) => coverage(section) >= COVERAGE_MIN,
        }
    };
    let answers: Vec<(i64, f64)> = ranked.iter().filter(|(id, _)| answers_it(id)).copied().collect();
    let Some(best) = answers.first().map(|(_, score)| *score) else {
        let mut near: Vec<i64> = ranked.iter().map(|(id, _)| *id).filter(|id| coverage(id) > 0.0).collect();
        near.extend(near_misses(index, &query.own).await?.into_iter().filter(|id| within.contains(id)));
        return Ok(Outcome::Nothing(suggestions(index, &near, link_base).await?));
    };
    let terms: Vec<Weighted> = own.into_iter().chain(carried).chain(context).collect();
    let mut hits = Vec::new();
    let (most, share) =
        if query.more { (SECTIONS_MAX_MORE, RELATIVE_MIN_MORE) } else { (SECTIONS_MAX, RELATIVE_MIN) };
    for (section, score) in answers.into_iter().take(most) {
        if score >= share * best {
            hits.push(hit(index, section, &terms, link_base).await?);
        }
    }
    Ok(Outcome::Found(hits))
}

/// Finds out where each term stands, and how rare it is. A compound that stands nowhere counts as
/// its words.
async fn weigh(
    index: &mut SqliteConnection,
    terms: &[Term],
    weight: f64,
    count: usize,
) -> Result<Vec<Weighted>, sqlx::Error> {
    let mut weighed = Vec::new();
    for term in terms {
        let sections = matches(index, &term.expression()).await?;
        let parts = if sections.is_empty() { term.parts() } else { Vec::new() };
        if parts.is_empty() {
            weighed.push(weigh_one(index, term, sections, weight, count).await?);
        }
        for part in parts {
            let sections = matches(index, &part.expression()).await?;
            weighed.push(weigh_one(index, &part, sections, weight, count).await?);
        }
    }
    Ok(weighed)
}

async fn weigh_one(
    index: &mut SqliteConnection,
    term: &Term,
    sections: BTreeSet<i64>,
    weight: f64,
    count: usize,
) -> Result<Weighted, sqlx::Error> {
    let expression = term.expression();
    let headings = matches(index, &format!("heading : {expression}")).await?;
    // A word that stands nowhere is as rare as one that stands once: not knowing it must not
    // drown what is known.
    let seen = sections.len().max(1) as f64;
    let rarity = (1.0 + (count as f64 - seen + 0.5).max(0.0) / (seen + 0.5)).ln().max(0.01);
    Ok(Weighted { expression, weight: weight * rarity, sections, headings })
}

async fn matches(index: &mut SqliteConnection, expression: &str) -> Result<BTreeSet<i64>, sqlx::Error> {
    let query = sqlx::query_scalar("SELECT rowid FROM sections WHERE sections MATCH ?");
    Ok(query.bind(expression).fetch_all(index).await?.into_iter().collect())
}

async fn sections_within(index: &mut SqliteConnection, scope: &Scope) -> Result<BTreeSet<i64>, sqlx::Error> {
    let query = "SELECT sections.rowid, sections.file, pages.url
                 FROM sections JOIN pages ON pages.file = sections.file";
    let rows: Vec<(i64, String, Option<String>)> = sqlx::query_as(query).fetch_all(index).await?;
    let within = rows.into_iter().filter(|(_, file, url)| scope.has(file, url.as_deref()));
    Ok(within.map(|(section, ..)| section).collect())
}

async fn sections_with_code(index: &mut SqliteConnection) -> Result<Vec<i64>, sqlx::Error> {
    let query = sqlx::query_scalar("SELECT DISTINCT section FROM passages WHERE kind = 'code'");
    query.fetch_all(index).await
}

/// BM25 of the sections that have any of the terms; more is better. A heading counts 8 times the
/// body, the headings above it 3 times.
async fn bm25(index: &mut SqliteConnection, terms: &[Weighted]) -> Result<Vec<(i64, f64)>, sqlx::Error> {
    let found: Vec<&str> =
        terms.iter().filter(|term| !term.sections.is_empty()).map(|term| term.expression.as_str()).collect();
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let query = "SELECT rowid, -bm25(sections, 8.0, 3.0, 1.0) FROM sections WHERE sections MATCH ?";
    sqlx::query_as(query).bind(found.join(" OR ")).fetch_all(index).await
}

/// Sections with a word that begins like a long word of the question, to suggest after a typing
/// mistake.
async fn near_misses(index: &mut SqliteConnection, terms: &[Term]) -> Result<Vec<i64>, sqlx::Error> {
    let prefixes: Vec<String> = terms.iter().filter_map(Term::prefix).collect();
    if prefixes.is_empty() {
        return Ok(Vec::new());
    }
    let query = "SELECT rowid FROM sections WHERE sections MATCH ? ORDER BY bm25(sections, 8.0, 3.0, 1.0)";
    sqlx::query_scalar(query).bind(prefixes.join(" OR ")).fetch_all(index).await
}

/// The best place on each of the first pages among `sections`.
async fn suggestions(
    index: &mut SqliteConnection,
    sections: &[i64],
    link_base: &str,
) -> Result<Vec<PageLink>, sqlx::Error> {
    let mut files = BTreeSet::new();
    let mut links = Vec::new();
    for section in sections {
        let row = section_row(index, *section).await?;
        if files.insert(row.try_get::<String, _>("file")?) {
            links.push(link(&row, link_base)?);
        }
        if links.len() == SUGGESTIONS_MAX {
            break;
        }
    }
    Ok(links)
}

async fn section_row(index: &mut SqliteConnection, section: i64) -> Result<SqliteRow, sqlx::Error> {
    let query = "SELECT heading, anchor, sections.file AS file, title, url
                 FROM sections JOIN pages ON pages.file = sections.file WHERE sections.rowid = ?";
    sqlx::query(query).bind(section).fetch_one(index).await
}

fn link(row: &SqliteRow, link_base: &str) -> Result<PageLink, sqlx::Error> {
    let (page, heading): (String, String) = (row.try_get("title")?, row.try_get("heading")?);
    let (file, anchor): (String, String) = (row.try_get("file")?, row.try_get("anchor")?);
    let title = if heading.is_empty() || heading == page { page } else { format!("{page} › {heading}") };
    let anchor = if anchor.is_empty() { anchor } else { format!("#{anchor}") };
    let url: Option<String> = row.try_get("url")?;
    let page = url.unwrap_or_else(|| format!("{link_base}{}", encode(&file)));
    Ok(PageLink { title, url: format!("{page}{anchor}") })
}

async fn hit(
    index: &mut SqliteConnection,
    section: i64,
    terms: &[Weighted],
    link_base: &str,
) -> Result<Hit, sqlx::Error> {
    let row = section_row(index, section).await?;
    let mut scores: BTreeMap<i64, f64> = BTreeMap::new();
    for term in terms.iter().filter(|term| term.sections.contains(&section)) {
        let query = sqlx::query_scalar("SELECT rowid FROM passages WHERE passages MATCH ? AND section = ?");
        let found: Vec<i64> = query.bind(&term.expression).bind(section).fetch_all(&mut *index).await?;
        for passage in found {
            *scores.entry(passage).or_default() += term.weight;
        }
    }
    let query =
        sqlx::query("SELECT rowid, kind, source, head, text FROM passages WHERE section = ? ORDER BY rowid");
    let rows = query.bind(section).fetch_all(index).await?;
    let passage = |row: &SqliteRow| {
        Ok(Passage {
            kind: kind_of(row.try_get("kind")?),
            source: row.try_get("source")?,
            head: row.try_get("head")?,
            text: row.try_get("text")?,
            score: scores.get(&row.try_get("rowid")?).copied().unwrap_or_default(),
        })
    };
    Ok(Hit {
        link: link(&row, link_base)?,
        heading: row.try_get("heading")?,
        heading_score: terms.iter().filter(|it| it.headings.contains(&section)).map(|it| it.weight).sum(),
        passages: rows.iter().map(passage).collect::<Result<_, sqlx::Error>>()?,
    })
}

/// The first pages, by file name.
pub async fn pages(
    index: &mut SqliteConnection,
    count: usize,
    link_base: &str,
    scope: &Scope,
) -> Result<Vec<PageLink>, sqlx::Error> {
    let query = sqlx::query_as("SELECT title, file, url FROM pages ORDER BY file");
    let rows: Vec<(String, String, Option<String>)> = query.fetch_all(index).await?;
    let within = rows.into_iter().filter(|(_, file, url)| scope.has(file, url.as_deref())).take(count);
    let link = |(title, file, url): (String, String, Option<String>)| PageLink {
        title,
        url: url.unwrap_or_else(|| format!("{link_base}{}", encode(&file))),
    };
    Ok(within.map(link).collect())
}
