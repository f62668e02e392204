//! International bank account numbers (ISO 13616): country, two check digits, an account; 1 modulo 97.

use super::fold::next;
use super::{Finding, Marks};

/// Length of an IBAN by country, from the registry: two letters and two digits each.
const LENGTHS: &[u8] = b"AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29\
ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21\
LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27\
SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

/// Finds every IBAN, wherever it stands.
pub(super) fn find(text: &[u8], marks: &mut Marks) {
    for start in 0..text.len() {
        if text[start].is_ascii_alphabetic()
            && let Some(end) = iban_end(text, start)
        {
            marks.mark(start, end, Finding::Iban);
        }
    }
}

fn iban_end(text: &[u8], start: usize) -> Option<usize> {
    let second = next(text, start, |byte| byte.is_ascii_alphabetic())?;
    let length = length_of(text[start].to_ascii_uppercase(), text[second].to_ascii_uppercase())?;
    let mut places = vec![start, second];
    let mut last = second;
    while places.len() < length {
        let wanted = if places.len() < 4 {
            |byte: u8| byte.is_ascii_digit()
        } else {
            |byte: u8| byte.is_ascii_alphanumeric()
        };
        last = next(text, last, wanted)?;
        places.push(last);
    }
    // The country and the check digits are reckoned last.
    let remainder = places[4..].iter().chain(&places[..4]).fold(0, |remainder, &place| {
        let byte = text[place].to_ascii_uppercase();
        if byte.is_ascii_digit() {
            (remainder * 10 + u32::from(byte - b'0')) % 97
        } else {
            (remainder * 100 + u32::from(byte - b'A') + 10) % 97
        }
    });
    (remainder == 1).then_some(last + 1)
}

fn length_of(first: u8, second: u8) -> Option<usize> {
    let entry = LENGTHS.chunks_exact(4).find(|entry| entry[0] == first && entry[1] == second)?;
    Some(usize::from(entry[2] - b'0') * 10 + usize::from(entry[3] - b'0'))
}
