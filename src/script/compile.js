// Compiles WebAssembly while it loads. `integrity` has a browser give a file away when all of it
// is there and its hash is right (https://fetch.spec.whatwg.org/#main-fetch), and compile it only
// then: so the hash is checked here, meanwhile, and nothing runs before it is right.
import { fetchAsset } from "./assets.js";
import { crypto } from "./builtins.js";
import { until } from "./call.js";

/** Makes digests; not there on a page that is not secure, or has something else in its place. */
const subtle = globalThis.SubtleCrypto && crypto?.subtle instanceof SubtleCrypto ? crypto.subtle : undefined;

function compile(response) {
  if (response.headers.get("Content-Type") === "application/wasm") return WebAssembly.compileStreaming(response);
  return response.arrayBuffer().then((bytes) => WebAssembly.compile(bytes));
}

/** Throws if a file has another hash. */
async function check(response, hash) {
  const digest = new Uint8Array(await subtle.digest("SHA-256", await response.arrayBuffer()));
  if (btoa(String.fromCharCode(...digest)) !== `${hash}=`) throw new Error("the file has another hash (integrity): it is of another build");
}

/**
 * Fetches a file until `signal` says that it is late, and compiles it.
 * @returns {Promise<{ module?: Promise<WebAssembly.Module> }>} when its hash is right; without a
 *   module if it is not there
 */
export async function compileAsset(name, hash, extension, signal) {
  const response = await fetchAsset(name, hash, extension, signal, !subtle);
  if (!response.ok) return { __proto__: null };
  const checked = subtle && check(response.clone(), hash);
  const module = compile(response);
  // Awaited later: a failure before that is no unhandled rejection.
  module.catch(() => {});
  await until(signal, checked);
  return { __proto__: null, module };
}
