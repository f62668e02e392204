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
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '"' | ',' | '|'))
        .any(|word| names_another(word, host))
}

fn names_another(word: &str, host: &str) -> bool {
    let address = after(word, "https://").or_else(|| after(word, "http://"));
    let named = address.unwrap_or(word).split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let last = named.rsplit('.').next().unwrap_or_default();
    let last = last.split(':').next().unwrap_or_default();
    let looks_so = address.is_some()
        || named.contains('.') && last.chars().nth(1).is_some() && last.chars().all(may_be_letter);
    // What stands before an `@` is a name for whoever is at the host behind it.
    looks_so && (address.is_some() && named.contains('@') || !is_same(named, host))
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
