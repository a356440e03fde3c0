// One request to the checkout server, as every one of them is sent.
import { fetch } from "./builtins.js";

/** Milliseconds to wait for the answer to a reading, or for a file. */
export const LOAD = 10_000;

/** The form of a token, which goes into a header. */
export const TOKEN = /^[\w.~+/-]+=*$/;

/** Sends a request. */
export function send(url, token, { method, key, body }, signal) {
  const headers = { __proto__: null, Authorization: `Bearer ${token}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key !== undefined) headers["Idempotency-Key"] = key;
  // No `cache: "no-store"`: Chromium keeps no preflight for it. The answers forbid it themselves.
  return fetch(url, {
    __proto__: null,
    method,
    headers,
    body,
    credentials: "omit",
    referrerPolicy: "no-referrer",
    redirect: "error",
    signal,
  });
}
