//! The buttons at the panel's head.

use leptos::prelude::*;

use super::dom::{button, icon};
use super::texts::local;
use crate::net::run::Session;

pub(super) fn actions(session: Session) -> Vec<AnyView> {
    let shown = session.model.history_shown;
    let action = |label: &str, paths: &[&'static str], press: Box<dyn FnMut()>| {
        let label = local(label);
        button(&[("class", "icon"), ("aria-label", label), ("title", label)], vec![icon(paths)], press)
    };
    let mut actions = vec![action(
        "New conversation",
        &["M12 5v14", "M5 12h14"],
        Box::new(move || {
            shown.set(false);
            session.begin();
        }),
    )];
    if !session.has_agent() {
        let earlier = action(
            "Earlier conversations",
            &["M12 7v5l3.5 2", "M4.5 9A8 8 0 1 1 4 12.5", "M4 5v4.5h4.5"],
            Box::new(move || shown.update(|shown| *shown = !*shown)),
        );
        actions.insert(0, earlier);
    }
    actions
}
