// Loads files of this build: the hash of each names it, and pins it.
import { fetch } from "./builtins.js";
import { until } from "./call.js";

/** Returns the name of a file, as `bundle.mjs` lays it out. */
export function fileName(name, hash, extension) {
  return `${name}-${hash.slice(0, 16).replace(/\W/g, "_")}.${extension}`;
}

/** Fetches a file until `signal` says that it is late; one that is not `checked` has to be by the caller. */
export function fetchAsset(name, hash, extension, signal, checked = true) {
  const url = new URL(`../assets/${fileName(name, hash, extension)}`, import.meta.url);
  // Nothing is said of credentials, else no `<link rel=preload>` of the page's serves.
  const options = { __proto__: null, integrity: checked ? `sha256-${hash}=` : "", signal };
  return until(signal, fetch(url, options));
}
