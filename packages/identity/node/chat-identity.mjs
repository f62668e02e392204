// Makes the token that tells the chat who is signed in at your site. Copy this file into your backend.
// It needs Node 18 or newer and nothing else.

import { createHmac, createPrivateKey, randomBytes, sign } from "node:crypto";

/** How long a token is good for; at most 900 seconds. */
const SECONDS = 300;

/**
 * A token for the user who is signed in.
 *
 * @param {string} userId your own id of the user, 1 to 255 characters
 * @param {string} keyId the key's `kid`
 * @param {string} key for HS256 the secret in base64url (the key's `k`); for EdDSA and ES256 the private key in PEM
 * @param {string} audience the origin of your chat backend, such as https://chat.example.com
 * @returns {string} the token
 */
export function chatIdentityToken(userId, keyId, key, audience) {
  const isText = typeof userId === "string" && Buffer.from(userId).toString() === userId;
  if (!isText || userId === "" || [...userId].length > 255 || /\p{Cc}/u.test(userId)) {
    throw new Error(
      "chat identity: the user's id must be text of 1 to 255 characters, none of them a control character",
    );
  }
  if (!keyId) throw new Error("chat identity: the key's id is missing: set CHAT_IDENTITY_KEY_ID to its kid");
  if (!audience) {
    throw new Error(
      "chat identity: the audience is missing: set CHAT_IDENTITY_AUDIENCE to the origin of your chat backend",
    );
  }
  const { alg, signature } = signer(key);
  const now = Math.floor(Date.now() / 1000);
  const jti = randomBytes(16).toString("base64url");
  const claims = { sub: userId, aud: audience, iat: now, exp: now + SECONDS, jti };
  const signed = `${part({ alg, kid: keyId })}.${part(claims)}`;
  return `${signed}.${signature(signed).toString("base64url")}`;
}

function part(value) {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** The key's algorithm, and the function that signs with it. */
function signer(key) {
  // Many hosts keep a variable in one line.
  const text = (key ?? "").replaceAll("\\n", "\n").trim();
  if (text === "") throw new Error("chat identity: the key is missing: set CHAT_IDENTITY_KEY");
  if (text.startsWith("-----BEGIN PRIVATE KEY-----")) return privateKeySigner(text);
  if (!/^[A-Za-z0-9_-]+$/.test(text)) {
    throw new Error("chat identity: the key is neither a secret in base64url nor a private key in PEM (PKCS #8)");
  }
  const secret = Buffer.from(text, "base64url");
  if (secret.length < 32) {
    throw new Error("chat identity: the key is too short: HS256 needs at least 32 bytes");
  }
  return { alg: "HS256", signature: (signed) => createHmac("sha256", secret).update(signed).digest() };
}

function privateKeySigner(pem) {
  let key;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Error("chat identity: the private key can't be read: is it whole?");
  }
  if (key.asymmetricKeyType === "ed25519") {
    return { alg: "EdDSA", signature: (signed) => sign(null, Buffer.from(signed), key) };
  }
  if (key.asymmetricKeyDetails?.namedCurve === "prime256v1") {
    const es256 = { key, dsaEncoding: "ieee-p1363" };
    return { alg: "ES256", signature: (signed) => sign("sha256", Buffer.from(signed), es256) };
  }
  throw new Error("chat identity: this kind of private key can't be used: make an Ed25519 or a P-256 one");
}
