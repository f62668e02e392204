//! Links whose text names one place and whose address another.

/// Whether `text`, shown as a link to `host`, names another host: as an address (`https://…`, `www.…`), or as a name
/// with dots in it.
///
/// ```
/// assert!(markdown::misleads("www.bank.example", "evil.example"));
/// assert!(!markdown::misleads("https://bank.example/login", "www.bank.example"));
/// assert!(!markdown::misleads("the bank's page", "bank.example"));
/// ```
#[must_use]
pub fn misleads(text: &str, host: &str) -> bool {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '"' | '\'' | '’' | ',' | '|')
    })
    .any(|word| names_another(word, host))
}

fn names_another(word: &str, host: &str) -> bool {
    // Brackets and the end of a sentence belong to no name.
    let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
    let address = word.match_indices(':').find_map(|(at, _)| word[at..].strip_prefix("://"));
    let mut parts = address.unwrap_or(word).split(['/', '\\', '?', '#']);
    let named = match address {
        Some(_) => parts.next(),
        None => parts.find(|part| part.contains('.')),
    };
    let named = named.unwrap_or_default();
    let looks_so = address.is_some() || named.split('.').skip(1).any(begins_as_a_word);
    // What stands before an `@` is a name for whoever is at the host behind it.
    looks_so && (address.is_some() && named.contains('@') || !is_same(named, host))
}

/// `example`, `example:443` and `xn--p1ai`, but neither the 5 of `2.5` nor the g of `e.g.`
fn begins_as_a_word(label: &str) -> bool {
    label.chars().take_while(|c| may_be_letter(*c)).count() >= 2
}

/// Beyond ASCII all may be: the table of the world's letters is larger than all of this.
fn may_be_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || !c.is_ascii()
}

fn is_same<'a>(named: &'a str, host: &'a str) -> bool {
    let named = named.rsplit('@').next().unwrap_or_default().trim_end_matches('.');
    let bare = |name: &'a str| after(name, "www.").unwrap_or(name);
    // A text leaves the port away, or names it as the address does.
    let portless = bare(host).split(':').next().unwrap_or_default();
    bare(named).eq_ignore_ascii_case(bare(host)) || bare(named).eq_ignore_ascii_case(portless)
}

/// What follows `start`, in whatever case it is written.
fn after<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
}
