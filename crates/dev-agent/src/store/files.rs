//! What is known of uploaded files; their content is in a folder.

use super::{Origin, Store, audit};
use crate::wire::record::StoredFile;
use crate::wire::{now_micros, rfc3339};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

impl Store {
    /// Notes a file whose content is in place.
    pub async fn create_file(
        &self,
        id: Uuid,
        name: String,
        content_type: String,
        size: i64,
        origin: &Origin,
    ) -> Result<StoredFile, sqlx::Error> {
        let now = now_micros();
        let file = StoredFile { id: id.to_string(), name, content_type, size, created_at: rfc3339(now) };
        let mut transaction = self.pool.begin().await?;
        sqlx::query("INSERT INTO files VALUES (?, ?, ?, ?, ?)")
            .bind(&file.id)
            .bind(&file.name)
            .bind(&file.content_type)
            .bind(file.size)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        audit::record(&mut transaction, origin, "File", &file.id, None, &file).await?;
        transaction.commit().await?;
        Ok(file)
    }

    /// One file.
    pub async fn file(&self, id: Uuid) -> Result<Option<StoredFile>, sqlx::Error> {
        let query = sqlx::query("SELECT * FROM files WHERE id = ?").bind(id.to_string());
        query.fetch_optional(&self.pool).await?.as_ref().map(read).transpose()
    }
}

fn read(row: &SqliteRow) -> Result<StoredFile, sqlx::Error> {
    Ok(StoredFile {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        content_type: row.try_get("content_type")?,
        size: row.try_get("size")?,
        created_at: rfc3339(row.try_get("created_at")?),
    })
}
