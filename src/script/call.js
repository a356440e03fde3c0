// The calls to the checkout server, all by one path.
import { bodyOf, ownResponse } from "./builtins.js";
import { isOnline } from "./connection.js";
import { diagnose } from "./diagnose.js";
import { LOAD, send } from "./request.js";

/** Milliseconds to wait for the answer to a charge. */
const PAY = 25_000;

/**
 * The address of a call: the endpoint itself, exactly as it is written, so that the preflight
 * of the reading serves the payment; or what stands below its path.
 */
export function address(endpoint, below) {
  const url = new URL(endpoint);
  if (below) url.pathname = `${url.pathname.replace(/\/+$/, "")}/${below}`;
  return url;
}

/** The promise, but not beyond the signal, which a page's own `fetch` may not heed. */
export function until(signal, promise) {
  const late = new Promise((_, reject) => signal.addEventListener("abort", reject));
  return Promise.race([promise, late]);
}

/**
 * Never rejects: gives the response, which the WebAssembly reads; where none came, `status`
 * is 0, and `why` a code for it. Sends nothing where it was sent `early`, unless that failed.
 * @returns {Promise<{ status: number, headers?: object, text?: Function, why?: string, detail?: string }>}
 */
export async function call(endpoint, token, { method = "GET", below, key, body, early } = { __proto__: null }) {
  const url = address(endpoint, below);
  const signal = AbortSignal.timeout(method === "GET" ? LOAD : PAY);
  try {
    // The bytes are of the WebAssembly's memory, and read now.
    const written = body && new TextDecoder().decode(body);
    const ask = () => send(url, token, { __proto__: null, method, key, body: written }, signal);
    const sent = early ? early.catch(ask) : ask();
    const response = await until(signal, sent);
    let text = "";
    try {
      text = await until(signal, bodyOf(response));
    } catch (cause) {
      // A success that breaks off is no answer; an error's status says enough.
      if (signal.aborted) throw cause;
    }
    return ownResponse(response, text);
  } catch {
    if (!isOnline()) return { __proto__: null, status: 0, why: "network.offline" };
    if (signal.aborted || method !== "GET") return { __proto__: null, status: 0, why: "server.unreachable" };
    return { __proto__: null, status: 0, ...(await diagnose(url)) };
  }
}
