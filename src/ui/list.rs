//! Views that come and go by their ids.

use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Render};
use web_sys::Element;

use super::dom::effect;

struct Shown {
    id: String,
    /// What the view listens to ends with it.
    owner: Owner,
    state: AnyViewState,
}

/// Shows in `parent` a view for each of `ids`, in their order. A view stays as it is for as long as its id is there.
pub(super) fn follow(
    parent: Element,
    ids: impl Fn() -> Vec<String> + 'static,
    view: impl Fn(String) -> AnyView + 'static,
) {
    // The effect's own owner ends with each of its runs.
    let owner = Owner::current().unwrap_or_default();
    let mut shown: Vec<Shown> = Vec::new();
    effect(move || {
        let ids = ids();
        shown.retain_mut(|it| {
            let stays = ids.contains(&it.id);
            if !stays {
                it.state.unmount();
                it.owner.cleanup();
            }
            stays
        });
        for (at, id) in ids.into_iter().enumerate() {
            if shown.get(at).is_some_and(|it| it.id == id) {
                continue;
            }
            let mut next = match shown.iter().position(|it| it.id == id) {
                Some(elsewhere) => shown.remove(elsewhere),
                None => {
                    let owner = owner.child();
                    let state = owner.with(|| untrack(|| view(id.clone()).build()));
                    Shown { id, owner, state }
                }
            };
            match shown.get(at) {
                Some(after) => _ = after.state.insert_before_this(&mut next.state),
                None => next.state.mount(&parent, None),
            }
            shown.insert(at, next);
        }
    });
}
