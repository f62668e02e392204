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
    use serde::{Deserialize, Deserializer, Serializer, de, ser};
    use time::format_description::well_known::{Iso8601, Rfc3339};
    use time::{OffsetDateTime, PrimitiveDateTime};

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<OffsetDateTime>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        OffsetDateTime::parse(&text, &Rfc3339)
            .or_else(|_| {
                PrimitiveDateTime::parse(&text, &Iso8601::DEFAULT).map(PrimitiveDateTime::assume_utc)
            })
            .map(Some)
            .map_err(|_| de::Error::custom("not an RFC 3339 time"))
    }

    pub fn serialize<S: Serializer>(
        value: &Option<OffsetDateTime>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(time) => serializer.serialize_str(&time.format(&Rfc3339).map_err(ser::Error::custom)?),
            None => serializer.serialize_none(),
        }
    }
}
