"""Right ids in the bodies of linked calls.

An unknown id in a body is 404, as documented. Schemathesis takes any 404 of a call on something that was just made
for the loss of that thing. So calls that follow a link name nothing else; all others still name anything.
"""

import schemathesis

NAMING = ("conversationId", "files", "sources", "workspaceId")


@schemathesis.hook
def before_call(context, case, kwargs):
    meta = case.meta
    linked = meta is not None and meta.phase.name.value == "stateful" and meta.generation.mode.is_positive
    if linked and case.method == "PUT" or linked and "/Agent/" in case.path:
        if isinstance(case.body, dict):
            case.body = {name: value for name, value in case.body.items() if name not in NAMING}
