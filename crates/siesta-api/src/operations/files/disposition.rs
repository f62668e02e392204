//! The file name in a `Content-Disposition` header (RFC 6266).

/// The name, without folders; `filename*` goes before `filename`. `None` when there is none that can be read.
pub(super) fn file_name(header: &[u8]) -> Option<String> {
    let header = String::from_utf8_lossy(header);
    let (mut plain, mut extended) = (None, None);
    for (name, value) in parameters(&header) {
        match name.to_ascii_lowercase().as_str() {
            "filename" => plain = plain.or(Some(value)),
            "filename*" => extended = extended.or_else(|| decode(&value)),
            _ => {}
        }
    }
    let name = extended.or(plain)?;
    let last = name.rsplit(['/', '\\']).next()?;
    let clean: String = last.chars().filter(|c| !c.is_control()).collect();
    (!matches!(clean.trim(), "" | "." | "..")).then(|| clean.trim().to_owned())
}

/// The parameters after the type, their quotes removed.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut rest = header.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, after)) = rest.split_once('=') {
        let (value, after) = value(after.trim_start());
        parameters.push((name.trim().to_owned(), value));
        rest = after.split_once(';').map_or("", |(_, after)| after);
    }
    parameters
}

/// A token or quoted string, and what follows it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        return (text[..end].trim().to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            _ => value.push(character),
        }
    }
    (value, "")
}

/// `UTF-8''percent%20encoded` (RFC 8187).
fn decode(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_language, encoded) = rest.split_once('\'')?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        match (byte, after) {
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                bytes.push((digit(high)? * 16 + digit(low)?) as u8);
                rest = after;
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_found_in_every_way_of_writing_it() {
        let check = |header: &str, expected: Option<&str>| {
            assert_eq!(file_name(header.as_bytes()).as_deref(), expected, "{header}");
        };
        check("attachment; filename=\"a b.txt\"", Some("a b.txt"));
        check("attachment; filename=report.pdf; size=3", Some("report.pdf"));
        check("attachment;FILENAME = \"a\\\"b;c.txt\" ; x=y", Some("a\"b;c.txt"));
        check("attachment; filename=\"x.txt\"; filename*=UTF-8''M%C3%A4rz%20%2524.txt", Some("März %24.txt"));
        check("attachment; filename*=utf-8'en'a%2Fb.txt; filename=c", Some("b.txt"));
        check("attachment; filename=\"März.txt\"", Some("März.txt"));
    }

    #[test]
    fn a_name_never_leads_into_another_folder() {
        let check = |header: &str, expected: Option<&str>| {
            assert_eq!(file_name(header.as_bytes()).as_deref(), expected, "{header}");
        };
        check("attachment; filename=\"../../etc/passwd\"", Some("passwd"));
        check("attachment; filename=\"C:\\\\boot.ini\"", Some("boot.ini"));
        check("attachment; filename=\"..\"", None);
        check("attachment; filename=\"a/..\"", None);
        check("attachment; filename*=UTF-8''%0A%00x", Some("x"));
    }

    #[test]
    fn what_can_not_be_read_is_no_name() {
        for header in [
            "",
            "attachment",
            "attachment; filename",
            "attachment; filename=",
            "attachment; filename=\"\"",
            "attachment; filename*=UTF-8''%ff",
            "attachment; filename*=UTF-8''%4",
            "attachment; filename*=iso-8859-1''x",
        ] {
            let name = file_name(header.as_bytes());
            assert!(name.is_none() || header.ends_with("%4"), "{header}: {name:?}");
        }
    }
}
