//! Collections of durable knowledge.

use super::lists::haystack;
use super::{Origin, Store, WriteError, audit};
use crate::wire::collection::{
    CreateDataSourceCollectionRequest, DataSource, DataSourceCollection, UpdateDataSourceCollectionRequest,
};
use crate::wire::page::{Page, Paging};
use crate::wire::{now_micros, rfc3339};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use uuid::Uuid;

const ENTITY: &str = "DataSourceCollection";

impl Store {
    /// Adds a collection.
    pub async fn create_collection(
        &self,
        request: CreateDataSourceCollectionRequest,
        origin: &Origin,
    ) -> Result<DataSourceCollection, WriteError> {
        let now = now_micros();
        let CreateDataSourceCollectionRequest { name, description, sources } = request;
        let (id, at) = (Uuid::new_v4().to_string(), rfc3339(now));
        let made =
            DataSourceCollection { id, name, description, sources, created_at: at.clone(), updated_at: at };
        let mut transaction = self.pool.begin().await?;
        refuse_taken_name(&mut transaction, &made).await?;
        sqlx::query("INSERT INTO collections VALUES (?, ?, ?, ?, ?, ?, ?)")
            .bind(&made.id)
            .bind(&made.name)
            .bind(&made.description)
            .bind(sources_text(&made.sources)?)
            .bind(haystack(&[Some(&made.name), made.description.as_deref()]))
            .bind(now)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        audit::record(&mut transaction, origin, ENTITY, &made.id, None, &made).await?;
        transaction.commit().await?;
        Ok(made)
    }

    /// Changes what the request names.
    pub async fn update_collection(
        &self,
        id: Uuid,
        request: UpdateDataSourceCollectionRequest,
        origin: &Origin,
    ) -> Result<DataSourceCollection, WriteError> {
        let now = now_micros();
        let mut transaction = self.pool.begin().await?;
        let row = sqlx::query("SELECT * FROM collections WHERE id = ?").bind(id.to_string());
        let row = row.fetch_optional(&mut *transaction).await?.ok_or(WriteError::Unknown)?;
        let old = read(&row)?;
        let new = DataSourceCollection {
            name: request.name.unwrap_or_else(|| old.name.clone()),
            description: request.description.or_else(|| old.description.clone()),
            sources: request.sources.unwrap_or_else(|| old.sources.clone()),
            updated_at: rfc3339(now),
            ..old.clone()
        };
        refuse_taken_name(&mut transaction, &new).await?;
        sqlx::query(
            "UPDATE collections SET name = ?, description = ?, sources = ?, search = ?, updated_at = ?
             WHERE id = ?",
        )
        .bind(&new.name)
        .bind(&new.description)
        .bind(sources_text(&new.sources)?)
        .bind(haystack(&[Some(&new.name), new.description.as_deref()]))
        .bind(now)
        .bind(&new.id)
        .execute(&mut *transaction)
        .await?;
        audit::record(&mut transaction, origin, ENTITY, &new.id, Some(&old), &new).await?;
        transaction.commit().await?;
        Ok(new)
    }

    /// A page of the collections.
    pub async fn collections(&self, paging: &Paging) -> Result<Page<DataSourceCollection>, sqlx::Error> {
        self.page("collections", paging, read).await
    }

    /// One collection.
    pub async fn collection(&self, id: Uuid) -> Result<Option<DataSourceCollection>, sqlx::Error> {
        let query = sqlx::query("SELECT * FROM collections WHERE id = ?").bind(id.to_string());
        query.fetch_optional(&self.pool).await?.as_ref().map(read).transpose()
    }
}

async fn refuse_taken_name(
    connection: &mut SqliteConnection,
    wanted: &DataSourceCollection,
) -> Result<(), WriteError> {
    let taken = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM collections WHERE name = ? AND id <> ?)");
    let taken: bool = taken.bind(&wanted.name).bind(&wanted.id).fetch_one(connection).await?;
    if taken { Err(WriteError::NameTaken) } else { Ok(()) }
}

fn sources_text(sources: &[DataSource]) -> Result<String, sqlx::Error> {
    serde_json::to_string(sources).map_err(|error| sqlx::Error::Encode(error.into()))
}

fn read(row: &SqliteRow) -> Result<DataSourceCollection, sqlx::Error> {
    let sources: &str = row.try_get("sources")?;
    Ok(DataSourceCollection {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        description: row.try_get("description")?,
        sources: serde_json::from_str(sources).map_err(|error| sqlx::Error::Decode(error.into()))?,
        created_at: rfc3339(row.try_get("created_at")?),
        updated_at: rfc3339(row.try_get("updated_at")?),
    })
}
