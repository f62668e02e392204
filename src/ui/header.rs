//! The buttons at the panel's head.

use leptos::prelude::*;

use super::dom::icon_button;
use crate::net::run::Session;

pub(super) fn actions(session: Session) -> impl IntoView {
    let model = session.model;
    let history = move || {
        model.history_shown.update(|shown| *shown = !*shown);
    };
    let begin = move || {
        model.history_shown.set(false);
        session.begin();
    };
    (
        icon_button(
            "Earlier conversations",
            &["M12 7v5l3.5 2", "M4.5 9A8 8 0 1 1 4 12.5", "M4 5v4.5h4.5"],
            history,
        ),
        icon_button("New conversation", &["M12 5v14", "M5 12h14"], begin),
    )
}
