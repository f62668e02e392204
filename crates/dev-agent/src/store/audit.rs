//! The audit log: who changed what, when, and in which call.

use super::Store;
use super::lists::haystack;
use crate::wire::page::{Direction, Page};
use crate::wire::record::{AuditRecord, AuditSearch, ChangedProperty};
use crate::wire::{now_micros, rfc3339};
use serde::Serialize;
use serde_json::{Map, Value};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Row};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Who writes, and in which call.
#[derive(Debug, Clone)]
pub struct Origin {
    /// A key, by its first characters, or an agent.
    pub actor: String,
    /// The `X-Request-Id` of the call.
    pub correlation_id: String,
}

/// Properties that say nothing about what changed.
const LEFT_OUT: [&str; 3] = ["id", "createdAt", "updatedAt"];

/// Notes that something is new (`old` is `None`) or different, in the transaction that writes it.
pub(super) async fn record<T: Serialize>(
    connection: &mut SqliteConnection,
    origin: &Origin,
    entity: &'static str,
    id: &str,
    old: Option<&T>,
    new: &T,
) -> Result<(), sqlx::Error> {
    let action = if old.is_some() { "updated" } else { "created" };
    let changes = changes(&properties(old), &properties(Some(new)));
    let changes = serde_json::to_string(&changes).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let searched = [action, entity, id, &origin.actor, &origin.correlation_id, &changes].map(Some);
    sqlx::query(
        "INSERT INTO audit_records (id, occurred_at, action, entity_type, entity_id, actor, correlation_id,
         changes, search) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(Uuid::now_v7().to_string())
    .bind(now_micros())
    .bind(action)
    .bind(entity)
    .bind(id)
    .bind(&origin.actor)
    .bind(&origin.correlation_id)
    .bind(&changes)
    .bind(haystack(&searched))
    .execute(connection)
    .await?;
    Ok(())
}

fn properties<T: Serialize>(of: Option<&T>) -> Map<String, Value> {
    match of.map(serde_json::to_value) {
        Some(Ok(Value::Object(map))) => map,
        _ => Map::new(),
    }
}

fn changes(old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<ChangedProperty> {
    let text = |value: Option<&Value>| match value {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(value) => Some(value.to_string()),
    };
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let change = |name: &String| {
        let (old_value, new_value) = (text(old.get(name)), text(new.get(name)));
        let counts = old_value != new_value && !LEFT_OUT.contains(&name.as_str());
        counts.then(|| ChangedProperty { name: name.clone(), old_value, new_value })
    };
    names.into_iter().filter_map(change).collect()
}

impl Store {
    /// A page of the records that match.
    pub async fn audit_records(&self, search: &AuditSearch) -> Result<Page<AuditRecord>, sqlx::Error> {
        const MATCHING: &str = "FROM audit_records WHERE instr(search, ?1)
            AND (?2 IS NULL OR entity_type = ?2) AND (?3 IS NULL OR entity_id = ?3)
            AND (?4 IS NULL OR action = ?4) AND (?5 IS NULL OR correlation_id = ?5)
            AND (?6 IS NULL OR occurred_at >= ?6) AND (?7 IS NULL OR occurred_at < ?7)";
        let order = match search.direction {
            Direction::Ascending => "ASC",
            Direction::Descending => "DESC",
        };
        let entity_id = search.entity_id.map(|id| id.to_string());
        let total_count: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) {MATCHING}")))
            .bind(&search.paging.search)
            .bind(search.entity_type)
            .bind(&entity_id)
            .bind(search.action)
            .bind(&search.correlation_id)
            .bind(search.from)
            .bind(search.to)
            .fetch_one(&self.pool)
            .await?;
        let rows = format!("SELECT * {MATCHING} ORDER BY position {order} LIMIT ?8 OFFSET ?9");
        let rows = sqlx::query(AssertSqlSafe(rows))
            .bind(&search.paging.search)
            .bind(search.entity_type)
            .bind(&entity_id)
            .bind(search.action)
            .bind(&search.correlation_id)
            .bind(search.from)
            .bind(search.to)
            .bind(search.paging.limit)
            .bind(search.paging.offset)
            .fetch_all(&self.pool)
            .await?;
        Ok(Page { items: rows.iter().map(read).collect::<Result<_, _>>()?, total_count })
    }

    /// One record.
    pub async fn audit_record(&self, id: Uuid) -> Result<Option<AuditRecord>, sqlx::Error> {
        let query = sqlx::query("SELECT * FROM audit_records WHERE id = ?").bind(id.to_string());
        query.fetch_optional(&self.pool).await?.as_ref().map(read).transpose()
    }
}

fn read(row: &SqliteRow) -> Result<AuditRecord, sqlx::Error> {
    let changes: &str = row.try_get("changes")?;
    Ok(AuditRecord {
        id: row.try_get("id")?,
        occurred_at: rfc3339(row.try_get("occurred_at")?),
        action: row.try_get("action")?,
        entity_type: row.try_get("entity_type")?,
        entity_id: row.try_get("entity_id")?,
        actor: row.try_get("actor")?,
        correlation_id: row.try_get("correlation_id")?,
        changed_properties: serde_json::from_str(changes)
            .map_err(|error| sqlx::Error::Decode(error.into()))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_a_change() {
        let old = json!({"id": "1", "title": "a", "owner": null, "sources": [1], "updatedAt": "x"});
        let new = json!({"id": "1", "title": "b", "owner": "jo", "sources": [1], "updatedAt": "y"});
        let found = changes(old.as_object().unwrap(), new.as_object().unwrap());
        let expected = json!([
            {"name": "owner", "oldValue": null, "newValue": "jo"},
            {"name": "title", "oldValue": "a", "newValue": "b"},
        ]);
        assert_eq!(serde_json::to_value(found).unwrap(), expected);
    }

    #[test]
    fn of_something_new_every_filled_property_is_a_change() {
        let new = json!({"id": "1", "title": "a", "owner": null, "size": 3});
        let found = changes(&Map::new(), new.as_object().unwrap());
        let expected = json!([
            {"name": "size", "oldValue": null, "newValue": "3"},
            {"name": "title", "oldValue": null, "newValue": "a"},
        ]);
        assert_eq!(serde_json::to_value(found).unwrap(), expected);
    }
}
