"""The bare relay as one would write it in Python: FastAPI on uvicorn, the encoder of AG-UI, a socket to the platform for
each run. It keeps nothing, checks nobody and resumes nothing. Its argument is the platform's address; it prints
`ready ADDRESS`.
"""

import json
import resource
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import uvicorn
from ag_ui.core import (
    RunAgentInput,
    RunErrorEvent,
    RunFinishedEvent,
    RunStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
)
from ag_ui.encoder import EventEncoder
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

PLATFORM = sys.argv[1]
MESSAGE = "m1"


@asynccontextmanager
async def with_client(app: FastAPI) -> AsyncIterator[None]:
    # Neither a limit of connections nor of time: the library's own are for short requests.
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None)) as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=with_client)


async def deltas(client: aiohttp.ClientSession, text: str) -> AsyncIterator[str]:
    async with client.post(f"http://{PLATFORM}/api/v1/Agent/a/realtime-session", json={}) as answer:
        path = (await answer.json())["webSocketPath"]
    content = [{"type": "input_text", "text": text}]
    item = {"type": "message", "role": "user", "content": content}
    async with client.ws_connect(f"ws://{PLATFORM}{path}", compress=0) as platform:
        await platform.send_json({"type": "conversation.item.create", "item": item})
        await platform.send_json({"type": "response.create"})
        async for message in platform:
            event = json.loads(message.data)
            if event["type"] == "response.output_text.delta":
                yield event["delta"]
            elif event["type"] == "response.done":
                return
    raise ConnectionError("the platform has gone")


@app.post("/run")
async def run(body: RunAgentInput, request: Request) -> StreamingResponse:
    encoder = EventEncoder(accept=request.headers.get("accept"))
    ids = {"thread_id": body.thread_id, "run_id": body.run_id}

    async def events() -> AsyncIterator[str]:
        yield encoder.encode(RunStartedEvent(**ids))
        try:
            yield encoder.encode(TextMessageStartEvent(message_id=MESSAGE, role="assistant"))
            async for delta in deltas(request.app.state.client, body.messages[-1].content):
                yield encoder.encode(TextMessageContentEvent(message_id=MESSAGE, delta=delta))
            yield encoder.encode(TextMessageEndEvent(message_id=MESSAGE))
            yield encoder.encode(RunFinishedEvent(**ids))
        except Exception as error:
            yield encoder.encode(RunErrorEvent(message=repr(error)))

    return StreamingResponse(events(), media_type=encoder.get_content_type())


def serve() -> None:
    # Two sockets for each stream.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    print(f"ready http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    config = uvicorn.Config(app, loop="uvloop", http="httptools", log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


serve()
