//! What the commands that call Siesta AI share: the connection, lists, consent to writes, transfers.

mod api;
mod consent;
mod failure;
mod list;
mod record;
mod text;
mod transfer;

pub use api::ApiArgs;
pub use consent::ConsentArgs;
pub use failure::OperationFailure;
pub use list::{ListArgs, Row};
pub use record::show;
pub use text::{one_line, several_lines};
pub use transfer::{download, upload};
