"""Makes the tokens that standard input asks for: user id, key id, key, audience in base64, "-" for nothing,
"!" for half a character.
"""

import base64
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
from chat_identity import chat_identity_token  # noqa: E402

SPECIAL = {"-": None, "!": "\ud800"}


def field(text):
    return SPECIAL[text] if text in SPECIAL else base64.b64decode(text).decode()


for line in sys.stdin:
    fields = map(field, line.rstrip("\n").split("\t"))
    try:
        print("token", chat_identity_token(*fields))
    except ValueError as error:
        print("error", error)
