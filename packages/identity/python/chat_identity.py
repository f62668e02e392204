"""Makes the token that tells the chat who is signed in at your site. Copy this file into your backend.

It needs Python 3.8 or newer and nothing else.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
import time

SECONDS = 300
"""How long a token is good for; at most 900."""


def chat_identity_token(user_id, key_id, key, audience):
    """A token for the user who is signed in.

    user_id: your own id of the user, 1 to 255 characters (of a number, ``str(user.id)``)
    key_id: the key's ``kid``
    key: the secret in base64url (the key's ``k``)
    audience: the origin of your chat backend, such as https://chat.example.com
    """
    if not _is_text(user_id):
        raise ValueError(
            "chat identity: the user's id must be text of 1 to 255 characters, none of them a control character"
        )
    if not key_id:
        raise ValueError("chat identity: the key's id is missing: set CHAT_IDENTITY_KEY_ID to its kid")
    if not audience:
        raise ValueError(
            "chat identity: the audience is missing: "
            "set CHAT_IDENTITY_AUDIENCE to the origin of your chat backend"
        )
    secret = _secret(key)
    now = int(time.time())
    claims = {
        "sub": user_id,
        "aud": audience,
        "iat": now,
        "exp": now + SECONDS,
        "jti": secrets.token_urlsafe(16),
    }
    signed = _part({"alg": "HS256", "kid": key_id}) + "." + _part(claims)
    return signed + "." + _base64url(hmac.new(secret, signed.encode(), hashlib.sha256).digest())


def _is_text(value):
    if not isinstance(value, str) or not re.fullmatch("[^\x00-\x1f\x7f-\x9f]{1,255}", value):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _part(value):
    return _base64url(json.dumps(value).encode())


def _base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _secret(key):
    # Many hosts keep a variable in one line.
    text = (key or "").replace("\\n", "\n").strip()
    if not text:
        raise ValueError("chat identity: the key is missing: set CHAT_IDENTITY_KEY")
    if text.startswith("-----BEGIN"):
        raise ValueError("chat identity: Python can't sign with a private key by itself: use an HS256 secret")
    if not re.fullmatch("[A-Za-z0-9_-]+", text) or len(text) % 4 == 1:
        raise ValueError("chat identity: the key is not a secret in base64url")
    secret = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if len(secret) < 32:
        raise ValueError("chat identity: the key is too short: HS256 needs at least 32 bytes")
    return secret
