//! Named tolerances for what servers of this kind are known to write.

use serde::{Deserialize, Deserializer};

/// Reads `null` as the type's default: .NET writes an absent list as `null`.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// An optional point in time: RFC 3339, or the same without an offset (as .NET writes a `DateTime` of no
/// kind), which is read as UTC. Written as RFC 3339.
pub mod timestamp {
    use serde::{Deserialize, Deserializer, Serializer};
    use time::OffsetDateTime;

    use super::required_timestamp;

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<OffsetDateTime>, D::Error> {
        Ok(Option::<Timestamp>::deserialize(deserializer)?.map(|time| time.0))
    }

    pub fn serialize<S: Serializer>(
        value: &Option<OffsetDateTime>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(time) => required_timestamp::serialize(time, serializer),
            None => serializer.serialize_none(),
        }
    }

    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Timestamp(#[serde(with = "required_timestamp")] OffsetDateTime);
}

/// The same where there always is one.
pub mod required_timestamp {
    use serde::{Deserialize, Deserializer, Serializer, de, ser};
    use time::format_description::well_known::{Iso8601, Rfc3339};
    use time::{OffsetDateTime, PrimitiveDateTime};

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OffsetDateTime, D::Error> {
        let text = String::deserialize(deserializer)?;
        OffsetDateTime::parse(&text, &Rfc3339)
            .or_else(|_| {
                PrimitiveDateTime::parse(&text, &Iso8601::DEFAULT).map(PrimitiveDateTime::assume_utc)
            })
            .map_err(|_| de::Error::custom("not an RFC 3339 time"))
    }

    pub fn serialize<S: Serializer>(value: &OffsetDateTime, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.format(&Rfc3339).map_err(ser::Error::custom)?)
    }
}
