// Makes the tokens that standard input asks for: user id, key id, key, audience in base64, "-" for nothing,
// "!" for half a character.
import { readFileSync } from "node:fs";
import { chatIdentityToken } from "../../node/chat-identity.mjs";

const special = new Map([
  ["-", undefined],
  ["!", "\ud800"],
]);

function field(text) {
  return special.has(text) ? special.get(text) : Buffer.from(text, "base64").toString();
}

for (const line of readFileSync(0, "utf8").split("\n").slice(0, -1)) {
  try {
    console.log(`token ${chatIdentityToken(...line.split("\t").map(field))}`);
  } catch (error) {
    console.log(`error ${error.message}`);
  }
}
