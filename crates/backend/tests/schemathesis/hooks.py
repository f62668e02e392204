"""What the document can't say: who asks, and which ids there are.

A visitor asks, with a token, until it is erased; then another one does. Right requests name a conversation, a run and a
message of that visitor's, so that they get further than to a 404; wrong ones, and those that follow from an earlier
answer, stay as they were made. No stream is followed for good.
"""

import os
import uuid

import requests
import schemathesis

BACKEND = os.environ["SERVER_URL"]
# An uncompressed point of P-256: its generator.
PUBLIC_KEY = (
    "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"
)

token = None
ids = None


def session():
    global token
    if token is None:
        answer = requests.post(f"{BACKEND}/v1/session", json={}, timeout=10)
        token = answer.json()["token"]
    return token


def known():
    """A conversation of the visitor, with a run and its answer."""
    global ids
    if ids is None:
        thread, run = str(uuid.uuid4()), str(uuid.uuid4())
        headers = {"Authorization": f"Bearer {session()}"}
        message = {"id": "m", "role": "user", "content": "Hello"}
        body = {"threadId": thread, "runId": run, "messages": [message]}
        asked = requests.post(f"{BACKEND}/v1/assistants/primary/runs", json=body, headers=headers, timeout=30)
        assert "RUN_FINISHED" in asked.text, asked.text
        page = requests.get(f"{BACKEND}/v1/threads/{thread}", headers=headers, timeout=10).json()
        answers = [m["message"]["id"] for m in page["messages"] if m["message"]["role"] == "assistant"]
        ids = {"thread": thread, "run": run, "message": answers[-1]}
    return ids


@schemathesis.auth(refresh_interval=None)
class Visitor:
    def get(self, case, context):
        return session()

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.path.endswith("/events") and (case.query or {}).get("follow") in (None, 1, "1"):
        case.query = {**(case.query or {}), "follow": 0}
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if case.meta.phase.name.value != "stateful":
        name_what_there_is(case)
    if case.path.endswith("/runs"):
        # The newest message is the visitor's and has words; the conversation is a new one, or waits for nothing.
        case.path_parameters["role"] = "primary"
        case.body["messages"].append({"id": "m", "role": "user", "content": "Hello"})
    if case.method == "POST" and case.path == "/v1/session":
        case.body = session_request(case.body)


def session_request(body):
    """The three forms: nothing, a point of the curve, or that with both proofs. This site has no users."""
    if body.get("publicKey") is None:
        return {}
    proofs = {name: body.get(name) for name in ("challenge", "signature")}
    return {"publicKey": PUBLIC_KEY, **(proofs if None not in proofs.values() else {})}


def name_what_there_is(case):
    if case.path.startswith("/v1/threads/{id}"):
        case.path_parameters["id"] = known()["thread"]
    if case.path.startswith("/v1/runs/{id}"):
        case.path_parameters["id"] = known()["run"]
    if "mid" in (case.path_parameters or {}):
        case.path_parameters["mid"] = known()["message"]


@schemathesis.hook
def after_call(context, case, response):
    global token, ids
    if case.method == "DELETE" and response.status_code == 204:
        ids = None
        if case.path in ("/v1/me", "/v1/session"):
            token = None
