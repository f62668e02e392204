// One measurement of one party: prints its numbers as JSON. `cargo xtask bench chat` calls it and compares.
// Usage: node run.mjs MEASUREMENT PARTY
import { memory } from "./memory.mjs";
import { load } from "./load.mjs";
import { pace, stream } from "./rendering.mjs";

const MINUTE = 60_000;
const MEASUREMENTS = {
  "stream-1k": (party) => stream(party, { tokens: 1_000, limit: 2 * MINUTE }),
  "stream-4k": (party) => stream(party, { tokens: 4_000, limit: 2 * MINUTE }),
  "stream-16k": (party) => stream(party, { tokens: 16_000, limit: 2 * MINUTE }),
  "pace-60": (party) => pace(party, { perSecond: 60, limit: MINUTE }),
  "pace-240": (party) => pace(party, { perSecond: 240, limit: MINUTE }),
  "slow-cpu": (party) => pace(party, { perSecond: 60, slower: 4, limit: 2 * MINUTE }),
  load,
  memory,
};

const [measurement, party] = process.argv.slice(2);
console.log(JSON.stringify(await MEASUREMENTS[measurement](party)));
