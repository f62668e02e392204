//! Why a run failed: a code and words for the visitor, and apart from them what the log tells the owner.

use std::borrow::Cow;

use contract::agui::Event;
use contract::error::code;
use siesta_api::Error;

/// Why a run failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFailure {
    /// One of [`contract::error::code`].
    pub code: &'static str,
    /// For the visitor: what happened and what to do next. Never the agent platform's own words.
    pub message: Cow<'static, str>,
    /// Seconds to wait before trying again.
    pub retry_after: Option<u64>,
    /// For the owner: what to do about it. Empty when there is nothing to do.
    pub remedy: &'static str,
    /// For the owner: what happened, without a visitor's words.
    pub cause: String,
}

impl RunFailure {
    fn new(code: &'static str, message: impl Into<Cow<'static, str>>, cause: impl ToString) -> Self {
        Self { code, message: message.into(), retry_after: None, remedy: "", cause: cause.to_string() }
    }

    fn with_remedy(mut self, remedy: &'static str) -> Self {
        self.remedy = remedy;
        self
    }

    /// A call to the agent platform failed.
    pub fn of_call(error: &Error) -> Self {
        if error.is_unauthorized() {
            Self::rejected(error).with_remedy(
                "the key or the organization is refused: check SIESTA_API_KEY and SIESTA_ORG_ID, and that the key may use this agent",
            )
        } else if error.is_not_found() {
            let message = "This assistant is not available. Please tell the owner of the site.";
            Self::new(code::AGENT_NOT_FOUND, message, error).with_remedy(
                "the agent is not known in this organization: check the agentId in the manifest (CHAT_MANIFEST) and SIESTA_ORG_ID",
            )
        } else if error.is_rate_limited() {
            Self::rate_limited(error, error.retry_after().map(|pause| pause.as_secs().max(1)))
        } else if error.is_timeout() {
            Self::timeout(error)
        } else if error.api().is_some_and(|api| api.status().is_client_error()) {
            Self::rejected(error).with_remedy(
                "the request is refused: compare this version's reading of the API with the platform's document",
            )
        } else {
            Self::unavailable(error).with_remedy("check SIESTA_API_URL and the platform's status")
        }
    }

    /// The agent platform asks to slow down.
    pub fn rate_limited(cause: impl ToString, retry_after: Option<u64>) -> Self {
        let message = match retry_after {
            Some(seconds) => format!("Too many questions at once. Please try again in {seconds} s.").into(),
            None => Cow::Borrowed("Too many questions at once. Please try again in a moment."),
        };
        let mut failure = Self::new(code::UPSTREAM_RATE_LIMITED, message, cause)
            .with_remedy("the platform limits the rate of calls: ask for a higher limit, or lower the use");
        failure.retry_after = retry_after;
        failure
    }

    /// The agent platform refuses us.
    pub fn rejected(cause: impl ToString) -> Self {
        let message = "The assistant can't be used at the moment. Please tell the owner of the site.";
        Self::new(code::UPSTREAM_REJECTED, message, cause)
    }

    /// The agent platform can't be reached, or failed.
    pub fn unavailable(cause: impl ToString) -> Self {
        let message = "The assistant can't be reached just now. Please try again.";
        Self::new(code::UPSTREAM_UNAVAILABLE, message, cause)
    }

    /// The agent platform ended the answer before it was whole.
    pub fn cut_short(cause: impl ToString) -> Self {
        let message = "The answer was cut short. Please ask for less at once, or try again.";
        Self::new(code::UPSTREAM_UNAVAILABLE, message, cause)
    }

    /// The agent platform has lost the conversation in which it called the tools.
    pub fn forgotten() -> Self {
        let message = "The assistant has lost this conversation. Please ask again.";
        let cause = "results of tools can't be given to the agent: its conversation is gone";
        Self::new(code::UPSTREAM_UNAVAILABLE, message, cause)
    }

    /// It took too long.
    pub fn timeout(cause: impl ToString) -> Self {
        let message = "The answer took too long. Please try again.";
        Self::new(code::RUN_TIMEOUT, message, cause).with_remedy(
            "if the agent needs longer, raise CHAT_RUN_DEADLINE_SECONDS or CHAT_RUN_IDLE_SECONDS",
        )
    }

    /// The backend stops.
    pub fn lost() -> Self {
        let message = "The answer broke off because the service restarted. Please try again.";
        Self::new(code::RUN_LOST, message, "the backend stops")
    }

    /// Our own fault.
    pub fn internal(cause: impl ToString) -> Self {
        Self::new(code::INTERNAL, "Something failed on our side. Please try again.", cause)
    }

    /// The event that ends the run.
    pub fn event(&self) -> Event {
        let mut event = Event::run_error(self.code, self.message.clone());
        if let (Event::RunError(body), Some(seconds)) = (&mut event, self.retry_after) {
            body.extra.insert("retryAfter".to_owned(), seconds.into());
        }
        event
    }
}
