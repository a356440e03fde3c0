// Finds out why a page may not read the checkout server's answer: a browser tells scripts
// only that a call failed.
import { bare, fetch } from "./builtins.js";

/** Milliseconds that the question may take. */
const WITHIN = 5_000;

/**
 * Asks again without the token, which needs no leave beforehand: so the server
 * can say what it has against the page, and nothing secret leaves.
 * @returns {Promise<{ why: string, detail?: string }>} a code, and what to mend
 */
export async function diagnose(url) {
  const unreachable = { why: "server.unreachable" };
  const options = {
    __proto__: null,
    cache: "no-store",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    signal: AbortSignal.timeout(WITHIN),
  };
  try {
    const { code, request_id: requestId } = bare(await (await fetch(url, options)).json());
    if (code === "origin.refused") {
      const detail = `the server does not list the origin ${origin} in \`[widget] origins\`, which it reads when it starts`;
      return { why: code, requestId, detail };
    }
  } catch {
    try {
      // Unread, it shows that a server answers.
      await fetch(url, { __proto__: null, ...options, mode: "no-cors" });
    } catch {
      return unreachable;
    }
  }
  const detail = `${url.origin} answers, but its CORS headers do not let ${origin} send Authorization and read it`;
  return { why: "server.cors", detail };
}
