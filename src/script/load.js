// Loads all that a view needs at once.
import { choose, messagesOf } from "./language.js";
import { start } from "./start.js";

/**
 * Starts WebAssembly, session and messages, which wait for nothing of each other.
 * @returns {Promise<{ attach: Function, name: string, tag: string, messages: object }>}
 */
export async function load(host, client) {
  const loading = start();
  const answer = client.begin();
  const guessed = messagesOf(choose(host).name);
  // Awaited below: a failure before that is no unhandled rejection.
  for (const promise of [loading, guessed]) promise.catch(() => {});
  await answer;
  const [attach] = await Promise.all([loading, guessed]);
  const { name, tag } = choose(host, client.language);
  return { attach, name, tag, messages: await messagesOf(name) };
}
