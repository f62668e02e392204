//! What a visitor thinks of an answer: an event of the thread, and a note at the answer in its history.

use contract::agui::{Event, FEEDBACK, Message};
use contract::api::FeedbackResponse;
use contract::history::rate;
use serde_json::Value;
use sqlx::Row as _;

use super::{Transaction, as_json};
use crate::store::{Answer, Answered, Claim, Once, StoreError};
use crate::thread_log::Feedback;

impl Transaction<'_> {
    pub(super) async fn rate(
        &mut self,
        thread_id: &str,
        feedback: &Feedback,
    ) -> Result<Answered, StoreError> {
        let once = &feedback.once;
        if let Claim::Taken(answered) = once.claim(&self.shared.store, self.connection, self.now).await? {
            return Ok(answered);
        }
        let Some(seq) = self.write_feedback(thread_id, once, &feedback.value).await? else {
            once.release(self.connection).await?;
            return Ok(Answered::NotFound);
        };
        let body = as_json(&FeedbackResponse { seq })?;
        once.keep(self.connection, Answer { status: 200, body: Some(body) }, Some(thread_id)).await
    }

    /// `None`: the visitor has no such thread, or no ended run of it has such an answer.
    async fn write_feedback(
        &mut self,
        thread_id: &str,
        once: &Once,
        value: &Value,
    ) -> Result<Option<u64>, StoreError> {
        let thread = sqlx::query(
            "UPDATE threads SET updated_at = updated_at \
             WHERE id = $1 AND site_id = $2 AND visitor_id = $3 RETURNING id",
        )
        .bind(thread_id)
        .bind(&once.site_id)
        .bind(&once.visitor_id)
        .fetch_optional(&mut *self.connection)
        .await?;
        let message_id = value["messageId"].as_str().unwrap_or_default();
        // An answer's id begins with its run's.
        let run_id = message_id.split(':').next().unwrap_or_default();
        let run =
            sqlx::query("SELECT messages FROM runs WHERE id = $1 AND thread_id = $2 AND state <> 'running'")
                .bind(run_id)
                .bind(thread_id)
                .fetch_optional(&mut *self.connection)
                .await?;
        let (Some(_), Some(run)) = (thread, run) else { return Ok(None) };
        let mut messages: Vec<Message> = serde_json::from_str(run.try_get("messages")?)
            .map_err(|_| StoreError::Corrupt("a run's messages are not JSON"))?;
        if !rate(&mut messages, value) {
            return Ok(None);
        }
        sqlx::query("UPDATE runs SET messages = $1 WHERE id = $2")
            .bind(as_json(&messages)?)
            .bind(run_id)
            .execute(&mut *self.connection)
            .await?;
        let event = Event::custom(FEEDBACK, value.clone());
        let seq = self.write_events(thread_id, &once.site_id, None, std::slice::from_ref(&event)).await?;
        Ok(Some(seq))
    }
}
