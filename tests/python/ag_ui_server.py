"""A stock AG-UI server: Pydantic AI's own adapter, with a model that needs no network.

It says how many questions it has heard and what the first one was, so that a test sees what it was sent.
Prints `ready http://…` once it listens.
"""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator

import uvicorn
from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelRequest, UserPromptPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.ui.ag_ui import AGUIAdapter
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

failures = iter([True])


def questions(messages: list[ModelMessage]) -> list[str]:
    parts = [part for message in messages if isinstance(message, ModelRequest) for part in message.parts]
    return [str(part.content) for part in parts if isinstance(part, UserPromptPart)]


async def answer(messages: list[ModelMessage], _: AgentInfo) -> AsyncIterator[str]:
    heard = questions(messages)
    yield f"**Heard** {len(heard)} "
    if heard[-1] == "Wait":
        await asyncio.Event().wait()
    if heard[-1] == "Break" and next(failures, False):
        raise RuntimeError("the model broke")
    yield f"questions, first: {heard[0]}"


agent = Agent(FunctionModel(stream_function=answer))


async def run(request: Request) -> Response:
    return await AGUIAdapter.dispatch_request(request, agent=agent)


def main() -> None:
    origin = sys.argv[1]
    cors = Middleware(CORSMiddleware, allow_origins=[origin], allow_methods=["POST"], allow_headers=["*"])
    app = Starlette(routes=[Route("/", run, methods=["POST"])], middleware=[cors])
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"ready http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


main()
