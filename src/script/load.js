// Loads all that a view needs at once.
import { importAsset } from "./assets.js";
import { Client } from "./client.js";
import { takeEarly } from "./early_reading.js";
import { prepare } from "./formats.js";
import { choose, fileOf, wordsOf } from "./language.js";
import { refuse } from "./refuse.js";
import { LOAD } from "./request.js";
import { clientOf } from "./setup.js";
import { RuntimeFailure, start } from "./start.js";
import { warm } from "./warm.js";

/**
 * Asks for what takes longest before anything is drawn. It is asked for once: {@link load} waits
 * for the same, and says what has gone wrong.
 */
export function beginEarly(host, token) {
  const early = takeEarly(host);
  if (host.isolated) return;
  try {
    refuse(host);
  } catch {
    return;
  }
  const client = clientOf(host, token);
  if (!(client instanceof Client)) return;
  start().catch(() => {});
  client.begin(early);
}

/** Has the server's own page draw the checkout, in a frame: nothing of it is asked for here. */
async function isolate(host, client, { frame, isWanted, failed }) {
  const failure = (cause) => new RuntimeFailure("runtime.isolated", cause);
  try {
    const { open } = await importAsset("outside", __OUTSIDE__, AbortSignal.timeout(LOAD));
    // Its session may have been taken away, or another one set.
    if (!isWanted()) throw undefined;
    return await client.isolate(open, host, frame, (cause) => failed(failure(cause)));
  } catch (cause) {
    throw failure(cause);
  }
}

/**
 * Starts WebAssembly, session and messages, which wait for nothing of each other.
 * @returns {Promise<{ attach: Function, name: string, tag: string, messages: object, drawn?: object }>}
 *   `drawn` is the view where that stands in the element already: see `isolated/outside.js`
 */
export async function load(host, client, isolation) {
  if (host.isolated) return { __proto__: null, ...choose(host), ...(await isolate(host, client, isolation)) };
  const loading = start();
  const answer = client.begin();
  const likely = choose(host);
  const guessed = fileOf(likely.name);
  warm(() => prepare(likely.tag));
  // Awaited below: a failure before that is no unhandled rejection.
  for (const promise of [loading, guessed]) promise.catch(() => {});
  await answer;
  const attach = await loading;
  return { __proto__: null, attach, ...(await wordsOf(host, choose(host, client.language))) };
}
