//! Lets the page decide when memory is freed that only a garbage collection can find.
//!
//! wasm-bindgen frees closures of collected objects by a `FinalizationRegistry`. Its callback runs whenever the
//! collector wishes, also in a page that the browser keeps for the way back; and a page that runs anything then is
//! kept no longer. A registry that nobody holds any more calls nothing, so that the widget takes a new one when the
//! page goes: `leaveGarbage` in `src/host/lifecycle.rs`.

use anyhow::{Context, Result};

const REGISTRY: &str = "const CLOSURE_DTORS = (typeof FinalizationRegistry === 'undefined')\n    \
     ? { register: () => {}, unregister: () => {} }\n    : ";

/// The glue with a registry for closures that `leaveGarbage()` replaces.
pub fn make_leavable(glue: &str) -> Result<String> {
    let parts = glue.split_once(REGISTRY).and_then(|(before, rest)| {
        let (registry, after) = rest.split_once(";\n")?;
        Some((before, registry, after))
    });
    let (before, registry, after) = parts.context(
        "the glue frees closures in a way that is not known here: see to xtask/src/build/garbage.rs",
    )?;
    let leavable = format!(
        "let CLOSURE_DTORS;\nfunction leaveGarbage() {{\n    CLOSURE_DTORS = {registry};\n}}\nleaveGarbage();\n"
    );
    Ok([before, &leavable, after].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_of_closures_can_be_replaced() -> Result<()> {
        let glue = "let a;\nconst CLOSURE_DTORS = (typeof FinalizationRegistry === 'undefined')\n    \
                    ? { register: () => {}, unregister: () => {} }\n    \
                    : new FinalizationRegistry(state => wasm.free(state.a, state.b));\n\nlet b;\n";
        let leavable = "let a;\nlet CLOSURE_DTORS;\nfunction leaveGarbage() {\n    \
                        CLOSURE_DTORS = new FinalizationRegistry(state => wasm.free(state.a, state.b));\n}\n\
                        leaveGarbage();\n\nlet b;\n";
        assert_eq!(make_leavable(glue)?, leavable);
        Ok(())
    }

    #[test]
    fn glue_of_an_unknown_shape_is_refused() {
        assert!(make_leavable("let CLOSURE_DTORS = new FinalizationRegistry(free);\n").is_err());
    }
}
