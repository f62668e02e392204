//! Options that say several things: `role=billing,label=Billing`.

use std::collections::BTreeMap;

/// Values by their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairs(BTreeMap<&'static str, String>);

impl Pairs {
    /// Reads `key=value,key=value`. A comma that no known key follows belongs to the value.
    pub fn parse(text: &str, keys: &[&'static str]) -> Result<Self, String> {
        let mut pairs: BTreeMap<&'static str, String> = BTreeMap::new();
        let mut current = None;
        for piece in text.split(',') {
            let pair = piece.split_once('=');
            let known = pair.and_then(|(key, value)| {
                keys.iter().find(|known| **known == key.trim()).map(|known| (*known, value))
            });
            match (known, current) {
                (Some((key, value)), _) => {
                    if pairs.insert(key, value.to_owned()).is_some() {
                        return Err(format!("{key}=… stands twice"));
                    }
                    current = Some(key);
                }
                (None, Some(key)) => pairs.entry(key).or_default().extend([",", piece]),
                (None, None) => return Err(format!("begin with one of {}", written(keys))),
            }
        }
        Ok(Self(pairs))
    }

    /// The value of a key, once.
    pub fn take(&mut self, key: &str) -> Option<String> {
        self.0.remove(key)
    }

    /// The value of a key that must be there.
    pub fn required(&mut self, key: &str) -> Result<String, String> {
        self.take(key).ok_or_else(|| format!("add {key}=…"))
    }
}

fn written(keys: &[&str]) -> String {
    keys.iter().map(|key| format!("{key}=…")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::Pairs;

    const KEYS: [&str; 3] = ["role", "label", "purpose"];

    #[test]
    fn pairs_are_read_in_any_order_and_values_may_hold_commas() {
        let mut pairs = Pairs::parse("label=Billing, returns,role=billing,purpose=a=b", &KEYS).unwrap();
        assert_eq!(pairs.take("label").as_deref(), Some("Billing, returns"));
        assert_eq!(pairs.take("role").as_deref(), Some("billing"));
        assert_eq!(pairs.take("purpose").as_deref(), Some("a=b"));
        assert_eq!(pairs.required("role"), Err("add role=…".to_owned()));
    }

    #[test]
    fn what_can_not_be_read_is_told() {
        assert_eq!(
            Pairs::parse("billing", &KEYS),
            Err("begin with one of role=…, label=…, purpose=…".to_owned())
        );
        assert_eq!(Pairs::parse("role=a,role=b", &KEYS), Err("role=… stands twice".to_owned()));
    }
}
